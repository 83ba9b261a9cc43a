"""R3GAN's networks, for images with sides of 16 to 256 pixels.

| level of 256x256 | channels | generator               | discriminator            |
|------------------|----------|-------------------------|--------------------------|
| 4x4              | w        | basis, 2 blocks         | 2 blocks, basis, dense 1 |
| 8x8              | w        | enlarge, 2 blocks       | 2 blocks, shrink         |
| 16x16            | w        | enlarge, 2 blocks       | 2 blocks, shrink         |
| 32x32            | w        | enlarge, 2 blocks       | 2 blocks, shrink         |
| 64x64            | w/2      | enlarge, 2 blocks       | 2 blocks, shrink         |
| 128x128          | w/4      | enlarge, 2 blocks       | 2 blocks, shrink         |
| 256x256          | w/8      | enlarge, 2 blocks, conv | conv, 2 blocks, shrink   |

`w` is the width, 768 in the paper. A block of c channels has three convolutions: a 1x1
convolution to 2c, a grouped 3x3 convolution, and a 1x1 convolution back to c, with
leaky ReLUs of slope 0.2 in between. Their result is added to the block's input. Groups
have 16 channels, as in the paper. If 16 doesn't divide 2c, their number of channels is
the largest power of two that does. There is no normalization. Blocks start as
identities: their last kernel is zero, and the other kernels are smaller if there are
more blocks.

Maps change size with the filter [1, 2, 1], implemented as two averages, because
averages have second derivatives. A 1x1 convolution is added if the width changes. Other
sizes have fewer levels. They start from maps of 4x4 to 7x7, and are cropped if doubling
exceeds the image size. The paper's images are unbounded; here a tanh ends the
generator.

References: [Huang et al., 2024](https://arxiv.org/abs/2501.05441), section 4;
[Zhang et al., 2019](https://arxiv.org/abs/1901.09321), section 3, for the scale.
"""

import math

import keras
from keras import layers

from kerasgan.layers import GroupedConv2D
from kerasgan.networks import shapes

SLOPE = 0.2


def generator(image_shape, latent_dim=64, width=768):
    """A learned 4x4 map, weighted by the latent, which blocks enlarge to the image.

    Args:
        image_shape: `(height, width, channels)`.
        latent_dim: Int, length of a latent.
        width: Int, channels of the four smallest maps; the fifth map has half as many,
            the sixth a quarter, and so on.

    Returns:
        `keras.Model` from latents `(batch, latent_dim)` to float32 images
        `(batch, height, width, channels)` in [-1, 1].

    Raises:
        ValueError: A side is not in 16 ... 256, or `channels` is not 1 or 3.
    """
    widths = widths_of_levels(image_shape, width)
    gain = residual_gain(num_blocks=2 * len(widths))
    height, breadth = shapes.divided(image_shape, 2 ** (len(widths) - 1))

    latents = keras.Input((latent_dim,))
    x = layers.Dense(widths[0], use_bias=False, kernel_initializer=scaled())(latents)
    # A single pixel, framed by zeros, becomes the kernel itself.
    x = layers.Reshape((1, 1, widths[0]))(x)
    x = layers.ZeroPadding2D((height - 1, breadth - 1))(x)
    x = basis(height, breadth, stddev=1.0)(x)
    x = residual(residual(x, gain), gain)
    for filters in widths[1:]:
        x = enlarge(with_channels(x, filters))
        x = residual(residual(x, gain), gain)
    x = linear(image_shape[-1], activation="tanh", dtype="float32")(x)
    images = shapes.crop(x, image_shape)
    return keras.Model(latents, images, name="generator")


def discriminator(image_shape, width=768):
    """Blocks that shrink the image to a 4x4 map, which a learned map weights.

    Args:
        image_shape: `(height, width, channels)`.
        width: Int, channels of the four smallest maps; the fifth map has half as many,
            the sixth a quarter, and so on.

    Returns:
        `keras.Model` from images to float32 logits `(batch, 1)`.

    Raises:
        ValueError: A side is not in 16 ... 256, or `channels` is not 1 or 3.
    """
    widths = widths_of_levels(image_shape, width)[::-1]
    gain = residual_gain(num_blocks=2 * len(widths))

    images = keras.Input(image_shape)
    x = linear(widths[0])(images)
    for filters in widths[1:]:
        x = residual(residual(x, gain), gain)
        x = with_channels(shrink(x), filters)
    x = residual(residual(x, gain), gain)
    height, breadth = x.shape[1:3]
    x = basis(height, breadth, stddev=(height * breadth) ** -0.5)(x)
    logits = layers.Dense(
        1, use_bias=False, kernel_initializer=scaled(), dtype="float32"
    )(layers.Flatten()(x))
    return keras.Model(images, logits, name="discriminator")


def widths_of_levels(image_shape, width):
    """Channels at 4x4, 8x8, ... up to the image's size."""
    levels = shapes.doublings(image_shape) + 1
    return [max(width >> max(level - 3, 0), 1) for level in range(levels)]


def residual_gain(num_blocks):
    """The gain of kernels in blocks: He's gain, times Fixup's power of `num_blocks`.

    Fixup's exponent is -1 / (2m - 2) for blocks of m convolutions, of which the last is
    zero.
    """
    return (2 / (1 + SLOPE**2)) ** 0.5 * num_blocks ** (-1 / (2 * 3 - 2))


def residual(x, gain):
    """A residual block; before training, it returns its input."""
    channels = x.shape[-1]
    inner = 2 * channels
    y = layers.Conv2D(inner, 1, kernel_initializer=scaled(gain))(x)
    y = GroupedConv2D(
        inner,
        3,
        padding="same",
        groups=inner // math.gcd(inner, 16),
        kernel_initializer=scaled(gain),
    )(layers.LeakyReLU(SLOPE)(y))
    y = layers.Conv2D(channels, 1, use_bias=False, kernel_initializer="zeros")(
        layers.LeakyReLU(SLOPE)(y)
    )
    return layers.Add()([x, y])


def enlarge(x):
    """Maps of twice the size, with the filter [1, 2, 1]: each pixel, and means."""
    return layers.AveragePooling2D(2, 1, padding="same")(layers.UpSampling2D()(x))


def shrink(x):
    """Maps of half the size, with the filter [1, 2, 1]: means of means of neighbors."""
    x = layers.AveragePooling2D(2, 1, padding="same")(x)
    return layers.AveragePooling2D(2, padding="same")(x)


def with_channels(x, filters):
    """Maps with `filters` channels."""
    return x if x.shape[-1] == filters else linear(filters)(x)


def linear(filters, **kwargs):
    """A 1x1 convolution that keeps the variance."""
    return layers.Conv2D(
        filters, 1, use_bias=False, kernel_initializer=scaled(), **kwargs
    )


def basis(height, breadth, stddev):
    """A learned map for each channel, as the kernel of a convolution."""
    return layers.DepthwiseConv2D(
        (height, breadth),
        use_bias=False,
        depthwise_initializer=keras.initializers.RandomNormal(stddev=stddev),
    )


def scaled(gain=1.0):
    """A normal initializer whose deviation is gain / sqrt(inputs)."""
    return keras.initializers.VarianceScaling(gain**2, "fan_in", "untruncated_normal")
