"""Residual-in-residual dense blocks, the generator of ESRGAN.

| part           | layers                                                           |
|----------------|------------------------------------------------------------------|
| a dense block  | 5 conv 3x3, of w/2 channels and the last of w; each takes the    |
|                | maps of all before it; leaky ReLUs between                       |
| a block        | 3 dense blocks; a fifth of each result is added to the input of  |
|                | its dense block, and a fifth of the last to the block's input    |
| after blocks   | conv 3x3 w, added to the first maps                              |
| a doubling     | nearest enlargement, conv 3x3 w, leaky ReLU                      |
| last           | conv 3x3 w, leaky ReLU, conv 3x3 channels, added to the image    |

`w` is the width. In the paper it is 64, and there are 23 blocks. The paper doesn't add
the enlarged image at the end.

Reference: [Wang et al., 2018](https://arxiv.org/abs/1809.00219), Fig. 4, section 3.1.
"""

import keras
from keras import layers

from kerasgan.networks import enlarging
from kerasgan.networks.enlarging import convolution

FRACTION = 0.2  # of a change that is added
CONVOLUTIONS = 5  # of a dense block


def generator(channels=3, scale=4, width=64, blocks=23):
    """Dense blocks at the small size, followed by doublings.

    Args:
        channels: 3 for RGB, 1 for gray.
        scale: 2, 4 or 8, the factor by which each side grows.
        width: Int, channels of the maps; a convolution in a dense block adds half as
            many.
        blocks: Int, number of blocks; each has three dense blocks.

    Returns:
        `keras.Model` from `source`, images of any size in [-1, 1], to float32 images
        in [-1, 1].

    Raises:
        ValueError: The number of channels or the scale is not supported.
    """
    enlarging.check(channels, scale)
    source = keras.Input((None, None, channels), name="source")
    first = x = convolution(width)(source)
    for _ in range(blocks):
        change = x
        for _ in range(3):
            change = added(change, dense(change, width))
        x = added(x, change)
    x = layers.Add()([first, convolution(width)(x)])
    for _ in range(scale.bit_length() - 1):
        x = layers.LeakyReLU(0.2)(convolution(width)(layers.UpSampling2D()(x)))
    x = layers.LeakyReLU(0.2)(convolution(width)(x))
    x = convolution(channels, 3, enlarging.slight(), dtype="float32")(x)
    return enlarging.generator(source, x, scale)


def dense(maps, width):
    """The result of a dense block."""
    known = [maps]
    for place in range(CONVOLUTIONS):
        last = place == CONVOLUTIONS - 1
        joined = layers.Concatenate()(known) if known[1:] else maps
        filters = width if last else max(width // 2, 1)
        x = convolution(filters, initializer=enlarging.slight())(joined)
        known.append(x if last else layers.LeakyReLU(0.2)(x))
    return known[-1]


def added(maps, change):
    """Maps plus a fraction of a change."""
    return layers.Add()([maps, layers.Rescaling(FRACTION)(change)])
