"""PatchGAN: a logit for each patch of an image.

| layer | kernel | stride | channels      |                                 |
|-------|--------|--------|---------------|---------------------------------|
| first | 4x4    | 2      | w             | leaky ReLU                      |
| next  | 4x4    | 2      | 2w, 4w, 8w .. | normalization, leaky ReLU       |
| last  | 4x4    | 1      | up to 8w      | normalization, leaky ReLU       |
| logit | 4x4    | 1      | 1             |                                 |

`w` is the width, 64 in the paper; the slope of the leaky ReLUs is 0.2. The number of
layers with stride 2 determines the size of a patch. The authors pad by 1, which makes
maps smaller by a pixel in the layers of stride 1; here maps keep their size.

Reference: [Isola et al., 2017](https://arxiv.org/abs/1611.07004), section 3.2.2.
"""

import keras
from keras import layers

from kerasgan.layers import InstanceNormalization
from kerasgan.networks import shapes
from kerasgan.networks.dcgan import initializer

FIELDS = (1, 16, 34, 70, 142, 286)  # pixels of a patch's side, by layers of stride 2


def discriminator(
    image_shape,
    receptive_field=70,
    width=64,
    source_shape=None,
    normalization=InstanceNormalization,
):
    """Convolutions to a map of logits, one for each patch.

    Args:
        image_shape: `(height, width, channels)`, sides of 16 to 512.
        receptive_field: Int, side of a patch in pixels: 1, 16, 34, 70, 142 or 286.
        width: Int, channels of the first map.
        source_shape: Optional shape of the source images. With it, each patch is judged
            together with its patch of the source.
        normalization: Optional function that makes normalization layers.

    Returns:
        `keras.Model` from images, or from a dict of `source` and `images`, to float32
        logits `(batch, rows, columns, 1)`.

    Raises:
        ValueError: The field doesn't exist or needs larger images; the source has
            another height or width; or the shape is not supported.
    """
    shapes.check(image_shape, 512)
    if receptive_field not in FIELDS:
        raise ValueError(
            f"A patch has a side of {', '.join(map(str, FIELDS))} pixels, but received "
            f"receptive_field={receptive_field}."
        )
    halvings = FIELDS.index(receptive_field)
    if min(image_shape[:2]) < 2 ** (halvings + 1):
        raise ValueError(
            f"Patches of {receptive_field} pixels need images with sides of "
            f"{2 ** (halvings + 1)}, but received image_shape={tuple(image_shape)}. "
            "Give a smaller receptive_field."
        )

    images = keras.Input(image_shape, name="images")
    inputs, x = images, images
    if source_shape is not None:
        shapes.check_same_size(source_shape, image_shape)
        inputs = {"source": keras.Input(source_shape, name="source"), "images": images}
        x = layers.Concatenate()(list(inputs.values()))
    kernel = 4 if halvings else 1
    x = layers.LeakyReLU(0.2)(convolution(width, kernel, 1 + bool(halvings))(x))
    for level in range(1, halvings):
        x = convolution(width * min(2**level, 8), kernel, 2, not normalization)(x)
        x = layers.LeakyReLU(0.2)(normalization()(x) if normalization else x)
    x = convolution(
        width * min(2 ** max(halvings, 1), 8), kernel, use_bias=not normalization
    )(x)
    x = layers.LeakyReLU(0.2)(normalization()(x) if normalization else x)
    logits = convolution(1, kernel, dtype="float32")(x)
    return keras.Model(inputs, logits, name="discriminator")


def fitting_field(image_shape):
    """The receptive field for a size of images: 34 for sides below 100 pixels, else 70.

    The paper's 70 pixels are a quarter of its images; half of a small image already
    shows a face.
    """
    return 34 if min(image_shape[:2]) < 100 else 70


def convolution(filters, kernel, strides=1, use_bias=True, **kwargs):
    """A convolution with padding, so that only strides reduce the size."""
    return layers.Conv2D(
        filters,
        kernel,
        strides,
        padding="same",
        use_bias=use_bias,
        kernel_initializer=initializer(),
        **kwargs,
    )
