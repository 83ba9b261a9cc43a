"""DiffAugment: every image that a discriminator sees is changed at random."""

import keras
import tensorflow as tf

from kerasgan.layers.augmentation import Augmentation


@keras.saving.register_keras_serializable("kerasgan")
class DiffAugment(Augmentation):
    """Differentiable augmentation of all images, for data sets of a few hundred images.

    In training each image gets

    - color: brightness plus U(-0.5, 0.5), saturation times U(0, 2), contrast times
      U(0.5, 1.5), none of them clipped; gray images have no saturation to change;
    - translation by whole pixels, with zeros from outside of the image;
    - cutout: a square of zeros, whose center lies anywhere in the image.

    Gradients of any order pass through to the images. At inference images are not
    changed.

    Reference: [Zhao et al., 2020](https://arxiv.org/abs/2006.10738), section 3.2.

    Args:
        color: Bool. Whether to change the colors.
        translation: Float below 1, the largest shift as a fraction of the side; 0
            shifts nothing.
        cutout: Float below 1, the square's side as a fraction of the image's; 0
            cuts nothing out.
        seed: Int. Seed of the draws.

    Raises:
        ValueError: A fraction isn't in [0, 1), or inputs aren't float images
            `(batch, height, width, 1 or 3)`.

    Example:

    ```python
    discriminator = keras.Sequential([DiffAugment(), discriminator])
    gan = kerasgan.GAN(generator, discriminator)
    ```
    """

    def __init__(self, color=True, translation=0.125, cutout=0.5, seed=0, **kwargs):
        super().__init__(seed=seed, **kwargs)
        for name, fraction in (("translation", translation), ("cutout", cutout)):
            if not 0 <= fraction < 1:
                raise ValueError(
                    f"`{name}` is a fraction of the image's side in [0, 1), but "
                    f"received {fraction}. The paper's are translation=0.125 and "
                    "cutout=0.5; 0 turns it off."
                )
        self.color = color
        self.translation = translation
        self.cutout = cutout

    def augment(self, images):
        numbers = self.uniform((tf.shape(images)[0], 7))
        if self.color:
            images = change_color(images, numbers[:, :3])
        if self.translation:
            images = translate(images, numbers[:, 3:5], self.translation)
        if self.cutout:
            images = cut_out(images, numbers[:, 5:], self.cutout)
        return images

    def get_config(self):
        return {
            **super().get_config(),
            "color": self.color,
            "translation": self.translation,
            "cutout": self.cutout,
        }


def change_color(images, numbers):
    """Images with another brightness, saturation and contrast.

    Args:
        images: Float tensor `(batch, height, width, channels)`.
        numbers: Float tensor `(batch, 3)` in [0, 1), uniform.
    """
    brightness, saturation, contrast = tf.unstack(
        tf.reshape(numbers, (-1, 3, 1, 1, 1)), axis=1
    )
    images += brightness - 0.5
    gray = tf.reduce_mean(images, axis=3, keepdims=True)
    images = gray + (images - gray) * (2 * saturation)
    mean = tf.reduce_mean(images, axis=(1, 2, 3), keepdims=True)
    return mean + (images - mean) * (contrast + 0.5)


def translate(images, numbers, fraction):
    """Images shifted down and right by at most `fraction` of their sides.

    Args:
        images: Float tensor `(batch, height, width, channels)`.
        numbers: Float tensor `(batch, 2)` in [0, 1), uniform.
        fraction: Float.
    """
    for axis in (1, 2):
        largest = int(images.shape[axis] * fraction)
        steps = tf.floor(numbers[:, axis - 1] * (2 * largest + 1))
        images = shift(images, tf.cast(steps, "int32") - largest, axis)
    return images


def shift(images, pixels, axis):
    """Images shifted by `pixels`, an int tensor `(batch,)`, with zeros from outside.

    The shift is a gather, because a GPU would round the pixels in a matrix product.
    """
    side = images.shape[axis]
    source = tf.range(side) - pixels[:, None]
    inside = tf.cast((source >= 0) & (source < side), images.dtype)
    source = tf.clip_by_value(source, 0, side - 1)
    shifted = tf.gather(images, source, axis=axis, batch_dims=1)
    return shifted * tf.reshape(
        inside, (-1, side, 1, 1) if axis == 1 else (-1, 1, side, 1)
    )


def cut_out(images, numbers, fraction):
    """Images with a rectangle of zeros, `fraction` of their sides, cut at the border.

    Args:
        images: Float tensor `(batch, height, width, channels)`.
        numbers: Float tensor `(batch, 2)` in [0, 1), uniform.
        fraction: Float.
    """
    rows = window(images.shape[1], numbers[:, :1], fraction)
    columns = window(images.shape[2], numbers[:, 1:], fraction)
    cut = rows[:, :, None, None] & columns[:, None, :, None]
    return images * tf.cast(~cut, images.dtype)


def window(side, number, fraction):
    """Bools `(batch, side)`, true on a stretch whose center is at a random pixel.

    A stretch of even length has its center between two pixels, or on the border.
    """
    length = int(side * fraction + 0.5)
    center = tf.cast(tf.floor(number * (side + 1 - length % 2)), "int32")
    offset = tf.range(side) - (center - length // 2)
    return (offset >= 0) & (offset < length)
