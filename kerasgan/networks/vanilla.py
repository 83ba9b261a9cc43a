"""The vanilla GAN's networks, for images with sides of 16 to 256 pixels.

Reference: Roy & Quadir, "Creating Human-like Faces using Generative Adversarial
Network (GAN)", section 3.2 and Fig. 2.
"""

import keras
from keras import layers

from kerasgan.networks import shapes


def generator(image_shape, latent_dim=4096, width=128):
    """A latent reshaped to 16x16x16, one hidden convolution, and the image.

    The text of the paper leaves out two layers that its sizes and its faces require.
    The first is an upsampling from 16x16 to the image size, here nearest-neighbor. The
    second is a dense layer before the reshape. With convolutions alone, every place of
    the image would depend on only a few latents, and a mouth could not match the eyes.

    Args:
        image_shape: `(height, width, channels)`.
        latent_dim: Int, length of a latent.
        width: Int, filters of the hidden convolution.

    Returns:
        `keras.Model` from latents `(batch, latent_dim)` to float32 images
        `(batch, height, width, channels)` in [-1, 1].

    Raises:
        ValueError: A side is not in 16 ... 256, or `channels` is not 1 or 3.
    """
    shapes.check(image_shape)

    latents = keras.Input((latent_dim,))
    # Near gray at first: what 4096 random latents paint is noise, and plain gradient
    # descent takes far longer to remove it than to learn faces.
    dim = keras.initializers.RandomNormal(stddev=0.002)
    x = layers.Dense(16 * 16 * 16, kernel_initializer=dim)(latents)
    x = layers.LeakyReLU(0.2)(x)
    x = layers.Reshape((16, 16, 16))(x)
    x = layers.LeakyReLU(0.2)(layers.Conv2D(width, 5, padding="same")(x))
    x = layers.UpSampling2D(shapes.divided(image_shape, 16))(x)
    x = layers.Conv2D(
        image_shape[-1], 5, padding="same", activation="tanh", dtype="float32"
    )(x)
    images = shapes.crop(x, image_shape)
    return keras.Model(latents, images, name="generator")


def discriminator(image_shape, width=512):
    """Two dense layers, with `width` units and half as many, and one logit.

    The paper's sigmoid is part of the loss here, which takes logits.

    Args:
        image_shape: `(height, width, channels)`.
        width: Int, units of the first dense layer.

    Returns:
        `keras.Model` from images to float32 logits `(batch, 1)`.
    """
    images = keras.Input(image_shape)
    x = layers.Flatten()(images)
    x = layers.LeakyReLU(0.2)(layers.Dense(width)(x))
    x = layers.LeakyReLU(0.2)(layers.Dense(width // 2)(x))
    logits = layers.Dense(1, dtype="float32")(x)
    return keras.Model(images, logits, name="discriminator")
