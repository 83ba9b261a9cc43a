"""A residual translator: down to a quarter of the size, residual blocks, and back up.

| maps of 64x64 | layers                                                   |
|---------------|----------------------------------------------------------|
| 64x64         | conv 7x7 w, norm, ReLU                                   |
| 32x32         | conv 3x3 2w stride 2, norm, ReLU                         |
| 16x16         | conv 3x3 4w stride 2, norm, ReLU; blocks of 4w           |
| 32x32         | up 2w, norm, ReLU                                        |
| 64x64         | up w, norm, ReLU; conv 7x7 channels, tanh                |

`w` is the width, 64 in the paper. A block adds the result of five layers to its input:
conv 3x3, norm, ReLU, conv 3x3, norm. The 7x7 convolutions and the convolutions of the
blocks are padded by reflection. `up` is nearest-neighbor upsampling and a 3x3
convolution, which leaves no checkerboard pattern; `transposed` selects the paper's 3x3
transposed convolutions.

Reference: [Zhu et al., 2017](https://arxiv.org/abs/1703.10593), section 4 and appendix
7.2, after [Johnson et al., 2016](https://arxiv.org/abs/1603.08155).
"""

import keras
from keras import layers

from kerasgan.layers import InstanceNormalization
from kerasgan.layers import ReflectionPadding
from kerasgan.networks import shapes
from kerasgan.networks.dcgan import initializer


def generator(
    image_shape, source_shape=None, width=64, blocks=None, transposed=False, name=None
):
    """Residual blocks on maps of a quarter of an image's size.

    Args:
        image_shape: `(height, width, channels)` of the images that it makes, sides of
            16 to 512.
        source_shape: Shape of the images that it takes, with the same height and width
            (default: `image_shape`).
        width: Int, channels of the largest maps.
        blocks: Int, number of residual blocks (default: 6 up to 128 pixels, 9 above, as
            in the authors' code).
        transposed: Bool. Whether transposed convolutions double maps, as in the paper.
        name: Optional string, name of the model.

    Returns:
        `keras.Model` from `source`, images in [-1, 1], to float32 images in [-1, 1].

    Raises:
        ValueError: The shape is not supported, or the source has another size.
    """
    shapes.check(image_shape, 512)
    source_shape = source_shape or image_shape
    shapes.check_same_size(source_shape, image_shape)
    blocks = (6 if max(image_shape[:2]) <= 128 else 9) if blocks is None else blocks

    source = keras.Input(source_shape, name="source")
    x = shapes.pad(source, 4)
    x = active(convolution(width, 7)(ReflectionPadding(3)(x)))
    for factor in (2, 4):
        x = active(convolution(factor * width, 3, 2, padding="same")(x))
    for _ in range(blocks):
        change = active(convolution(4 * width)(ReflectionPadding(1)(x)))
        change = convolution(4 * width)(ReflectionPadding(1)(change))
        x = layers.Add()([x, InstanceNormalization()(change)])
    for factor in (2, 1):
        x = active(doubled(x, factor * width, transposed))
    x = convolution(image_shape[-1], 7, use_bias=True, dtype="float32")(
        ReflectionPadding(3)(x)
    )
    x = layers.Activation("tanh", dtype="float32")(x)
    images = shapes.crop(x, image_shape)
    return keras.Model(source, images, name=name or "generator")


def active(maps):
    """Maps after instance normalization and a ReLU."""
    return layers.ReLU()(InstanceNormalization()(maps))


def doubled(maps, filters, transposed):
    """Maps of twice the size."""
    if not transposed:
        return convolution(filters, padding="same")(layers.UpSampling2D()(maps))
    return layers.Conv2DTranspose(
        filters,
        3,
        2,
        padding="same",
        use_bias=False,
        kernel_initializer=initializer(),
    )(maps)


def convolution(filters, kernel=3, strides=1, use_bias=False, **kwargs):
    """A convolution without a bias by default, because normalization removes it."""
    return layers.Conv2D(
        filters,
        kernel,
        strides,
        use_bias=use_bias,
        kernel_initializer=initializer(),
        **kwargs,
    )
