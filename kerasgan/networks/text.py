"""DCGAN networks that take the vectors of captions, for sides of 16 to 256 pixels.

Both compress the vector to 128 numbers. The generator puts them behind the latent, the
discriminator beside each place of its last maps, under a 1x1 convolution.

Inputs and outputs have names: `latents`, `images`, and those of the captions.

Reference: [Reed et al., 2016](https://arxiv.org/abs/1605.05396), Fig. 2.
"""

import keras
from keras import layers

from kerasgan.inputs.named import keras_inputs
from kerasgan.inputs.named import vectors_of
from kerasgan.layers import BatchNormalization
from kerasgan.networks import conditional
from kerasgan.networks import dcgan
from kerasgan.networks import shapes

COMPRESSED = 128


def generator(image_shape, conditions, latent_dim=100, width=128):
    """`conditional.generator`, whose vectors of captions are compressed."""
    return conditional.generator(image_shape, conditions, latent_dim, width, compressed)


def discriminator(image_shape, conditions, width=128):
    """DCGAN's discriminator, which sees the caption at each place of its last maps.

    Args:
        image_shape: `(height, width, channels)`.
        conditions: Dict of `Condition`s by name.
        width: Int, channels next to the image.

    Returns:
        `keras.Model` from a dict of `images` and of vectors to float32 logits
        `(batch, 1)`.

    Raises:
        ValueError: A side is not in 16 ... 256, or there are neither 1 channel nor 3.
    """
    shapes.check(image_shape)
    images, captions = keras.Input(image_shape, name="images"), keras_inputs(conditions)
    x = dcgan.maps(images, width)
    vectors = compressed(conditions, captions)[:, None, None]
    vectors = layers.UpSampling2D(x.shape[1:3])(vectors)
    x = layers.Concatenate()([x, vectors])
    x = layers.Conv2D(x.shape[-1] - COMPRESSED, 1, use_bias=False)(x)
    x = layers.LeakyReLU(0.2)(BatchNormalization()(x))
    logits = conditional.head(1)(layers.Flatten()(x))
    return keras.Model({"images": images, **captions}, logits, name="discriminator")


def compressed(conditions, captions):
    """The vectors of captions in fewer numbers, float32 `(batch, 128)`."""
    dense = layers.Dense(COMPRESSED, activation="leaky_relu", dtype="float32")
    return dense(vectors_of(conditions, captions))
