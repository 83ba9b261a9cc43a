"""BEGAN's networks, for images with sides of 16 to 256 pixels.

| level of 64x64 | encoder                     | decoder, and generator         |
|----------------|-----------------------------|--------------------------------|
| 64x64          | conv w, conv w,             | upsample, conv w, conv w,      |
|                | conv 2w (to 32x32)          | conv channels, tanh            |
| 32x32          | conv 2w, conv 3w (to 16x16) | upsample, conv w, conv w       |
| 16x16          | conv 3w, conv 4w (to 8x8)   | upsample, conv w, conv w       |
| 8x8            | conv 4w, conv 4w, dense h   | dense 8x8xw, conv w, conv w    |

`w` is the width, and `h` the length of the bottleneck: 64 and 64. All kernels are 3x3
and upsampling is nearest-neighbor. Exponential linear units follow the convolutions;
the dense layers have no activation. The discriminator is an encoder and a decoder. The
generator is a decoder with its own weights. Other sizes have more or fewer levels. They
start from maps of 8x8 to 15x15, and are cropped if doubling exceeds the image size.

BEGAN's images are unbounded. Here a tanh ends both decoders, as in "Realistic Face
Image Generation Based on Generative Adversarial Network". The generator is the one of
that paper, except for its ReLUs and its transposed convolutions. The paper names
transposed convolutions, but also the architecture of the decoder, which uses
nearest-neighbor upsampling.

Reference: [Berthelot et al., 2017](https://arxiv.org/abs/1703.10717), section 3.5.
"""

import keras
from keras import layers

from kerasgan.networks import shapes


def generator(image_shape, latent_dim=64, width=64):
    """A decoder.

    Args:
        image_shape: `(height, width, channels)`.
        latent_dim: Int, length of a latent.
        width: Int, channels of every map.

    Returns:
        `keras.Model` from latents `(batch, latent_dim)` to float32 images
        `(batch, height, width, channels)` in [-1, 1].

    Raises:
        ValueError: A side is not in 16 ... 256, or `channels` is not 1 or 3.
    """
    latents = keras.Input((latent_dim,))
    return keras.Model(latents, decode(latents, image_shape, width), name="generator")


def discriminator(image_shape, bottleneck=64, width=64):
    """An autoencoder; its reconstruction error takes the place of logits.

    Args:
        image_shape: `(height, width, channels)`.
        bottleneck: Int, length of the code between encoder and decoder.
        width: Int, channels of the layer next to the image; each halving adds as many.

    Returns:
        `keras.Model` from images to float32 images of the same shape in [-1, 1].

    Raises:
        ValueError: A side is not in 16 ... 256, or `channels` is not 1 or 3.
    """
    halvings = shapes.doublings(image_shape, start=8)

    images = keras.Input(image_shape)
    x = convolution(width)(images)
    for level in range(1, halvings + 1):
        x = convolution(level * width)(x)
        x = convolution((level + 1) * width, strides=2)(x)
    for _ in range(2):
        x = convolution((halvings + 1) * width)(x)
    codes = layers.Dense(bottleneck)(layers.Flatten()(x))
    return keras.Model(images, decode(codes, image_shape, width), name="discriminator")


def decode(codes, image_shape, width):
    """Images from `codes`, by convolutions and nearest-neighbor upsampling."""
    doublings = shapes.doublings(image_shape, start=8)
    height, breadth = shapes.divided(image_shape, 2**doublings)

    x = layers.Dense(height * breadth * width)(codes)
    x = layers.Reshape((height, breadth, width))(x)
    x = convolution(width)(convolution(width)(x))
    for _ in range(doublings):
        x = layers.UpSampling2D()(x)
        x = convolution(width)(convolution(width)(x))
    x = layers.Conv2D(
        image_shape[-1], 3, padding="same", activation="tanh", dtype="float32"
    )(x)
    return shapes.crop(x, image_shape)


def convolution(filters, **kwargs):
    """A 3x3 convolution with an exponential linear unit."""
    return layers.Conv2D(filters, 3, padding="same", activation="elu", **kwargs)
