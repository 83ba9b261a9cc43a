"""A residual translator: a quarter of the size, residual blocks, and back.

| maps of 64x64 | layers                                                   |
|---------------|----------------------------------------------------------|
| 64x64         | conv 7x7 w, norm, ReLU                                   |
| 32x32         | conv 3x3 2w stride 2, norm, ReLU                         |
| 16x16         | conv 3x3 4w stride 2, norm, ReLU; blocks of 4w           |
| 32x32         | up 2w, norm, ReLU                                        |
| 64x64         | up w, norm, ReLU; conv 7x7 channels, tanh                |

`w` is the width, 64 in the paper. A block adds to its maps: conv 3x3, norm, ReLU, conv
3x3, norm. The convolutions of 7x7 and of the blocks are padded by reflection. `up` is
nearest upsampling and a 3x3 convolution, which leaves no checkerboard; `transposed` has
the paper's 3x3 transposed convolutions.

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
        source_shape: The same of those that it takes, of that height and width
            (default: `image_shape`).
        width: Int, channels of the largest maps.
        blocks: Int, residual blocks (default: 6 up to 128 pixels, 9 above, as the
            authors have it).
        transposed: Bool. Whether transposed convolutions double maps, as in the paper.
        name: Optional string, the model's.

    Returns:
        `keras.Model` from `source`, images in [-1, 1], to float32 images in [-1, 1].

    Raises:
        ValueError: The shape can't be, or the source has another size.
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
    """Maps normalized, their positive part."""
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
    """A convolution; normalization takes a bias off again."""
    return layers.Conv2D(
        filters,
        kernel,
        strides,
        use_bias=use_bias,
        kernel_initializer=initializer(),
        **kwargs,
    )
