"""The networks of progressive growing: one part for each size of images.

| size | generator                   | discriminator                     |
|------|-----------------------------|-----------------------------------|
| 4x4  | dense to 4x4, conv 3x3      | deviation, conv 3x3, dense, dense |
| 8x8  | doubled, conv 3x3, conv 3x3 | conv 3x3, conv 3x3, halved        |
| ...  |                             |                                   |
| each | conv 1x1 to colors          | conv 1x1 from colors              |

The generator normalizes pixels after each convolution, and it normalizes its latent.
Both networks have leaky ReLUs of slope 0.2 and equalized learning rates. A size of
`side` has `base / (side / 2)` maps, and `most` at most. In the paper they are 8192 and
512, which means 512 maps up to 32x32 and 16 at 1024x1024. Doubling is nearest-neighbor
upsampling; halving is averaging.

Both networks are built whole: the generator returns images of every size, and the
discriminator takes images of every size. A stage trains a part of each network, made by
`generator_at` and `discriminator_at`. Parts share their layers with the whole networks.

Reference: [Karras et al., 2018](https://arxiv.org/abs/1710.10196), Table 2 and section
A.1.
"""

import functools

import keras
from keras import layers
from keras import ops

from kerasgan.layers import Clip
from kerasgan.layers import EqualizedConv2D
from kerasgan.layers import EqualizedDense
from kerasgan.layers import Fade
from kerasgan.layers import MinibatchStddev
from kerasgan.layers import PixelNormalization
from kerasgan.networks import shapes

SMALLEST = 4


def sides_of(image_shape):
    """The sides of images by stage, from 4 to the full size.

    Raises:
        ValueError: The image isn't square, its side is not a power of two from 16 to
            1024, or `channels` is not 1 or 3.
    """
    height, width, channels = image_shape
    shapes.check_channels(channels)
    if height != width or height & (height - 1) or not 16 <= height <= 1024:
        raise ValueError(
            "Networks that grow make square images, whose side is a power of two from "
            f"16 to 1024, but received image_shape={tuple(image_shape)}. Resize or "
            "crop by `image_size=` and `crop=` of `kerasgan.data`."
        )
    return [SMALLEST << stage for stage in range(height.bit_length() - 2)]


