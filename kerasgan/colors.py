"""CIELAB, in which equal distances look alike: lightness and two color axes.

RGB is sRGB with the white point D65, for the standard observer of 2 degrees.

Reference: IEC 61966-2-1; CIE 15.
"""

import numpy as np
import tensorflow as tf

WHITE = (0.95047, 1.0, 1.08883)
# Of linear RGB, columns, to XYZ, rows.
RGB_TO_XYZ = (
    (0.412453, 0.357580, 0.180423),
    (0.212671, 0.715160, 0.072169),
    (0.019334, 0.119193, 0.950227),
)
LARGEST_AB = 110.0  # no color of sRGB is farther from gray along an axis
BEND = 6 / 29  # below its cube the root goes on as a line


def rgb_to_lab(images):
    """Images in [-1, 1] as L in [0, 100], a and b.

    Args:
        images: Float tensor or array `(..., 3)`; for gray images, `(..., 1)`, a and b
            are 0.

    Returns:
        Float32 tensor `(..., 3)`.
    """
    images = tf.cast(images, "float32")
    if images.shape[-1] == 1:
        images = tf.repeat(images, 3, axis=-1)
    xyz = times(linear((images + 1) / 2), RGB_TO_XYZ) / WHITE
    root = tf.where(
        xyz > BEND**3, tf.maximum(xyz, 1e-9) ** (1 / 3), xyz / (3 * BEND**2) + 4 / 29
    )
    x, y, z = tf.unstack(root, axis=-1)
    return tf.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def lab_to_rgb(lab):
    """Images in [-1, 1] from L, a and b; colors outside of sRGB are clipped.

    Args:
        lab: Float tensor or array `(..., 3)`.

    Returns:
        Float32 tensor `(..., 3)`.
    """
    lightness, a, b = tf.unstack(tf.cast(lab, "float32"), axis=-1)
    y = (lightness + 16) / 116
    root = tf.stack([y + a / 500, y, y - b / 200], axis=-1)
    xyz = tf.where(root > BEND, root**3, 3 * BEND**2 * (root - 4 / 29)) * WHITE
    rgb = times(xyz, np.linalg.inv(RGB_TO_XYZ))
    return 2 * gamma_corrected(tf.clip_by_value(rgb, 0, 1)) - 1


def linear(rgb):
    """Linear light of sRGB values in [0, 1]."""
    bent = (tf.maximum(rgb, 0.04045) + 0.055) / 1.055
    return tf.where(rgb > 0.04045, bent**2.4, rgb / 12.92)


def gamma_corrected(light):
    """The sRGB values of linear light in [0, 1]."""
    bent = 1.055 * tf.maximum(light, 0.0031308) ** (1 / 2.4) - 0.055
    return tf.where(light > 0.0031308, bent, 12.92 * light)


def times(vectors, matrix):
    """Each vector of the last axis, multiplied by a matrix.

    It multiplies number by number, because the quantization of a network would round
    the matrix if it were a weight.
    """
    parts = tf.unstack(vectors, axis=-1)
    sums = [
        tf.add_n([float(n) * part for n, part in zip(row, parts, strict=True)])
        for row in matrix
    ]
    return tf.stack(sums, axis=-1)
