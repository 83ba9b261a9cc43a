"""Residual networks, for images with sides of 16 to 256 pixels.

| level of 128x128 | generator              | discriminator                 |
|------------------|------------------------|-------------------------------|
| 4x4              | dense 16w              | block 16w, ReLU, sum, dense 1 |
| 8x8              | block 16w              | block 16w (to 4x4)            |
| 16x16            | block 8w               | block 8w (to 8x8)             |
| 32x32            | block 4w               | block 4w (to 16x16)           |
| 64x64            | block 2w               | block 2w (to 32x32)           |
| 128x128          | block w, BN, ReLU,     | block w (to 64x64)            |
|                  | conv channels, tanh    |                               |

`w` is the width, 64 in the papers. A block has two 3x3 convolutions, each after
normalization and a ReLU, and a shortcut with a 1x1 convolution. Maps grow by
nearest-neighbor upsampling and shrink by average pooling, which have second
derivatives. Other sizes have more or fewer levels. They start from maps of 4x4 to 7x7,
and are cropped if doubling exceeds the image size. Maps have at most 16w channels.

The generator uses batch normalization. The discriminator's normalization depends on the
objective: `spectral=True` is for SNGAN, `normalization=LayerNormalization` is for the
critic of WGAN-GP, and a discriminator without both is for other gradient penalties.

References: [Miyato et al., 2018](https://arxiv.org/abs/1802.05957), appendix B.4;
[Gulrajani et al., 2017](https://arxiv.org/abs/1704.00028), appendix F.
"""

import keras
from keras import layers
from keras import ops

from kerasgan.layers import BatchNormalization
from kerasgan.layers import SpectralNormalization
from kerasgan.networks import shapes


def generator(image_shape, latent_dim=128, width=64):
    """Residual blocks that double a 4x4 map up to the image size.

    Args:
        image_shape: `(height, width, channels)`.
        latent_dim: Int, length of a latent.
        width: Int, channels of the layer next to the image; the first map has up to 16
            times as many.

    Returns:
        `keras.Model` from latents `(batch, latent_dim)` to float32 images
        `(batch, height, width, channels)` in [-1, 1].

    Raises:
        ValueError: A side is not in 16 ... 256, or `channels` is not 1 or 3.
    """
    latents = keras.Input((latent_dim,))
    images = images_of(latents, image_shape, width)
    return keras.Model(latents, images, name="generator")


def images_of(latents, image_shape, width=64, normalization=BatchNormalization):
    """The generator's images for latents.

    Args:
        latents: `keras.Input`, or the output of a layer, `(batch, dim)`.
        image_shape: `(height, width, channels)`.
        width: Int, channels of the layer next to the image; the first map has up to 16
            times as many.
        normalization: Function that makes normalization layers; they may use more than
            their input, for example a label.
    """
    *widths, first = widths_of_levels(image_shape, width)
    height, breadth = shapes.divided(image_shape, 2 ** len(widths))

    x = layers.Dense(height * breadth * first)(latents)
    x = layers.Reshape((height, breadth, first))(x)
    for filters in reversed(widths):
        # No biases: batch normalization, the last one at the latest, removes them.
        y = layers.UpSampling2D()(activate(x, normalization))
        y = convolution(filters, use_bias=False)(y)
        y = convolution(filters, use_bias=False)(activate(y, normalization))
        shortcut = convolution(filters, 1, use_bias=False)(x)
        x = layers.Add()([y, layers.UpSampling2D()(shortcut)])
    x = activate(x, normalization)
    x = convolution(image_shape[-1], activation="tanh", dtype="float32")(x)
    return shapes.crop(x, image_shape)


def discriminator(image_shape, width=64, normalization=None, spectral=False):
    """Residual blocks that halve the image down to a 4x4 map, then a sum and one logit.

    Args:
        image_shape: `(height, width, channels)`.
        width: Int, channels of the first map; the last map has up to 16 times as many.
        normalization: Optional function that makes normalization layers, such as
            `kerasgan.layers.LayerNormalization` with a gradient penalty. With None,
            maps are not normalized; the first block is never normalized.
        spectral: Bool. Whether every kernel is spectrally normalized.

    Returns:
        `keras.Model` from images to float32 logits `(batch, 1)`.

    Raises:
        ValueError: A side is not in 16 ... 256, or `channels` is not 1 or 3.
    """
    shapes.check(image_shape)
    images = keras.Input(image_shape)
    logits = verdict(features(images, width, normalization, spectral), spectral)
    return keras.Model(images, logits, name="discriminator")


def features(images, width=64, normalization=None, spectral=False):
    """The discriminator's last maps for images.

    Args:
        images: `keras.Input`, or the output of a layer.
        width: Int, channels of the first map; the last map has up to 16 times as many.
        normalization: Optional function that makes normalization layers, such as
            `kerasgan.layers.LayerNormalization` with a gradient penalty. With None,
            maps are not normalized; the first block is never normalized.
        spectral: Bool. Whether every kernel is spectrally normalized.

    Returns:
        The last maps, `(batch, 4, 4, channels)` or a little larger.
    """
    first, *widths, last = widths_of_levels((*images.shape[1:3], 3), width)
    y = activate(convolution(first, spectral=spectral)(images))
    y = convolution(first, spectral=spectral)(y)
    x = layers.Add()([halve(y), shortcut(halve(images), first, spectral)])
    for filters in widths:
        y = residue(x, filters, normalization, spectral)
        x = layers.Add()([halve(y), shortcut(halve(x), filters, spectral)])
    y = residue(x, last, normalization, spectral)
    return activate(layers.Add()([y, shortcut(x, last, spectral)]))


def verdict(maps, spectral):
    """The logit, computed from the sums over the last maps."""
    pixels = maps.shape[1] * maps.shape[2]
    dense = layers.Dense(
        1,
        # The sum's weights start as those of the flattened map would.
        kernel_initializer=keras.initializers.VarianceScaling(1 / pixels),
        dtype="float32",
    )
    return spectrally(dense, spectral)(ops.sum(maps, axis=(1, 2)))


def widths_of_levels(image_shape, width):
    """Channels at the image's size, at half of it, ... down to 4x4."""
    levels = shapes.doublings(image_shape) + 1
    return [width * min(2**level, 16) for level in range(levels)]


def residue(x, filters, normalization, spectral):
    """The branch of a block of the discriminator, which is added to its input."""
    y = activate(x, normalization)
    y = convolution(x.shape[-1], use_bias=not normalization, spectral=spectral)(y)
    return convolution(filters, spectral=spectral)(activate(y, normalization))


def shortcut(x, filters, spectral):
    """A block's input, with as many channels as the branch that is added to it."""
    if x.shape[-1] == filters:
        return x
    return convolution(filters, 1, spectral=spectral, use_bias=False)(x)


def activate(x, normalization=None):
    """A ReLU, after a normalization if there is one."""
    return layers.ReLU()(normalization()(x) if normalization else x)


def halve(x):
    """Means of 2x2 pixels."""
    return layers.AveragePooling2D(2, padding="same")(x)


def convolution(filters, size=3, spectral=False, **kwargs):
    """A convolution that keeps its maps' size."""
    return spectrally(layers.Conv2D(filters, size, padding="same", **kwargs), spectral)


def spectrally(layer, spectral):
    """The layer, with a spectrally normalized kernel if `spectral`."""
    return SpectralNormalization(layer) if spectral else layer
