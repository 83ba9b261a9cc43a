"""A variational autoencoder of images.

| level of 64x64 | encoder                 | decoder                                  |
|----------------|-------------------------|------------------------------------------|
| 32x32          | conv w, leaky ReLU      | up w, BN, ReLU; up channels, tanh        |
| 16x16          | conv 2w, BN, leaky ReLU | up 2w, BN, ReLU                          |
| 8x8            | conv 4w, BN, leaky ReLU | up 4w, BN, ReLU                          |
| 4x4            | conv 8w, BN, leaky ReLU | dense 8w, BN, ReLU                       |
| latent         | dense 2 dim, sampling   |                                          |

The convolutions down are 4x4 with stride 2, as in DCGAN's discriminator. `up` is
nearest-neighbor upsampling and a 3x3 convolution; `w` is the width.

Reference: [Kingma & Welling, 2014](https://arxiv.org/abs/1312.6114).
"""

import keras
from keras import layers

from kerasgan.layers import BatchNormalization
from kerasgan.layers import LatentNormal
from kerasgan.networks import dcgan
from kerasgan.networks import shapes


def generator(image_shape, latent_dim=256, width=64):
    """An encoder from images to latents, and a decoder from latents to images.

    Args:
        image_shape: `(height, width, channels)`, sides of 16 to 256.
        latent_dim: Int, length of a latent.
        width: Int, channels of the largest maps; the smallest maps have 8 times as
            many.

    Returns:
        `keras.Model` from `source`, images in [-1, 1], to float32 images in [-1, 1].
        In training, its losses are the KL divergence of the latents.

    Raises:
        ValueError: The shape is not supported.
    """
    source = keras.Input(image_shape, name="source")
    x = dcgan.features(source, width)
    x = layers.Dense(2 * latent_dim, dtype="float32")(x)
    x = LatentNormal()(x)
    widths = dcgan.widths_of_levels(image_shape, width)
    height, breadth = shapes.divided(image_shape, 2 ** len(widths))
    x = layers.Dense(height * breadth * widths[-1], use_bias=False)(x)
    x = layers.Reshape((height, breadth, widths[-1]))(x)
    for filters in widths[-2::-1]:
        x = layers.ReLU()(BatchNormalization()(x))
        x = doubled(x, filters, use_bias=False)
    x = layers.ReLU()(BatchNormalization()(x))
    x = doubled(x, image_shape[-1], activation="tanh", dtype="float32")
    return keras.Model(source, shapes.crop(x, image_shape), name="generator")


def doubled(maps, filters, **kwargs):
    """Maps of twice the size."""
    return layers.Conv2D(filters, 3, padding="same", **kwargs)(
        layers.UpSampling2D()(maps)
    )
