"""SRResNet, a residual network that enlarges images, and the discriminator of SRGAN.

| generator      | layers                                                         |
|----------------|----------------------------------------------------------------|
| first          | conv 9x9 w, PReLU                                              |
| a block        | conv 3x3 w, PReLU, conv 3x3 w, added to its input              |
| after blocks   | conv 3x3 w, added to the first maps                            |
| a doubling     | conv 3x3 4w, pixel shuffle, PReLU                              |
| last           | conv 9x9 channels, added to the image, enlarged                |

`w` is the width, and 16 the number of blocks: 64 and 16 in the paper. The paper uses
batch normalization after each convolution of a block and after the blocks. Here it is
optional, because networks without it are better and have no artefacts
([Lim et al., 2017](https://arxiv.org/abs/1707.02921), section 3.1). Unlike the paper's
network, this network adds the enlarged image at the end, and learns only the detail.

| discriminator of 96x96 | layers                                              |
|------------------------|-----------------------------------------------------|
| 96x96                  | conv 3x3 w, leaky ReLU; all others are normalized   |
| 48x48                  | conv w stride 2, conv 2w                            |
| 24x24                  | conv 2w stride 2, conv 4w                           |
| 12x12                  | conv 4w stride 2, conv 8w                           |
| 6x6                    | conv 8w stride 2, flat                              |
|                        | dense 16w, leaky ReLU, dense 1                      |

Reference: [Ledig et al., 2017](https://arxiv.org/abs/1609.04802), Fig. 4.
"""

import keras
from keras import layers

from kerasgan.layers import BatchNormalization
from kerasgan.networks import enlarging
from kerasgan.networks import shapes
from kerasgan.networks.enlarging import bent
from kerasgan.networks.enlarging import convolution


def generator(channels=3, scale=4, width=64, blocks=16, normalization=None):
    """Residual blocks at the small size, followed by doublings.

    Args:
        channels: 3 for RGB, 1 for gray.
        scale: 2, 4 or 8, the factor by which each side grows.
        width: Int, channels of the maps.
        blocks: Int, residual blocks.
        normalization: Optional function that makes normalization layers, in the paper
            `kerasgan.layers.BatchNormalization`.

    Returns:
        `keras.Model` from `source`, images of any size in [-1, 1], to float32 images
        in [-1, 1].

    Raises:
        ValueError: The number of channels or the scale is not supported.
    """
    enlarging.check(channels, scale)
    norm = normalization or (lambda: lambda maps: maps)

    source = keras.Input((None, None, channels), name="source")
    first = x = bent(convolution(width, 9)(source))
    for _ in range(blocks):
        change = bent(norm()(convolution(width)(x)))
        change = norm()(convolution(width, initializer=enlarging.slight())(change))
        x = layers.Add()([x, change])
    x = layers.Add()([first, norm()(convolution(width)(x))])
    for _ in range(scale.bit_length() - 1):
        x = bent(enlarging.shuffled(x, width, 2))
    x = convolution(channels, 9, enlarging.slight(), dtype="float32")(x)
    return enlarging.generator(source, x, scale)


def discriminator(image_shape, width=64, normalization=BatchNormalization):
    """Convolutions that halve an image four times, and one logit.

    Args:
        image_shape: `(height, width, channels)`, sides of 16 to 256.
        width: Int, channels of the first map; the last map has 8 times as many.
        normalization: Optional function that makes normalization layers.

    Returns:
        `keras.Model` from images to float32 logits `(batch, 1)`.

    Raises:
        ValueError: The shape is not supported.
    """
    shapes.check(image_shape)
    images = keras.Input(image_shape, name="images")
    x = layers.LeakyReLU(0.2)(convolution(width)(images))
    for place in range(7):
        filters, strides = width * 2 ** ((place + 1) // 2), 2 - place % 2
        x = convolution(filters, strides=strides, use_bias=not normalization)(x)
        x = layers.LeakyReLU(0.2)(normalization()(x) if normalization else x)
    x = layers.LeakyReLU(0.2)(layers.Dense(16 * width)(layers.Flatten()(x)))
    logits = layers.Dense(1, dtype="float32")(x)
    return keras.Model(images, logits, name="discriminator")
