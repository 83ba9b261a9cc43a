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

`w` is the width, 64 in the papers. A block is two 3x3 convolutions, each after
normalization and a ReLU, and a shortcut with a 1x1 convolution. Maps grow by nearest
upsampling and shrink by average pooling, whose second derivatives exist. Other sizes
have more levels or fewer, start from 4x4 to 7x7 and, where doubling overshoots, are
cropped; the widest maps keep to 16w.

The generator batch-normalizes. The discriminator takes what its objective needs:
`spectral=True` is SNGAN's, `normalization=LayerNormalization` WGAN-GP's critic, and
neither suits the other gradient penalties.

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
    """Residual blocks that double a 4x4 map up to the image.

    Args:
        image_shape: `(height, width, channels)`.
        latent_dim: Int, length of a latent.
        width: Int, channels next to the image; up to 16 times as many in the first.

    Returns:
        `keras.Model` from latents `(batch, latent_dim)` to float32 images
        `(batch, height, width, channels)` in [-1, 1].

    Raises:
        ValueError: A side is not in 16 ... 256, or there are neither 1 channel nor 3.
    """
    latents = keras.Input((latent_dim,))
    images = images_of(latents, image_shape, width)
    return keras.Model(latents, images, name="generator")


def images_of(latents, image_shape, width=64, normalization=BatchNormalization):
    """The generator's images of latents.

    Args:
        latents: `keras.Input`, or what a layer made of one, `(batch, dim)`.
        image_shape: `(height, width, channels)`.
        width: Int, channels next to the image; up to 16 times as many in the first.
        normalization: Function that makes what normalizes maps; such a layer may use
            more than its input, such as a label.
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
    """Residual blocks that halve the image down to a 4x4 map, its sum and one logit.

    Args:
        image_shape: `(height, width, channels)`.
        width: Int, channels of the first map; up to 16 times as many in the last.
        normalization: Optional function that makes normalization layers, such as
            `kerasgan.layers.LayerNormalization` under a gradient penalty. None
            normalizes no map; the first block never is.
        spectral: Bool. Whether every kernel is spectrally normalized.

    Returns:
        `keras.Model` from images to float32 logits `(batch, 1)`.

    Raises:
        ValueError: A side is not in 16 ... 256, or there are neither 1 channel nor 3.
    """
    shapes.check(image_shape)
    images = keras.Input(image_shape)
    logits = verdict(features(images, width, normalization, spectral), spectral)
    return keras.Model(images, logits, name="discriminator")


def features(images, width=64, normalization=None, spectral=False):
    """The discriminator's last maps of images.

    Args:
        images: `keras.Input`, or what a layer made of one.
        width: Int, channels of the first map; up to 16 times as many in the last.
        normalization: Optional function that makes normalization layers, such as
            `kerasgan.layers.LayerNormalization` under a gradient penalty. None
            normalizes no map; the first block never is.
        spectral: Bool. Whether every kernel is spectrally normalized.

    Returns:
        Its last maps, `(batch, 4, 4, channels)` or a little larger.
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
    """The logit of the sums over the last maps."""
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
    """A block's input, with as many channels as what is added to it."""
    if x.shape[-1] == filters:
        return x
    return convolution(filters, 1, spectral=spectral, use_bias=False)(x)


def activate(x, normalization=None):
    """A ReLU, of normalized maps if there is a normalization."""
    return layers.ReLU()(normalization()(x) if normalization else x)


def halve(x):
    """Means of 2x2 pixels."""
    return layers.AveragePooling2D(2, padding="same")(x)


def convolution(filters, size=3, spectral=False, **kwargs):
    """A convolution that keeps its maps' size."""
    return spectrally(layers.Conv2D(filters, size, padding="same", **kwargs), spectral)


def spectrally(layer, spectral):
    """The layer, its kernel spectrally normalized if `spectral`."""
    return SpectralNormalization(layer) if spectral else layer
