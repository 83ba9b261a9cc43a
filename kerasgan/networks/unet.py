"""U-Net: down to a few pixels and up again, with a skip connection at each level.

| level of 64x64 | down           | up                                         |
|----------------|----------------|--------------------------------------------|
| 64x64          |                | up channels, tanh                          |
| 32x32          | conv w         | up w, norm, joined with w from the left    |
| 16x16          | conv 2w, norm  | up 2w, norm, joined with 2w                |
| 8x8            | conv 4w, norm  | up 4w, norm, joined with 4w                |
| 4x4            | conv 8w, norm  | up 8w, norm, dropout, joined with 8w       |
| 2x2            | conv 8w, norm  | up 8w, norm, dropout, joined with 8w       |
| 1x1            | conv 8w        |                                            |

The convolutions down are 4x4 with stride 2; `w` is the width, 64 in the paper. Leaky
ReLUs of slope 0.2 come before the convolutions down, and ReLUs before the convolutions
up. `up` is nearest-neighbor upsampling and a 3x3 convolution, which leaves no
checkerboard pattern; `transposed` selects the paper's 4x4 transposed convolutions. The
levels halve the smaller side of an image to 1 or 2 pixels. If a side can't be halved so
often, the image is padded by reflection, and the result is cropped.

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
    """Convolutions that halve an image to a few pixels, and double them up again.

    Args:
        image_shape: `(height, width, channels)` of the images that it makes, sides of
            16 to 512.
        source_shape: Shape of the images that it takes, with the same height and width
            (default: `image_shape`).
        width: Int, channels of the largest maps; the smallest maps have 8 times as
            many.
        dropout: Float in [0, 1), the fraction of features that are dropped in training,
            in up to three of the smallest levels on the way up.
        normalization: Function that makes normalization layers.
        transposed: Bool. Whether transposed convolutions double maps, as in the paper.
        lab: Bool. Whether gray images are colored and keep their lightness.

    Returns:
        `keras.Model` from `source`, images in [-1, 1], to float32 images in [-1, 1].

    Raises:
        ValueError: The shape is not supported; the source has another size; or, with
            `lab`, sources aren't gray or images aren't RGB.
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
    """Channels of the maps, down to maps with a side of one or two pixels."""
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
