"""Images that are arrays already."""

from typing import Any

import numpy as np
import tensorflow as tf

from kerasgan import ranges
from kerasgan.data import decode
from kerasgan.data.labels import encode
from kerasgan.data.pipeline import dataset
from kerasgan.data.report import Report
from kerasgan.ranges import to_uint8


def from_arrays(
    images: Any,
    labels: Any = None,
    batch_size: int = 64,
    *,
    image_size: int | tuple[int, int] | None = None,
    mirror: bool = False,
    shuffle: bool = True,
    seed: int = 0,
    drop_remainder: bool = True,
) -> tf.data.Dataset:
    """Images of an array, as batches in [-1, 1].

    Args:
        images: `(n, height, width, channels)` or, gray, `(n, height, width)`;
            uint8 in 0..255, or floats in [-1, 1], which stay as they are.
        labels: `None`, `n` labels, or a dict of these by name. Strings become indices
            into the sorted `dataset.class_names`.
        batch_size: The number of images in a batch.
        image_size: `None`, or the side or `(height, width)` to resize to, after a
            crop to the largest centre box of that shape. Resized floats are
            rounded to 8 bits.
        mirror: Whether each image is mirrored left-right half of the time.
        shuffle: Whether each epoch has its own random order; otherwise as given.
        seed: Seed of the order and of the mirroring.
        drop_remainder: Whether a last batch that is not full is left out.

    Returns:
        A `tf.data.Dataset` of images `(batch_size, height, width, channels)`,
        float32 in [-1, 1], or of `(images, labels)`. It has a `report` and
        `class_names`.

    Raises:
        ValueError: If the images have another shape, type or range, or if there are
            not as many labels as images.

    Example:
    ```python
    (images, labels), _ = keras.datasets.mnist.load_data()
    digits = kerasgan.data.from_arrays(images, labels, image_size=32)
    ```
    """
    images = checked(images)
    class_names = None
    if labels is not None:
        labels, class_names = encode(labels)
        for column in tf.nest.flatten(labels):
            if column.ndim < 1 or len(column) != len(images):
                raise ValueError(
                    f"Each image needs a label, but received {len(images)} images and "
                    f"labels of shape {column.shape}. Pass {len(images)} labels."
                )
    if image_size is not None:
        images = resized(images, decode.target(image_size, images.shape[-1], None))
    return dataset(
        images,
        labels,
        batch_size,
        mirror=mirror,
        shuffle=shuffle,
        seed=seed,
        drop_remainder=drop_remainder,
        report=Report(len(images), [], class_names, "the array itself"),
    )


def checked(images: Any) -> np.ndarray:
    """Images as `(n, height, width, channels)`, uint8 or float32 in [-1, 1]."""
    images = np.asarray(images)
    if images.ndim == 3:
        images = images[..., np.newaxis]
    if images.ndim != 4 or 0 in images.shape:
        raise ValueError(
            "images must have the shape (n, height, width, channels) or (n, height, "
            f"width), but received {images.shape}. Use `images[np.newaxis]` for one."
        )
    ranges.check_range(images, stacklevel=4)
    if images.dtype == np.uint8:
        return images
    return images.astype("float32", copy=False)


def resized(images: np.ndarray, target: decode.Target) -> np.ndarray:
    """Images cropped and resized to a form, uint8."""
    from PIL import Image

    if images.dtype != np.uint8:
        images = to_uint8(images)
    if target.channels == 1:
        images = images[..., 0]
    return np.stack([decode.fit(Image.fromarray(image), target) for image in images])
