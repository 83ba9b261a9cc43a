"""Small images of large ones, as cameras and the web leave them."""

import math
from typing import Any

import tensorflow as tf

from kerasgan import ranges
from kerasgan.data.derive import Draw
from kerasgan.data.derive import downscale

RADIUS = 6  # of a kernel that blurs, in pixels of the large image by those of the small
WIDEST = 0.75  # deviation of the widest blur, in pixels of the small image
NOISE = 15 / 127.5  # deviation of the strongest noise
QUALITY = 40, 95  # of JPEG


def degrade(images: Any, key: Any, factor: int = 4) -> Any:
    """Images of a fraction of the size, with the faults of photos.

    Each image is blurred along a random axis, downscaled, overlaid with noise, which is
    gray in four of ten images, and compressed as JPEG with random quality. This is the
    first half of the degradation of Real-ESRGAN, in a milder form for small faces.

    Reference: [Wang et al., 2021](https://arxiv.org/abs/2107.10833), section 3.1.

    Args:
        images: Float tensor `(batch, height, width, channels)` in [-1, 1].
        key: Integer tensor `(2,)` that determines the random draws.
        factor: The factor by which sides shrink; sides must be multiples of it.
    """
    draw = Draw(key, tf.shape(images)[0])
    small = downscale(blurred_at_random(images, draw, factor), factor=factor)
    gray, strength = draw.uniform(1) < 0.4, NOISE * draw.uniform(1)
    noise = draw.normal(*small.shape[1:])
    small += strength * tf.where(gray, noise[..., :1], noise)
    low, high = QUALITY
    qualities = low + (high - low) * draw.uniform(1)[:, 0, 0, 0]
    return tf.map_fn(
        as_jpeg,
        (tf.clip_by_value(small, -1, 1), tf.cast(qualities, "int32")),
        fn_output_signature=tf.TensorSpec(small.shape[1:], "float32"),
    )


def blurred_at_random(images: Any, draw: Draw, factor: int) -> Any:
    """Images, each blurred by a Gaussian of two random deviations and a random axis."""
    radius = min(RADIUS * factor // 4, min(images.shape[1:3]) - 1)
    steps = tf.range(-radius, radius + 1.0)
    x, y = steps[None, None, :, None], steps[None, :, None, None]
    angle = math.pi * draw.uniform(1)
    along = x * tf.cos(angle) + y * tf.sin(angle)
    across = y * tf.cos(angle) - x * tf.sin(angle)
    one, other = (0.1 + WIDEST * factor * draw.uniform(1) for _ in range(2))
    kernels = tf.exp(-0.5 * ((along / one) ** 2 + (across / other) ** 2))
    kernels /= tf.reduce_sum(kernels, axis=(1, 2), keepdims=True)

    # Each image's channels as channels of one, for each has a kernel of its own.
    height, width, channels = images.shape[1:]
    margins = ((0, 0), (radius, radius), (radius, radius), (0, 0))
    padded = tf.transpose(tf.pad(images, margins, "REFLECT"), (1, 2, 0, 3))
    side = 2 * radius + 1
    padded = tf.reshape(padded, (1, height + side - 1, width + side - 1, -1))
    kernels = tf.repeat(tf.transpose(kernels, (1, 2, 0, 3)), channels, axis=3)
    kernels = tf.reshape(kernels, (side, side, -1, 1))
    blurred = tf.nn.depthwise_conv2d(padded, kernels, (1, 1, 1, 1), "VALID")
    blurred = tf.reshape(blurred, (height, width, -1, channels))
    return tf.transpose(blurred, (2, 0, 1, 3))


def as_jpeg(image_and_quality: Any) -> Any:
    """An image after JPEG compression."""
    image, quality = image_and_quality
    pixels = tf.image.adjust_jpeg_quality(ranges.to_uint8(image), quality)
    return tf.ensure_shape(ranges.to_floats(pixels), image.shape)


def degradation_of(name: str) -> Any:
    """The function of (images, key, factor) that makes small images.

    Raises:
        ValueError: There is no degradation of this name.
    """
    if name not in DEGRADATIONS:
        raise ValueError(
            f"A degradation is {' or '.join(map(repr, DEGRADATIONS))}, but received "
            f"{name!r}."
        )
    return DEGRADATIONS[name]


DEGRADATIONS = {"bicubic": downscale, "real": degrade}
