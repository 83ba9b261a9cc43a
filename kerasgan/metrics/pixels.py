"""Images as metrics take them: the pixels of an image file."""

import numpy as np


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
    if images.dtype == np.uint8:
        return images
    images = images.astype("float32")
    largest = np.abs(images).max()  # NaN if any is
    if not largest <= 1.001:
        raise ValueError(
            f"Images of floats should lie in [-1, 1], but reach {largest:g}. Pass "
            "`images / 127.5 - 1`, if they lie in [0, 255]; a GAN that diverged, "
            "which draws NaN, can't be measured."
        )
    return np.rint((images.clip(-1, 1) + 1) * 127.5).astype("uint8")
