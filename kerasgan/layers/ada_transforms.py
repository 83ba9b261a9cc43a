"""The random transforms of adaptive augmentation, each applied with probability p.

Reference: [Karras et al., 2020](https://arxiv.org/abs/2006.06676), appendix B.
"""

import math

import tensorflow as tf

from kerasgan.layers import warp

# Of a color, as a row, with the gray axis (1, 1, 1) / sqrt(3).
CROSS_PRODUCT = [
    [0.0, 3**-0.5, -(3**-0.5)],
    [-(3**-0.5), 0.0, 3**-0.5],
    [3**-0.5, -(3**-0.5), 0.0],
]


def blit(uniforms, p, height, width):
    """Affine maps that move whole pixels: flips, quarter turns, shifts.

    Args:
        uniforms: Float32 tensor `(batch, 7)` in [0, 1).
        p: Float32 scalar, the probability of each transform.
        height: Int, rows of the images.
        width: Int, their columns.

    Returns:
        Float32 tensor `(batch, 3, 3)`, from pixels of the result to the images'.
    """
    flip, flips, turn, turns, move, right, down = tf.unstack(uniforms, axis=1)
    mirror = tf.where(flip < p, 1 - 2 * tf.floor(2 * flips), 1.0)
    turns = tf.where(turn < p, tf.floor(4 * turns), 0.0)
    right = tf.where(move < p, tf.round((2 * right - 1) * width / 8), 0.0)
    down = tf.where(move < p, tf.round((2 * down - 1) * height / 8), 0.0)
    return warp.product(
        warp.scaling(mirror, tf.ones_like(mirror)),
        warp.rotation(*cosine_and_sine_of_quarters(turns)),
        warp.translation(-right, -down),
    )


def distort(uniforms, normals, p, height, width):
    """Affine maps that scale, stretch, rotate and shift by fractions of a pixel.

    A stretch along any direction needs a rotation before and a rotation after it, and
    each of them rotates the image. Their probability is chosen so that at least one of
    them happens with probability p.

    Args:
        uniforms: Float32 tensor `(batch, 7)` in [0, 1).
        normals: Float32 tensor `(batch, 4)`, standard normal.
        p: Float32 scalar, the probability of each transform.
        height: Int, rows of the images.
        width: Int, their columns.

    Returns:
        As in `blit`.
    """
    scale, before, angle, stretch, after, last_angle, move = tf.unstack(
        uniforms, axis=1
    )
    size, shape, right, down = tf.unstack(normals, axis=1)
    either = 1 - tf.sqrt(1 - p)
    size = tf.where(scale < p, 2 ** (-0.2 * size), 1.0)
    shape = tf.where(stretch < p, 2 ** (-0.2 * shape), 1.0)
    angle = tf.where(before < either, (2 * angle - 1) * math.pi, 0.0)
    last_angle = tf.where(after < either, (2 * last_angle - 1) * math.pi, 0.0)
    right = tf.where(move < p, right * width / 8, 0.0)
    down = tf.where(move < p, down * height / 8, 0.0)
    return warp.product(
        warp.scaling(size, size),
        warp.rotation(tf.cos(angle), tf.sin(angle)),
        warp.scaling(shape, 1 / shape),
        warp.rotation(tf.cos(last_angle), tf.sin(last_angle)),
        warp.translation(-right, -down),
    )


def cosine_and_sine_of_quarters(turns):
    """Exact cosine and sine of `turns` quarter turns, floats 0 to 3."""
    cosine = tf.abs(2 - turns) - 1  # 1, 0, -1, 0
    sine = tf.where(turns == 3, -1.0, 1 - tf.abs(1 - turns))  # 0, 1, 0, -1
    return cosine, sine


def recolor(images, uniforms, normals, p):
    """Images with another brightness, contrast, luma, hue and saturation.

    The paper multiplies color matrices. They all have the gray axis in common, so
    their product scales the gray part, and it rotates and scales the rest. Hue and
    saturation don't change gray images.

    Args:
        images: Float32 tensor `(batch, height, width, 1 or 3)`.
        uniforms: Float32 tensor `(batch, 7)` in [0, 1).
        normals: Float32 tensor `(batch, 3)`, standard normal.
        p: Float32 scalar, the probability of each transform.
    """
    lighten, spread, flip, flips, turn, angle, saturate = columns(uniforms)
    brightness, contrast, saturation = columns(normals)
    brightness = tf.where(lighten < p, 0.2 * brightness, 0.0)
    contrast = tf.where(spread < p, 2 ** (0.5 * contrast), 1.0)
    luma = tf.where(flip < p, 1 - 2 * tf.floor(2 * flips), 1.0)
    angle = tf.where(turn < p, (2 * angle - 1) * math.pi, 0.0)
    saturation = tf.where(saturate < p, 2**saturation, 1.0)

    gray = contrast * luma
    pixels = tf.reshape(images, (tf.shape(images)[0], -1, images.shape[3]))
    if images.shape[3] == 1:
        pixels = gray * (pixels + brightness)
    else:
        straight = contrast * saturation * tf.cos(angle)
        crossed = contrast * saturation * tf.sin(angle)
        # Zero where nothing is applied, so that a GPU's rounding leaves images alone.
        rest = (gray - straight) / 3 + crossed * tf.constant(CROSS_PRODUCT)
        pixels = straight * pixels + tf.matmul(pixels, rest) + gray * brightness
    return tf.reshape(pixels, (-1, *images.shape[1:]))


def columns(numbers):
    """Each column, to broadcast against `(batch, pixels, channels)`."""
    return tf.unstack(numbers[:, :, None, None], axis=1)
