"""What the batches of `fit` must be, and what a step says of them."""

import tensorflow as tf


def check_images(dataset, image_shape):
    """Raises a `ValueError` unless `dataset` gives float images of `image_shape`."""
    spec = getattr(dataset, "element_spec", None)
    spec = spec[0] if isinstance(spec, tuple) else spec
    if not isinstance(spec, tf.TensorSpec):
        return
    if not spec.dtype.is_floating or not spec.shape[1:].is_compatible_with(image_shape):
        raise ValueError(
            f"This GAN trains on batches of float images {tuple(image_shape)} in "
            f"[-1, 1], but the dataset gives {spec.dtype.name} of shape {spec.shape}. "
            "The datasets of `kerasgan.data` give what is wanted, with `image_size=` "
            f"{tuple(image_shape[:2])} and `channels={image_shape[-1]}`; or build the "
            "GAN for the images: `for_images(shape)`."
        )


def share_of(verdicts):
    """The share of true values."""
    return tf.reduce_mean(tf.cast(verdicts, "float32"))
