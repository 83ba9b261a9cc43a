"""U-Net: down to a few pixels and up again, with what each level knew beside it.

| level of 64x64 | down           | up                                         |
|----------------|----------------|--------------------------------------------|
| 64x64          |                | up channels, tanh                          |
| 32x32          | conv w         | up w, norm, beside the w from the left     |
| 16x16          | conv 2w, norm  | up 2w, norm, beside 2w                     |
| 8x8            | conv 4w, norm  | up 4w, norm, beside 4w                     |
| 4x4            | conv 8w, norm  | up 8w, norm, dropout, beside 8w            |
| 2x2            | conv 8w, norm  | up 8w, norm, dropout, beside 8w            |
| 1x1            | conv 8w        |                                            |

Kernels down are 4x4 with stride 2; `w` is the width, 64 in the paper. Leaky ReLUs of
slope 0.2 stand before the convolutions down, ReLUs before those up. `up` is nearest
upsampling and a 3x3 convolution, which leaves no checkerboard; `transposed` has the
paper's 4x4 transposed convolutions. An image has as many levels as halve its smaller
side to 1 or 2 pixels; it is padded by reflection to where that works out, and cropped
again.

Reference: [Isola et al., 2017](https://arxiv.org/abs/1611.07004), section 3.2.1.
"""

import keras
from keras import layers

from kerasgan.layers import Dropout
from kerasgan.layers import InstanceNormalization
from kerasgan.layers import LabToRGB
from kerasgan.networks import shapes
from kerasgan.networks.dcgan import convolution
from kerasgan.networks.dcgan import deconvolution
from kerasgan.networks.dcgan import initializer

MOST_LEVELS = 8


def generator(
    image_shape,
    source_shape=None,
    width=64,
    dropout=0.5,
    normalization=InstanceNormalization,
    transposed=False,
    lab=False,
):
    """Convolutions that halve an image to a few pixels, and double these up again.

    Args:
        image_shape: `(height, width, channels)` of the images that it makes, sides of
            16 to 512.
        source_shape: The same of those that it takes, of that height and width
            (default: `image_shape`).
        width: Int, channels of the largest maps; 8 times as many of the smallest.
        dropout: Float in [0, 1), the fraction of features that training drops, in up to
            three of the smallest levels on the way up.
        normalization: Function that makes normalization layers.
        transposed: Bool. Whether transposed convolutions double maps, as in the paper.
        lab: Bool. Whether gray images are colored at the lightness that they have.

    Returns:
        `keras.Model` from `source`, images in [-1, 1], to float32 images in [-1, 1].

    Raises:
        ValueError: The shape can't be; the source has another size; or `lab` is to
            color what isn't gray, or not to RGB.
    """
    shapes.check(image_shape, 512)
    source_shape = source_shape or image_shape
    shapes.check_same_size(source_shape, image_shape)
    if lab and (source_shape[-1], image_shape[-1]) != (1, 3):
        raise ValueError(
            "`lab` colors gray images: source_shape should have 1 channel and "
            f"image_shape 3, but received {tuple(source_shape)} and "
            f"{tuple(image_shape)}."
        )
    widths = widths_of_levels(image_shape, width)

    source = keras.Input(source_shape, name="source")
    x = shapes.pad(source, 2 ** len(widths))
    down = []
    for level, filters in enumerate(widths):
        x = layers.LeakyReLU(0.2)(x) if down else x
        normed = 0 < level < len(widths) - 1  # of a single pixel nothing would be left
        x = convolution(filters, use_bias=not normed)(x)
        x = normalization()(x) if normed else x
        down.append(x)
    beside = zip(widths[-2::-1], down[-2::-1], strict=True)
    for level, (filters, known) in enumerate(beside):
        x = normalization()(doubled(layers.ReLU()(x), filters, transposed))
        if level < 3 and filters == widths[-1] and dropout:
            x = Dropout(dropout, seed=level)(x)
        x = layers.Concatenate()([x, known])
    channels = 2 if lab else image_shape[-1]
    x = doubled(layers.ReLU()(x), channels, transposed, dtype="float32")
    x = layers.Activation("tanh", dtype="float32")(x)
    images = shapes.crop(x, image_shape)
    if lab:
        images = LabToRGB()(source, images)
    return keras.Model(source, images, name="generator")


def widths_of_levels(image_shape, width):
    """Channels of the maps, down to those with a side of a pixel or two."""
    levels = min(min(image_shape[:2]).bit_length() - 1, MOST_LEVELS)
    return [width * min(2**level, 8) for level in range(levels)]


def doubled(maps, filters, transposed, **kwargs):
    """Maps of twice the size."""
    kwargs.setdefault("use_bias", "dtype" in kwargs)  # normalization takes it off
    if transposed:
        return deconvolution(filters, **kwargs)(maps)
    return layers.Conv2D(
        filters, 3, padding="same", kernel_initializer=initializer(), **kwargs
    )(layers.UpSampling2D()(maps))
