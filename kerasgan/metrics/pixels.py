"""Images as metrics take them: the pixels of an image file."""

import numpy as np

from kerasgan import ranges


def to_pixels(images):
    """Images as uint8, rounded as they are when they are saved.

    Args:
        images: Array `(n, height, width, 1 or 3)`, uint8 or floats in [-1, 1].

    Raises:
        ValueError: If the shape or the range is another, or a pixel is not finite.
    """
    images = np.asarray(images)
    if images.ndim != 4 or images.shape[3] not in (1, 3) or 0 in images.shape:
        raise ValueError(
            "Images should have the shape `(n, height, width, 1 or 3)`, but have "
            f"{images.shape}."
        )
    ranges.check_range(images, stacklevel=4)
    if images.dtype == np.uint8:
        return images
    return ranges.to_uint8(images)
