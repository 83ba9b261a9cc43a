"""DCGAN networks, for images with sides of 16 to 256 pixels.

| level of 64x64 | generator              | discriminator          |
|----------------|------------------------|------------------------|
| 4x4            | dense 8w, BN, ReLU     | dense 1                |
| 8x8            | deconv 4w, BN, ReLU    | conv 8w (to 4x4), BN   |
| 16x16          | deconv 2w, BN, ReLU    | conv 4w, BN            |
| 32x32          | deconv w, BN, ReLU     | conv 2w, BN            |
| 64x64          | deconv channels, tanh  | conv w                 |

All kernels are 4x4 with stride 2; `w` is the width, 128 in the paper. The
discriminator's activations are leaky ReLUs of slope 0.2. Other sizes have more or fewer
levels. They start from maps of 4x4 to 7x7, and are cropped if doubling exceeds the
image size. Maps have at most 8w channels.

References: [Radford et al., 2016](https://arxiv.org/abs/1511.06434), Fig. 1; for the
modulation by latents, [Chen et al., 2019](https://arxiv.org/abs/1810.01365).
"""

import keras
from keras import layers

from kerasgan.layers import BatchNormalization
from kerasgan.layers import ConditionalBatchNormalization
from kerasgan.layers import SpectralNormalization
from kerasgan.networks import shapes

MODULATION = 32  # units of the hidden layer


def generator(
    image_shape,
    latent_dim=100,
    width=128,
    activation=layers.ReLU,
    most=8,
    modulated=False,
):
    """Transposed convolutions that double a 4x4 map up to the image size.

    Args:
        image_shape: `(height, width, channels)`.
        latent_dim: Int, length of a latent.
        width: Int, channels of the last hidden map; the first map has up to `most`
            times as many.
        activation: Function that makes activation layers. LiteRT merges a ReLU into the
            transposed convolution before it, which its GPU delegates don't support;
            `leaky_relu` is not merged.
        most: Int, largest number of channels, as a multiple of `width`.
        modulated: Bool. Whether the gain and the bias of each normalized map depend on
            latents, through a hidden layer (Chen et al., 2019, eq. 4; here one layer
            for all maps).

    Returns:
        `keras.Model` from latents `(batch, latent_dim)` to float32 images
        `(batch, height, width, channels)` in [-1, 1].

    Raises:
        ValueError: A side is not in 16 ... 256, or `channels` is not 1 or 3.
    """
    widths = widths_of_levels(image_shape, width, most)
    height, breadth = shapes.divided(image_shape, 2 ** len(widths))

    latents = keras.Input((latent_dim,))
    normalize = modulation_by(latents) if modulated else normalized
    x = layers.Dense(
        height * breadth * widths[-1], use_bias=False, kernel_initializer=initializer()
    )(latents)
    x = layers.Reshape((height, breadth, widths[-1]))(x)
    for filters in widths[-2::-1]:
        x = activation()(normalize(x))
        x = deconvolution(filters, use_bias=False)(x)
    x = activation()(normalize(x))
    x = deconvolution(image_shape[-1], activation="tanh", dtype="float32")(x)
    images = shapes.crop(x, image_shape)
    return keras.Model(latents, images, name="generator")


def discriminator(
    image_shape, width=128, normalization=BatchNormalization, spectral=False, most=8
):
    """Strided convolutions that halve the image down to a 4x4 map and one logit.

    Args:
        image_shape: `(height, width, channels)`.
        width: Int, channels of the first map; the last map has up to `most` times as
            many.
        normalization: Optional function that makes normalization layers, such as
            `kerasgan.layers.LayerNormalization` with a gradient penalty. With None,
            maps are not normalized.
        spectral: Bool. Whether every kernel is spectrally normalized.
        most: Int, largest number of channels, as a multiple of `width`.

    Returns:
        `keras.Model` from images to float32 logits `(batch, 1)`.

    Raises:
        ValueError: A side is not in 16 ... 256, or `channels` is not 1 or 3.
    """
    shapes.check(image_shape)
    images = keras.Input(image_shape)
    x = features(images, width, normalization, spectral, most=most)
    dense = layers.Dense(1, kernel_initializer=initializer(), dtype="float32")
    logits = (SpectralNormalization(dense) if spectral else dense)(x)
    return keras.Model(images, logits, name="discriminator")


def features(images, *args, **kwargs):
    """The discriminator's features of images, `(batch, dim)`: `maps`, flattened."""
    return layers.Flatten()(maps(images, *args, **kwargs))


def maps(
    images,
    width=128,
    normalization=BatchNormalization,
    spectral=False,
    before=lambda maps: maps,
    most=8,
):
    """The last maps of the discriminator, `(batch, 4, 4, 8 * width)` for most images.

    Args:
        images: `keras.Input`, or the output of a layer.
        width: Int, channels of the first map; the last map has 8 times as many.
        normalization: Optional function that makes normalization layers, such as
            `kerasgan.layers.LayerNormalization` with a gradient penalty. With None,
            maps are not normalized.
        spectral: Bool. Whether every kernel is spectrally normalized.
        before: Function from maps to the input of the next convolution, for example
            the maps with additional channels.
        most: Int, largest number of channels, as a multiple of `width`.
    """
    first, *others = widths_of_levels((*images.shape[1:3], 3), width, most)
    spectrally = SpectralNormalization if spectral else lambda layer: layer
    x = leaky_relu()(spectrally(convolution(first))(before(images)))
    for filters in others:
        x = spectrally(convolution(filters, use_bias=not normalization))(before(x))
        x = leaky_relu()(normalization()(x) if normalization else x)
    return x


def normalized(maps):
    """Maps, normalized over the batch."""
    return BatchNormalization()(maps)


def modulation_by(latents):
    """The function that normalizes maps, with gains and biases from the latents."""
    hidden = layers.Dense(MODULATION, activation="relu")(latents)
    return lambda maps: ConditionalBatchNormalization()(maps, hidden)


def widths_of_levels(image_shape, width, most=8):
    """Channels at half the image's size, at a quarter, ... down to 4x4."""
    levels = range(shapes.doublings(image_shape))
    return [width * min(2**level, most) for level in levels]


def convolution(filters, **kwargs):
    """A 4x4 convolution that halves its maps."""
    return layers.Conv2D(
        filters, 4, 2, padding="same", kernel_initializer=initializer(), **kwargs
    )


def deconvolution(filters, **kwargs):
    """A 4x4 transposed convolution that doubles its maps."""
    return layers.Conv2DTranspose(
        filters, 4, 2, padding="same", kernel_initializer=initializer(), **kwargs
    )


def leaky_relu():
    """The paper's activation for discriminators."""
    return layers.LeakyReLU(0.2)


def initializer():
    """A new initializer, as in the paper; it draws its seed when it is created."""
    return keras.initializers.RandomNormal(stddev=0.02)
