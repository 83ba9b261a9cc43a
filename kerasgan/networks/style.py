"""The networks of a style-based generator.

A `mapping` makes a style from a latent. A `synthesis` makes an image from styles: it
starts from learned maps of 4x4, and doubles them up to the image size. Each convolution
scales its input maps by a style. The colors of all sizes are added. All leaky ReLUs
have a slope of 0.2, learning rates are equalized, and the number of maps at each size
is that of `progressive`. The discriminator has residual blocks, and ends like the
discriminator of `progressive`.

The paper filters at the larger size: after a convolution that doubles, and before a
convolution that halves. Here maps are resampled with the same filter, and convolved at
their new size.

Reference: [Karras et al., 2020](https://arxiv.org/abs/1912.04958), Fig. 2 and 7,
appendix B.
"""

import keras
from keras import layers

from kerasgan.layers import EqualizedConv2D
from kerasgan.layers import EqualizedDense
from kerasgan.layers import LearnedConstant
from kerasgan.layers import ModulatedConv2D
from kerasgan.layers import PixelNoise
from kerasgan.layers import PixelNormalization
from kerasgan.layers import SmoothDownsampling
from kerasgan.layers import SmoothUpsampling
from kerasgan.layers import TowardMean
from kerasgan.networks.progressive import SMALLEST
from kerasgan.networks.progressive import convolution
from kerasgan.networks.progressive import ending_of
from kerasgan.networks.progressive import maps_of
from kerasgan.networks.progressive import sides_of

GAIN = 2**0.5  # of a leaky ReLU, so that maps keep their deviation


def mapping(latent_dim=512, style_dim=512, depth=8):
    """A network from latents to styles.

    Args:
        latent_dim: Int, length of a latent.
        style_dim: Int, length of a style.
        depth: Int, number of dense layers; their learning rate is a hundredth of the
            optimizer's.

    Returns:
        `keras.Model` from a dict of `latents`, `(batch, latent_dim)`, and `truncation`,
        `(batch, 1)`, to styles `(batch, style_dim)`.
    """
    latents = keras.Input((latent_dim,), name="latents")
    truncation = keras.Input((1,), name="truncation")
    x = PixelNormalization()(latents)
    for _ in range(depth):
        x = layers.LeakyReLU(0.2)(EqualizedDense(style_dim, rate_factor=0.01)(x))
    styles = TowardMean(dtype="float32")(x, truncation)
    inputs = {"latents": latents, "truncation": truncation}
    return keras.Model(inputs, styles, name="mapping")


def synthesis(image_shape, style_dim=512, base=8192, most=512, noise=True):
    """A network from styles to images.

    Args:
        image_shape: `(side, side, channels)`, a power of two from 16 to 1024.
        style_dim: Int, length of a style.
        base: Int. Each side has `2 * base / side` maps, at most `most`.
        most: Int, the largest number of maps at any side.
        noise: Bool. Whether each convolution adds noise to the pixels of its maps.

    Returns:
        `keras.Model` from a dict of `styles`, `(batch, 2 * sizes, style_dim)`, and,
        with noise, `noise`, `(batch, numbers)`, to float32 images.

    Raises:
        ValueError: The shape is not supported.
    """
    sides = sides_of(image_shape)
    styles = keras.Input((2 * len(sides), style_dim), name="styles")
    inputs = {"styles": styles}
    if noise:
        inputs["noise"] = keras.Input((noise_size(sides),), name="noise")
    x = LearnedConstant((SMALLEST, SMALLEST, maps_of(SMALLEST, base, most)))(styles)
    images, layer, place = None, 0, 0
    for side in sides:
        filters = maps_of(side, base, most)
        if side > SMALLEST:
            x = SmoothUpsampling()(x)
            images = SmoothUpsampling(dtype="float32")(images)
        for _ in range(convolutions_at(side)):
            x = ModulatedConv2D(filters, 3, padding="same")(x, style(styles, layer, x))
            if noise:
                x = PixelNoise()(x, inputs["noise"][:, place : place + side**2])
            x = layers.Rescaling(GAIN)(layers.LeakyReLU(0.2)(x))
            layer, place = layer + 1, place + side**2
        colors = ModulatedConv2D(
            *(image_shape[-1], 1), demodulate=False, gain=1.0, dtype="float32"
        )(x, style(styles, layer, x))
        if images is not None:
            colors = layers.Add(dtype="float32")([images, colors])
        images = colors
    return keras.Model(inputs, images, name="synthesis")


def discriminator(image_shape, base=8192, most=512):
    """A network from images to logits.

    Args:
        image_shape: `(side, side, channels)`, a power of two from 16 to 1024.
        base: Int. Each side has `2 * base / side` maps, at most `most`.
        most: Int, the largest number of maps at any side.

    Returns:
        `keras.Model` from images to float32 logits `(batch, 1)`.

    Raises:
        ValueError: The shape is not supported.
    """
    sides = sides_of(image_shape)
    images = keras.Input(image_shape, name="images")
    x = EqualizedConv2D(maps_of(sides[-1], base, most), 1)(images)
    x = layers.LeakyReLU(0.2)(x)
    for side in sides[:0:-1]:
        fewer, more = (maps_of(s, base, most) for s in (side, side // 2))
        skip = EqualizedConv2D(more, 1, gain=1.0, use_bias=False)(
            SmoothDownsampling()(x)
        )
        x = layers.LeakyReLU(0.2)(convolution(fewer)(x))
        x = layers.LeakyReLU(0.2)(convolution(more)(SmoothDownsampling()(x)))
        x = layers.Rescaling(0.5**0.5)(layers.Add()([skip, x]))
    for layer in ending_of(maps_of(SMALLEST, base, most)):
        x = layer(x)
    return keras.Model(images, x, name="discriminator")


def style(styles, layer, maps):
    """Factors for a layer's maps, from the styles of an image; 1 before training."""
    affine = EqualizedDense(maps.shape[-1], gain=1.0, bias_initializer="ones")
    return affine(styles[:, layer])


def convolutions_at(side):
    """The number of 3x3 convolutions at a size."""
    return 1 if side == SMALLEST else 2


def first_style_at(side):
    """The index of the first style for maps of a side."""
    return max(2 * (side // SMALLEST).bit_length() - 3, 0)


def noise_size(sides):
    """The number of noise values for the pixels of all convolutions."""
    return sum(convolutions_at(side) * side**2 for side in sides)
