"""DCGAN networks that take the vectors of captions, for sides of 16 to 256 pixels.

Both networks compress the vector to 128 numbers. The generator appends these numbers to
the latent. The discriminator appends them to its last maps at each position, before a
1x1 convolution.

Inputs and outputs have names: `latents`, `images`, and the names of the captions.

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
    """`conditional.generator` with compressed vectors of captions."""
    return conditional.generator(image_shape, conditions, latent_dim, width, compressed)


def discriminator(image_shape, conditions, width=128):
    """DCGAN's discriminator, with the caption at each position of its last maps.

    Args:
        image_shape: `(height, width, channels)`.
        conditions: Dict of `Condition`s by name.
        width: Int, channels of the layer next to the image.

    Returns:
        `keras.Model` from a dict of `images` and vectors to float32 logits
        `(batch, 1)`.

    Raises:
        ValueError: A side is not in 16 ... 256, or `channels` is not 1 or 3.
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
    """The compressed vectors of captions, float32 `(batch, 128)`."""
    dense = layers.Dense(COMPRESSED, activation="leaky_relu", dtype="float32")
    return dense(vectors_of(conditions, captions))
