"""Images made of images, as sources of pairs: functions of (images, key).

`images` are a batch in [-1, 1], float32 `(batch, height, width, channels)`. `key` is an
integer tensor `(2,)`, which differs in each batch; random draws depend only on it. The
functions run in TensorFlow's graph; you can pass your own functions of this form, too.
"""

import math
from typing import Any

import tensorflow as tf

LIGHTEST = 0.65  # fraction of white that pencil leaves where the photo is black


def to_gray(images: Any, key: Any = None) -> Any:
    """Gray images with one channel, computed as in Pillow (BT.601)."""
    if images.shape[-1] == 1:
        return images
    return tf.image.rgb_to_grayscale(images)


def to_pencil(images: Any, key: Any = None) -> Any:
    """Gray pencil drawings of images: dark where a pixel is darker than its neighbors.

    An image is divided by its blurred copy (a color dodge), and shaded a little by the
    original. This keeps eyes, hair and wrinkles, which edge detectors lose.
    """
    gray = (to_gray(images) + 1) / 2
    around = 1 - blurred(1 - gray, max(images.shape[1:3]) / 36)
    dodged = tf.clip_by_value(gray / tf.maximum(around, 1e-3), 0, 1)
    shade = LIGHTEST + (1 - LIGHTEST) * gray
    return 2 * dodged**1.6 * shade - 1


def downscale(images: Any, key: Any = None, factor: int = 4) -> Any:
    """Images of a fraction of the size: bicubic, antialiased.

    Args:
        images: Float tensor `(batch, height, width, channels)` in [-1, 1].
        key: Integer tensor `(2,)` that determines the random draws.
        factor: The factor by which sides shrink; sides must be multiples of it.
    """
    height, width = images.shape[1:3]
    if height % factor or width % factor:
        raise ValueError(
            f"Sides of {height}x{width} can't be divided by {factor}. Choose an "
            "image_size of which both are multiples."
        )
    size = (height // factor, width // factor)
    small = tf.image.resize(images, size, "bicubic", antialias=True)
    return tf.clip_by_value(small, -1, 1)


def corrupt(images: Any, key: Any) -> Any:
    """Images with faults like those of generators, each in a random half of the images.

    The faults are a blur (to half the size and back), a color cast, a square moved
    elsewhere, a checkerboard of single pixels, colored blotches, Gaussian noise, and
    black and white pixels.
    """
    draw = Draw(key, tf.shape(images)[0])
    for fault in (soften, cast, displace, checker, blotch, roughen, sprinkle):
        hit = draw.uniform(1) < 0.5
        images = tf.where(hit, fault(images, draw), images)
    return tf.clip_by_value(images, -1, 1)


class Draw:
    """Random numbers for each image, different at each call.

    Args:
        key: Integer tensor `(2,)`.
        num: Number of images.
    """

    def __init__(self, key: Any, num: Any) -> None:
        self.key = tf.cast(key, "int64")
        self.num = num

    def uniform(self, *shape: Any) -> Any:
        """Uniform float32 numbers in [0, 1); ones are appended to `shape` up to 3."""
        self.key = self.key + tf.constant([0, 1], "int64")
        shape = (*shape, 1, 1, 1)[:3]
        return tf.random.stateless_uniform((self.num, *shape), self.key, alg="philox")

    def normal(self, *shape: Any) -> Any:
        """Standard normal float32 numbers, in the same shape as from `uniform`."""
        first, second = (self.uniform(*shape) for _ in range(2))
        return tf.sqrt(-2 * tf.math.log(1 - first)) * tf.cos(2 * math.pi * second)


def soften(images, draw):
    """Images resized to half the size and back."""
    size = tf.shape(images)[1:3]
    return tf.image.resize(tf.image.resize(images, size // 2, antialias=True), size)


def cast(images, draw):
    """Images with each channel shifted by up to 0.2."""
    return images + 0.4 * (draw.uniform(1, 1, images.shape[-1]) - 0.5)


def displace(images, draw):
    """Images with a square, an eighth of the side, copied from another place."""
    height, width = images.shape[1:3]
    rows, columns = (tf.range(side)[None, :, None, None] for side in (height, width))
    columns = tf.transpose(columns, (0, 2, 1, 3))
    side = max(min(height, width) // 8, 1)
    top = tf.cast(draw.uniform(1) * float(height - side), "int32")
    left = tf.cast(draw.uniform(1) * float(width - side), "int32")
    inside = (rows >= top) & (rows < top + side)
    inside = inside & (columns >= left) & (columns < left + side)
    return tf.where(inside, tf.roll(images, (2 * side, 2 * side), (1, 2)), images)


def checker(images, draw):
    """Images with one of each four pixels brighter or darker by up to 0.3."""
    height, width = images.shape[1:3]
    one = tf.constant([[1.0, 0.0], [0.0, 0.0]])
    board = tf.tile(one, (-(-height // 2), -(-width // 2)))[:height, :width]
    return images + 0.6 * (draw.uniform(1) - 0.5) * board[None, :, :, None]


def blotch(images, draw):
    """Images with noise in blotches of 4 and 8 pixels, deviation about 0.1 to 0.4."""
    height, width, channels = images.shape[1:]
    noise = tf.zeros_like(images)
    for side in (4, 8):
        coarse = draw.normal(-(-height // side), -(-width // side), channels)
        noise += tf.image.resize(coarse, (height, width), "bicubic")
    return images + (0.1 + 0.3 * draw.uniform(1)) * noise


def roughen(images, draw):
    """Images with Gaussian noise of deviation 0.05 to 0.3."""
    deviation = 0.05 + 0.25 * draw.uniform(1)
    return images + deviation * draw.normal(*images.shape[1:])


def sprinkle(images, draw):
    """Images with up to 4% of the pixels black or white."""
    fraction = 0.04 * draw.uniform(1)
    number = draw.uniform(*images.shape[1:3])
    images = tf.where(number < fraction / 2, -1.0, images)
    return tf.where(number > 1 - fraction / 2, 1.0, images)


def blurred(images: Any, deviation: float) -> Any:
    """Images with a Gaussian blur, reflected at borders.

    Args:
        images: Float tensor `(batch, height, width, channels)`.
        deviation: Standard deviation of the Gaussian, in pixels.
    """
    radius = min(math.ceil(3 * deviation), min(images.shape[1:3]) - 1)
    weights = tf.exp(-0.5 * (tf.range(-radius, radius + 1.0) / deviation) ** 2)
    weights = tf.reshape(weights / tf.reduce_sum(weights), (-1, 1, 1, 1))
    weights = tf.repeat(weights, images.shape[-1], axis=2)
    padding = ((0, 0), (radius, radius), (radius, radius), (0, 0))
    images = tf.pad(images, padding, "REFLECT")
    for kernel in (weights, tf.transpose(weights, (1, 0, 2, 3))):
        images = tf.nn.depthwise_conv2d(images, kernel, (1, 1, 1, 1), "VALID")
    return images
