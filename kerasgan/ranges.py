"""The values of images: uint8 in 0..255, or floats in [-1, 1]."""

import warnings

import numpy as np
import tensorflow as tf

LARGEST = 1.001  # what rounding, as of half precision, may make of 1


def to_uint8(images):
    """Images in [-1, 1] as uint8, rounded and clipped.

    Args:
        images: Array or tensor of floats of any shape; uint8 is returned unchanged.

    Returns:
        Uint8 array of the same shape; within a graph, a tensor.
    """
    if getattr(images, "dtype", None) == "uint8":  # doubled, they would be white
        return images if tf.is_symbolic_tensor(images) else np.asarray(images)
    levels = tf.round((tf.cast(images, "float32") + 1.0) * 127.5)
    pixels = tf.cast(tf.clip_by_value(levels, 0, 255), "uint8")
    return pixels if tf.is_symbolic_tensor(pixels) else pixels.numpy()


def to_floats(images):
    """Images as floats in [-1, 1].

    Args:
        images: Array or tensor, uint8 or floats in [-1, 1], of any shape.

    Returns:
        A float32 array for an array, a float32 tensor for a tensor.
    """
    scaled = images.dtype == "uint8"
    is_array = isinstance(images, np.ndarray)
    images = images.astype("float32") if is_array else tf.cast(images, "float32")
    return images / 127.5 - 1.0 if scaled else images


def check_range(images, name="images", stacklevel=3, few=0):
    """Rejects an array that can't be images, and warns if it may have a wrong range.

    Args:
        images: Array of any shape.
        name: String, the name of the array in the message.
        stacklevel: Int, as in `warnings.warn`.
        few: Int. Up to this number of images, values that are never below 0 give no
            warning.

    Raises:
        ValueError: The array has integers other than uint8, floats outside of [-1, 1],
            or NaN.
    """
    if images.dtype == np.uint8 or not images.size:
        return
    check_type(images.dtype, name)
    low, high = float(images.min()), float(images.max())
    if message := refusal(low, high, name):
        raise ValueError(message)
    if len(images) > few and (message := doubt(low, high, name)):
        warnings.warn(message, stacklevel=stacklevel)


def check_type(dtype, name="images"):
    """Rejects types other than uint8 and floats.

    Args:
        dtype: Dtype of NumPy or of TensorFlow.
        name: As in `check_range`.
    """
    dtype = np.dtype(getattr(dtype, "as_numpy_dtype", dtype))
    if dtype == np.uint8 or dtype.kind == "f" or dtype.name == "bfloat16":
        return
    raise ValueError(
        f"{name} must be uint8 in 0..255 or floats in [-1, 1], but received "
        f"{dtype.name}. For integers in 0..255 pass `images.astype('uint8')`."
    )


def refusal(low, high, name="images"):
    """The reason why floats from `low` to `high` can't be images; else `None`."""
    if low >= -LARGEST and high <= LARGEST:  # false for NaN, too
        return None
    came = f"{name} of floats must be in [-1, 1], but received values from "
    came += f"{low:g} to {high:g}."
    if not np.isfinite([low, high]).all():
        return f"{came} NaN and infinity are no pixels; a GAN that draws them diverged."
    if low >= 0 and high > 2:
        return f"{came} For 0..255 pass `images / 127.5 - 1`, or them as uint8."
    return f"{came} If they are in [-1, 1] but for the filter of a resize, clip them."


def doubt(low, high, name="images"):
    """A message if floats from `low` to `high` may be in [0, 1]; else `None`."""
    if low < 0 or high <= 0:
        return None
    return (
        f"{name} of floats must be in [-1, 1], and these are nowhere below 0: from "
        f"{low:g} to {high:g}. If they are in [0, 1], pass `2 * images - 1`."
    )
