"""DCGAN networks, for images with sides of 16 to 256 pixels.

| level of 64x64 | generator              | discriminator          |
|----------------|------------------------|------------------------|
| 4x4            | dense 8w, BN, ReLU     | dense 1                |
| 8x8            | deconv 4w, BN, ReLU    | conv 8w (to 4x4), BN   |
| 16x16          | deconv 2w, BN, ReLU    | conv 4w, BN            |
| 32x32          | deconv w, BN, ReLU     | conv 2w, BN            |
| 64x64          | deconv channels, tanh  | conv w                 |

All kernels are 4x4 with stride 2; `w` is the width, 128 in the paper; the
discriminator's activations are leaky ReLUs of slope 0.2. Other sizes have more
levels or fewer, start from 4x4 to 7x7 and, where doubling overshoots, are cropped;
the widest maps keep to 8w.

References: [Radford et al., 2016](https://arxiv.org/abs/1511.06434), Fig. 1; modulated
by latents, [Chen et al., 2019](https://arxiv.org/abs/1810.01365).
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
    """Transposed convolutions that double a 4x4 map up to the image.

    Args:
        image_shape: `(height, width, channels)`.
        latent_dim: Int, length of a latent.
        width: Int, channels of the last hidden map; up to `most` times as many in the
            first.
        activation: Function that makes layers of activation. LiteRT merges a ReLU into
            the transposed convolution before it, and its GPU delegates refuse that;
            `leaky_relu` stays apart.
        most: Int, the widest maps in widths.
        modulated: Bool. Whether latents decide the gain and the bias of each normalized
            map, by a hidden layer (Chen et al., 2019, eq. 4; one for all maps here).

    Returns:
        `keras.Model` from latents `(batch, latent_dim)` to float32 images
        `(batch, height, width, channels)` in [-1, 1].

    Raises:
        ValueError: A side is not in 16 ... 256, or there are neither 1 channel nor 3.
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
        width: Int, channels of the first map; up to `most` times as many in the last.
        normalization: Optional function that makes normalization layers, such as
            `kerasgan.layers.LayerNormalization` under a gradient penalty. None
            normalizes no map.
        spectral: Bool. Whether every kernel is spectrally normalized.
        most: Int, the widest maps in widths.

    Returns:
        `keras.Model` from images to float32 logits `(batch, 1)`.

    Raises:
        ValueError: A side is not in 16 ... 256, or there are neither 1 channel nor 3.
    """
    shapes.check(image_shape)
    images = keras.Input(image_shape)
    x = features(images, width, normalization, spectral, most=most)
    dense = layers.Dense(1, kernel_initializer=initializer(), dtype="float32")
    logits = (SpectralNormalization(dense) if spectral else dense)(x)
    return keras.Model(images, logits, name="discriminator")


def features(images, *args, **kwargs):
    """The discriminator's features of images, `(batch, dim)`: `maps` in one row."""
    return layers.Flatten()(maps(images, *args, **kwargs))


def maps(
    images,
    width=128,
    normalization=BatchNormalization,
    spectral=False,
    before=lambda maps: maps,
    most=8,
):
    """The last maps of the discriminator, `(batch, 4, 4, 8 * width)` of most images.

    Args:
        images: `keras.Input`, or what a layer made of one.
        width: Int, channels of the first map; 8 times as many in the last.
        normalization: Optional function that makes normalization layers, such as
            `kerasgan.layers.LayerNormalization` under a gradient penalty. None
            normalizes no map.
        spectral: Bool. Whether every kernel is spectrally normalized.
        before: Function from maps to what the next convolution takes, such as these
            and further channels.
        most: Int, the widest maps in widths.
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
    """The function that normalizes maps with gains and biases of these latents."""
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
    """The paper's activation of discriminators."""
    return layers.LeakyReLU(0.2)


def initializer():
    """The paper's, a new one for each layer: it draws its seed when it is made."""
    return keras.initializers.RandomNormal(stddev=0.02)
