"""The plain GAN's networks, for images with sides of 16 to 256 pixels.

| generator, 96x96                      | discriminator, 96x96            |
|---------------------------------------|---------------------------------|
| dense 6x6x2w                          | conv w/4 (to 48x48), BN, leaky  |
| conv 2w, BN, ReLU, upsample to 12x12  | conv w/2 (to 24x24), BN, leaky  |
| conv 2w, BN, ReLU, upsample to 24x24  | conv w (to 12x12), BN, leaky    |
| conv 2w, BN, ReLU, upsample to 48x48  | conv 2w (to 6x6), BN, leaky     |
| conv w, BN, ReLU, upsample to 96x96   | conv 4w (to 3x3), BN, leaky     |
| conv w, BN, ReLU                      | dense 1                         |
| conv channels, BN, tanh               |                                 |

All kernels are 3x3; `w` is the width, 128 in the paper. Other sizes have more or fewer
levels. They start from maps of 4x4 to 7x7, and are cropped if doubling exceeds the
image size.

The paper's dense layer makes 4x4 maps, but only 6x6 maps can be doubled to 96x96. The
paper gives no strides; here the discriminator's strides are 2. The paper's sigmoid
makes images in [0, 1]. Here a tanh makes images in [-1, 1]; it is a scaled sigmoid of
twice the argument. The paper also normalizes the logits over the batch. Here this is
left out, because a batch is all real or all fake, and both would then look the same.

Reference: Cheng, "A Comparison of Different Methods of Face Image Generation",
Table 1.
"""

import keras
from keras import layers

from kerasgan.layers import BatchNormalization
from kerasgan.networks import shapes


def generator(image_shape, latent_dim=200, width=128):
    """Convolutions with nearest-neighbor upsampling in between.

    Args:
        image_shape: `(height, width, channels)`.
        latent_dim: Int, length of a latent.
        width: Int, channels of the layer next to the image; smaller maps have twice as
            many.

    Returns:
        `keras.Model` from latents `(batch, latent_dim)` to float32 images
        `(batch, height, width, channels)` in [-1, 1].

    Raises:
        ValueError: A side is not in 16 ... 256, or `channels` is not 1 or 3.
    """
    doublings = shapes.doublings(image_shape)
    widths = [2 * width] * (doublings - 1) + [width]
    height, breadth = shapes.divided(image_shape, 2**doublings)

    latents = keras.Input((latent_dim,))
    x = layers.Dense(height * breadth * widths[0], kernel_initializer="he_normal")(
        latents
    )
    x = layers.Reshape((height, breadth, widths[0]))(x)
    for filters in widths:
        x = layers.ReLU()(BatchNormalization()(convolution(filters)(x)))
        # The paper upsamples before it normalizes: the same, at four times the work.
        x = layers.UpSampling2D()(x)
    x = layers.ReLU()(BatchNormalization()(convolution(width)(x)))
    x = BatchNormalization(dtype="float32")(convolution(image_shape[-1])(x))
    x = layers.Activation("tanh", dtype="float32")(x)
    images = shapes.crop(x, image_shape)
    return keras.Model(latents, images, name="generator")


def discriminator(image_shape, width=128):
    """Strided convolutions that halve the image down to a map of 2x2 or 3x3.

    Args:
        image_shape: `(height, width, channels)`.
        width: Int, four times the channels of the first map, and a quarter of the
            channels of the widest map.

    Returns:
        `keras.Model` from images to float32 logits `(batch, 1)`.

    Raises:
        ValueError: A side is not in 16 ... 256, or `channels` is not 1 or 3.
    """
    halvings = shapes.doublings(image_shape, start=2)

    images = keras.Input(image_shape)
    x = images
    for level in range(halvings):
        filters = max(width * 2 ** min(level, 4) // 4, 1)
        x = BatchNormalization()(convolution(filters, strides=2)(x))
        x = layers.LeakyReLU(0.1)(x)
    logits = layers.Dense(1, kernel_initializer="he_normal", dtype="float32")(
        layers.Flatten()(x)
    )
    return keras.Model(images, logits, name="discriminator")


def convolution(filters, **kwargs):
    """A 3x3 convolution without biases, for batch normalization after it."""
    return layers.Conv2D(
        filters,
        3,
        padding="same",
        use_bias=False,
        kernel_initializer="he_normal",
        **kwargs,
    )
