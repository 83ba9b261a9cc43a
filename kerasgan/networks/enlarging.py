"""The common part of networks that enlarge images.

They take images of any size, as `source`. They draw what a bilinear enlargement lacks,
so that even an untrained one gives an image.
"""

import keras
from keras import layers

from kerasgan.layers import ICNR
from kerasgan.layers import Clip
from kerasgan.layers import Enlarge
from kerasgan.layers import PixelShuffle
from kerasgan.networks import shapes

SCALES = (2, 4, 8)


def check(channels, scale):
    """Refuses what these networks can't make.

    Raises:
        ValueError: There are neither 1 channel nor 3, or the scale isn't 2, 4 or 8.
    """
    shapes.check_channels(channels)
    if scale not in SCALES:
        raise ValueError(f"The scale is 2, 4 or 8, but received scale={scale}.")


def scale_of(network):
    """By how much a network enlarges sides."""
    shape = (1, 8, 8, network.input_shape[-1])
    return network.compute_output_shape(shape)[1] // 8


def convolution(filters, kernel=3, initializer="he_normal", **kwargs):
    """A convolution that keeps the size of maps."""
    return layers.Conv2D(
        filters, kernel, padding="same", kernel_initializer=initializer, **kwargs
    )


def slight():
    """Kernels of a tenth of He's, for what is added to maps that pass by."""
    return keras.initializers.VarianceScaling(0.02)


def bent(maps):
    """A PReLU, one slope a map."""
    return layers.PReLU(shared_axes=[1, 2])(maps)


def shuffled(maps, filters, scale, **kwargs):
    """So many maps, each `scale` times as large."""
    initializer = ICNR(scale, kwargs.pop("initializer", "he_normal"))
    maps = convolution(filters * scale**2, 3, initializer, **kwargs)(maps)
    return PixelShuffle(scale, dtype=kwargs.get("dtype"))(maps)


def generator(source, detail, scale):
    """The model of what is added to an enlarged image."""
    images = layers.Add(dtype="float32")([Enlarge(scale)(source), detail])
    return keras.Model(source, Clip(dtype="float32")(images), name="generator")
