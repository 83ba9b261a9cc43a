"""Affine maps of the plane, and images drawn through them."""

import tensorflow as tf


def scaling(x, y):
    """Maps `(batch, 3, 3)` that scale by factors `(batch,)` along each axis."""
    zero, one = tf.zeros_like(x), tf.ones_like(x)
    return matrices([[x, zero, zero], [zero, y, zero], [zero, zero, one]])


def translation(x, y):
    """Maps `(batch, 3, 3)` that move right by `x` and down by `y`, both `(batch,)`."""
    zero, one = tf.zeros_like(x), tf.ones_like(x)
    return matrices([[one, zero, x], [zero, one, y], [zero, zero, one]])


def rotation(cosine, sine):
    """Maps `(batch, 3, 3)` that rotate by an angle, clockwise in displayed images."""
    zero, one = tf.zeros_like(cosine), tf.ones_like(cosine)
    return matrices([[cosine, -sine, zero], [sine, cosine, zero], [zero, zero, one]])


def matrices(rows):
    """Matrices `(batch, 3, 3)` from entries `(batch,)`."""
    return tf.stack([tf.stack(row, axis=-1) for row in rows], axis=-2)


def product(first, *others):
    """The matrix product: the inverse of successive maps, from the inverse of each."""
    for other in others:
        # Not `matmul`, which a GPU rounds to ten bits: the identity must stay so.
        first = tf.reduce_sum(first[:, :, :, None] * other[:, None, :, :], axis=2)
    return first


def warp(images, inverse):
    """Images under affine maps about their centers, reflected at the borders.

    Values between pixels are interpolated bilinearly. The function is linear in the
    images, so it has derivatives of any order; the identity map changes no bit.

    Args:
        images: Float32 tensor `(batch, height, width, channels)`, sides above 1.
        inverse: Float32 tensor `(batch, 3, 3)`, the maps from the pixels of the
            result to those of the images, `(x, y, 1)` from the center.
    """
    height, width, channels = images.shape[1:]
    x = tf.range(width, dtype="float32") - (width - 1) / 2
    y = tf.range(height, dtype="float32")[:, None] - (height - 1) / 2
    entries = tf.reshape(inverse, (-1, 9, 1, 1))
    columns = entries[:, 0] * x + entries[:, 1] * y + entries[:, 2] + (width - 1) / 2
    rows = entries[:, 3] * x + entries[:, 4] * y + entries[:, 5] + (height - 1) / 2

    left, right_weight = cell(columns, width)
    top, bottom_weight = cell(rows, height)
    # TensorFlow broadcasts slowly along the last axis.
    right_weight = tf.repeat(right_weight[..., None], channels, axis=-1)
    bottom_weight = tf.repeat(bottom_weight[..., None], channels, axis=-1)
    pixels = tf.reshape(images, (-1, height * width, channels))
    corner = tf.cast(top * width + left, "int32")

    def pair(row):
        start = tf.gather(pixels, corner + row * width, batch_dims=1)
        end = tf.gather(pixels, corner + row * width + 1, batch_dims=1)
        return (1 - right_weight) * start + right_weight * end

    return (1 - bottom_weight) * pair(0) + bottom_weight * pair(1)


def cell(coordinates, side):
    """The pixel before each coordinate, and the weight of the next one.

    A coordinate outside of the image is reflected: the image repeats with the period
    2 (side - 1), and every other repetition is mirrored.
    """
    period = 2.0 * (side - 1)
    inside = tf.abs(coordinates - period * tf.round(coordinates / period))
    before = tf.minimum(tf.floor(inside), side - 2.0)
    return before, inside - before
