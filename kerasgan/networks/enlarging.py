"""The common part of networks that enlarge images.

They take images of any size, as `source`. They add detail to a bilinear enlargement, so
that even an untrained network returns an image.
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
    """Rejects channels and scales that these networks don't support.

    Raises:
        ValueError: `channels` is not 1 or 3, or the scale is not 2, 4 or 8.
    """
    shapes.check_channels(channels)
    if scale not in SCALES:
        raise ValueError(f"The scale is 2, 4 or 8, but received scale={scale}.")


def scale_of(network):
    """The factor by which a network enlarges sides."""
    shape = (1, 8, 8, network.input_shape[-1])
    return network.compute_output_shape(shape)[1] // 8


def convolution(filters, kernel=3, initializer="he_normal", **kwargs):
    """A convolution that keeps the size of maps."""
    return layers.Conv2D(
        filters, kernel, padding="same", kernel_initializer=initializer, **kwargs
    )


def slight():
    """An initializer of a tenth of He's kernels, for changes that are added to maps."""
    return keras.initializers.VarianceScaling(0.02)


def bent(maps):
    """A PReLU with one slope for each map."""
    return layers.PReLU(shared_axes=[1, 2])(maps)


def shuffled(maps, filters, scale, **kwargs):
    """Enlarges maps to `filters` maps, each `scale` times as large."""
    initializer = ICNR(scale, kwargs.pop("initializer", "he_normal"))
    maps = convolution(filters * scale**2, 3, initializer, **kwargs)(maps)
    return PixelShuffle(scale, dtype=kwargs.get("dtype"))(maps)


def generator(source, detail, scale):
    """The model that adds `detail` to the enlarged `source`."""
    images = layers.Add(dtype="float32")([Enlarge(scale)(source), detail])
    return keras.Model(source, Clip(dtype="float32")(images), name="generator")
