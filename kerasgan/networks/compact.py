"""A compact network that enlarges images; its convolutions are at the small size.

| layers          |                                                  |
|-----------------|--------------------------------------------------|
| `depth` times   | conv 3x3 w, PReLU                                |
| last            | conv 3x3, pixel shuffle, added to the image      |

Reference: SRVGGNetCompact of [Wang et al., 2021](https://arxiv.org/abs/2107.10833), in
the authors' code; there the image is enlarged by nearest neighbors, here bilinearly.
"""

import keras

from kerasgan.networks import enlarging


def generator(channels=3, scale=4, width=64, depth=16):
    """Convolutions on maps of the small size, and one enlargement.

    Args:
        channels: 3 for RGB, 1 for gray.
        scale: 2, 4 or 8, the factor by which each side grows.
        width: Int, channels of the maps.
        depth: Int, number of convolutions before the last one.

    Returns:
        `keras.Model` from `source`, images of any size in [-1, 1], to float32 images
        in [-1, 1].

    Raises:
        ValueError: The number of channels or the scale is not supported.
    """
    enlarging.check(channels, scale)
    source = x = keras.Input((None, None, channels), name="source")
    for _ in range(depth):
        x = enlarging.bent(enlarging.convolution(width)(x))
    slight = enlarging.slight()
    x = enlarging.shuffled(x, channels, scale, initializer=slight, dtype="float32")
    return enlarging.generator(source, x, scale)