def maps_of(side, base, most):
    """The number of maps at a size, at least 1."""
    return max(min(2 * base // side, most), 1)


def generator(image_shape, latent_dim=512, base=8192, most=512):
    """A network from latents to images of every size.

    Args:
        image_shape: `(side, side, channels)` of the largest images, a power of two from
            16 to 1024.
        latent_dim: Int, length of a latent.
        base: Int. Each side has `2 * base / side` maps, at most `most`.
        most: Int, the largest number of maps at any side.

    Returns:
        `keras.Model` from latents `(batch, latent_dim)` to a list of float32 images,
        the smallest first.

    Raises:
        ValueError: The shape is not supported.
    """
    sides = sides_of(image_shape)
    latents = keras.Input((latent_dim,), name="latents")
    x = PixelNormalization()(latents)
    images = []
    for side in sides:
        filters = maps_of(side, base, most)
        if side == SMALLEST:
            # The paper's gain, a quarter of the others': it is a convolution there.
            x = EqualizedDense(SMALLEST**2 * filters, gain=2**0.5 / 4)(x)
            x = active(layers.Reshape((SMALLEST, SMALLEST, filters))(x))
        else:
            x = active(convolution(filters)(layers.UpSampling2D()(x)))
        x = active(convolution(filters)(x))
        to_colors = EqualizedConv2D(
            image_shape[-1], 1, gain=1.0, dtype="float32", name=f"colors_{side}"
        )
        images.append(to_colors(x))
    return keras.Model(latents, images, name="generator")


def discriminator(image_shape, base=8192, most=512):
    """A network from images of every size to logits.

    Args:
        image_shape: `(side, side, channels)` of the largest images, a power of two from
            16 to 1024.
        base: Int. Each side has `2 * base / side` maps, at most `most`.
        most: Int, the largest number of maps at any side.

    Returns:
        `keras.Model` from a dict of `images_4`, `images_8` ... and `alpha`, `(batch,
        1)`, to a dict of float32 logits `(batch, 1)`: `logits_4`, `logits_8` ...; the
        logits of the largest images are named `logits`. With `alpha` below 1, the maps
        of an image are mixed with the maps of the image at half its size.

    Raises:
        ValueError: The shape is not supported.
    """
    sides = sides_of(image_shape)
    maps = {side: maps_of(side, base, most) for side in sides}
    from_colors = {side: from_colors_of(side, maps[side]) for side in sides}
    blocks = {
        side: [convolution(maps[side]), convolution(maps[side // 2])]
        for side in sides[1:]
    }
    ending = ending_of(maps[SMALLEST])

    alpha = keras.Input((1,), name="alpha")
    inputs, logits = {"alpha": alpha}, {}
    for stage, side in enumerate(sides):
        images = keras.Input((side, side, image_shape[-1]), name=f"images_{side}")
        inputs[images.name] = images
        x = layers.LeakyReLU(0.2)(from_colors[side](images))
        for lower in sides[stage:0:-1]:
            for layer in blocks[lower]:
                x = layers.LeakyReLU(0.2)(layer(x))
            x = layers.AveragePooling2D(2)(x)
            if lower == side:
                half = from_colors[side // 2](layers.AveragePooling2D(2)(images))
                x = Fade()(layers.LeakyReLU(0.2)(half), x, alpha)
        for layer in ending:
            x = layer(x)
        logits["logits" if side == sides[-1] else f"logits_{side}"] = x
    return keras.Model(inputs, logits, name="discriminator")


def ending_of(filters):
    """The last layers of a discriminator, from maps of 4x4 to logits."""
    return [
        MinibatchStddev(),
        convolution(filters),
        layers.LeakyReLU(0.2),
        layers.Flatten(),
        EqualizedDense(filters),
        layers.LeakyReLU(0.2),
        EqualizedDense(1, gain=1.0, dtype="float32"),
    ]


def generator_at(generator, stage):
    """The part of a generator that makes images of a stage, which counts from 0.

    Returns:
        `keras.Model` from a list of latents and `alpha`, `(batch, 1)`, to images. With
        `alpha` below 1, they are mixed with the enlarged images of the stage before.
    """
    latents, alpha = generator.inputs[0], keras.Input((1,), name="alpha")
    images = generator.outputs[stage]
    if stage:  # Names of its own: a loaded network has those that Keras would give.
        before = layers.UpSampling2D(dtype="float32", name="enlarged_before")(
            generator.outputs[stage - 1]
        )
        images = Fade(dtype="float32", name="fade_in")(before, images, alpha)
    return keras.Model([latents, alpha], images)


@functools.lru_cache(maxsize=8)
def sampler_at(generator, stage, alpha):
    """The part of a generator that makes images of a stage, with a fixed alpha.

    Returns:
        `keras.Model` from latents to images.
    """
    latents, images = generator.inputs[0], generator.outputs[stage]
    if stage and alpha < 1:
        part = generator_at(generator, stage)
        images = part([latents, ops.full_like(latents[:, :1], alpha)])
    return keras.Model(latents, Clip(dtype="float32")(images))


def discriminator_at(discriminator, stage):
    """The part of a discriminator that judges images of a stage, which counts from 0.

    Returns:
        `keras.Model` from a list of images and `alpha` to logits.
    """
    side = SMALLEST << stage
    inputs, logits = discriminator.input, discriminator.output
    judged = logits.get(f"logits_{side}", logits["logits"])
    return keras.Model([inputs[f"images_{side}"], inputs["alpha"]], judged)


def judge_at(discriminator, stage, alpha):
    """The part of a discriminator that judges images of a stage, with a fixed alpha.

    Returns:
        `keras.Model` from images to logits.
    """
    part = discriminator_at(discriminator, stage)
    images = keras.Input(part.inputs[0].shape[1:], name="images")
    alphas = ops.full_like(images[:, 0, 0, :1], alpha)
    return keras.Model(images, part([images, alphas]), name="discriminator")


def active(maps):
    """Maps after a leaky ReLU and the normalization of their pixels."""
    return PixelNormalization()(layers.LeakyReLU(0.2)(maps))


def convolution(filters):
    """A 3x3 convolution that keeps the size of maps."""
    return EqualizedConv2D(filters, 3, padding="same")


def from_colors_of(side, filters):
    """A 1x1 convolution from colors to maps."""
    return EqualizedConv2D(filters, 1, name=f"from_colors_{side}")
