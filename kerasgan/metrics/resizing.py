"""Resizers of images for extractors: the choice decides the number.

Each is a function of uint8 images `(n, height, width, channels)` and the side, and
gives float32 images `(n, side, side, channels)` in [0, 255].

Reference: [Parmar et al., 2022](https://arxiv.org/abs/2104.11222), section 3.
"""

import tensorflow as tf


def clean(pixels, side):
    """Bicubic with antialiasing, as Pillow resizes each channel in floats."""
    size = (side, side)
    images = tf.image.resize(
        tf.cast(pixels, "float32"), size, "bicubic", antialias=True
    )
    return tf.clip_by_value(images, 0.0, 255.0)


def legacy_tensorflow(pixels, side):
    """Bilinear from corner to corner, without antialiasing, as TensorFlow 1 did.

    The first FIDs and those of torch-fidelity use it.
    """
    return tf.raw_ops.ResizeBilinear(
        images=tf.cast(pixels, "float32"),
        size=(side, side),
        align_corners=False,
        half_pixel_centers=False,
    )


def pytorch_fid(pixels, side):
    """Bilinear between centers of pixels, without antialiasing."""
    return tf.image.resize(tf.cast(pixels, "float32"), (side, side), "bilinear")
