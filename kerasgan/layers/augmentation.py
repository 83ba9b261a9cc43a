"""The base of augmentations, which stand in front of a discriminator."""

import tensorflow as tf

from kerasgan.layers.drawing import Drawing


class Augmentation(Drawing):
    """Changes each image at random in training; leaves images as they are otherwise.

    It stands in front of a discriminator, so the discriminator never sees unchanged
    images: neither real images nor, in the updates of both players, fakes. A resumed
    training repeats the draws, see `Drawing`.

    A subclass defines `augment`, from float32 images to float32 images, and draws with
    `uniform` and `normal`.
    """

    def build(self, input_shape):
        if len(input_shape) != 4 or input_shape[-1] not in (1, 3):
            raise ValueError(
                f"{type(self).__name__} takes images (batch, height, width, 1 or 3), "
                f"but received the shape {tuple(input_shape)}. Put it in front of the "
                "discriminator: `keras.Sequential([augmentation, discriminator])`."
            )

    def call(self, images, training=None):
        if not images.dtype.is_floating:
            raise ValueError(
                f"{type(self).__name__} takes float images in [-1, 1], but received "
                f"{images.dtype.name}. Pass `images / 127.5 - 1`."
            )
        if not training:
            return images
        # Half precision would round the coordinates, and overflow in the means.
        return tf.cast(self.augment(tf.cast(images, "float32")), images.dtype)

    def augment(self, images):
        """The changed images, float32 `(batch, height, width, channels)`."""
        raise NotImplementedError

    def compute_output_shape(self, input_shape):
        return input_shape
