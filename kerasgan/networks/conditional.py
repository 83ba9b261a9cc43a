"""Networks with labels, for images with sides of 16 to 256 pixels.

| network              | its labels                                                   |
|----------------------|--------------------------------------------------------------|
| `generator`          | DCGAN's; latents and labels form one vector                  |
| `discriminator`      | DCGAN's; labels are added as channels to the image and maps  |
| `classifier`         | DCGAN's; it takes no labels, but predicts them               |
| `encoder`            | DCGAN's; it predicts labels and latents, but no logits       |
| `residual_generator` | SNGAN's; gains and biases of normalization depend on labels  |
| `projection`         | SNGAN's; the logit includes an inner product with the label  |

Inputs and outputs have names: `latents`, `images`, `logits`, and the names of the
labels.

References: [Mirza & Osindero, 2014](https://arxiv.org/abs/1411.1784);
[Odena et al., 2017](https://arxiv.org/abs/1610.09585);
[Miyato & Koyama, 2018](https://arxiv.org/abs/1802.05637).
"""

import keras
from keras import layers
from keras import ops

from kerasgan.inputs.named import keras_inputs
from kerasgan.inputs.named import vectors_of
from kerasgan.layers import ConditionalBatchNormalization
from kerasgan.layers import SpectralNormalization
from kerasgan.networks import dcgan
from kerasgan.networks import resnet
from kerasgan.networks import shapes


def generator(
    image_shape,
    conditions,
    latent_dim=100,
    width=128,
    vectors=vectors_of,
    **options,
):
    """DCGAN's generator, with latents and labels as one vector.

    Args:
        image_shape: `(height, width, channels)`.
        conditions: Dict of `Condition`s by name.
        latent_dim: Int, length of a latent.
        width: Int, channels of the last hidden map.
        vectors: Function from conditions and inputs by name to the vectors of labels.
        **options: Other arguments of `dcgan.generator`.

    Returns:
        `keras.Model` from a dict of `latents` `(batch, latent_dim)` and labels to
        float32 images `(batch, height, width, channels)` in [-1, 1].

    Raises:
        ValueError: A side is not in 16 ... 256, or `channels` is not 1 or 3.
    """
    latents, labels = (
        keras.Input((latent_dim,), name="latents"),
        keras_inputs(conditions),
    )
    x = ops.concatenate([latents, vectors(conditions, labels)], axis=-1)
    images = dcgan.generator(image_shape, x.shape[-1], width, **options)(x)
    return keras.Model({"latents": latents, **labels}, images, name="generator")


def discriminator(image_shape, conditions, width=128):
    """DCGAN's discriminator, with the vector of the label as channels of all maps.

    The images have these channels, too, so that no level has to pass on the label to
    the maps that show a gender.

    Args:
        image_shape: `(height, width, channels)`.
        conditions: Dict of `Condition`s by name.
        width: Int, channels of the first map.

    Returns:
        `keras.Model` from a dict of `images` and labels to float32 logits
        `(batch, 1)`.
    """
    shapes.check(image_shape)
    images, labels = keras.Input(image_shape, name="images"), keras_inputs(conditions)
    vectors = vectors_of(conditions, labels)[:, None, None]

    def with_labels(maps):
        return layers.Concatenate()(
            [maps, layers.UpSampling2D(maps.shape[1:3])(vectors)]
        )

    logits = head(1)(dcgan.features(images, width, before=with_labels))
    return keras.Model({"images": images, **labels}, logits, name="discriminator")


def classifier(image_shape, conditions, width=128, most=8):
    """DCGAN's discriminator, which also predicts each label.

    Args:
        image_shape: `(height, width, channels)`.
        conditions: Dict of `Condition`s by name.
        width: Int, channels of the first map.
        most: Int, largest number of channels, as a multiple of `width`.

    Returns:
        `keras.Model` from images to a dict: `logits` `(batch, 1)` and, under the name
        of each label, its prediction `(batch, num_outputs)`; all float32.
    """
    outputs = {"logits": 1}
    return predictor(image_shape, conditions, width, "discriminator", outputs, most)


def encoder(image_shape, conditions, latent_dim=100, width=64):
    """DCGAN's discriminator as an encoder, from an image to its latent and labels.

    Args:
        image_shape: `(height, width, channels)`.
        conditions: Dict of `Condition`s by name.
        latent_dim: Int, length of a latent.
        width: Int, channels of the first map.

    Returns:
        `keras.Model` from images to a dict: `latents` `(batch, latent_dim)` and, under
        the name of each label, its prediction `(batch, num_outputs)`; all float32.
    """
    outputs = {"latents": latent_dim}
    return predictor(image_shape, conditions, width, "encoder", outputs)


def predictor(image_shape, conditions, width, name, others, most=8):
    """A network from images to labels and to `others`, a dict of sizes by name."""
    shapes.check(image_shape)
    images = keras.Input(image_shape, name="images")
    x = dcgan.features(images, width, most=most)
    outputs = {n: head(kind.num_outputs)(x) for n, kind in conditions.items()}
    outputs |= {other: head(num)(x) for other, num in others.items()}
    return keras.Model(images, outputs, name=name)


def residual_generator(image_shape, conditions, latent_dim=128, width=64):
    """SNGAN's generator; gains and biases of its normalization depend on the label.

    Args:
        image_shape: `(height, width, channels)`.
        conditions: Dict of `Condition`s by name.
        latent_dim: Int, length of a latent.
        width: Int, channels of the last hidden map.

    Returns:
        `keras.Model` with inputs and outputs as in `generator`.
    """
    latents, labels = (
        keras.Input((latent_dim,), name="latents"),
        keras_inputs(conditions),
    )
    vectors = vectors_of(conditions, labels)

    def normalization():
        layer = ConditionalBatchNormalization()
        return lambda maps: layer(maps, vectors)

    images = resnet.images_of(latents, image_shape, width, normalization)
    return keras.Model({"latents": latents, **labels}, images, name="generator")


def projection(image_shape, conditions, width=64):
    """SNGAN's discriminator; the logit also shows how well an image fits its labels.

    The logit is psi(phi(x)) + y' V phi(x). The features phi(x) are the sums over the
    last maps, and y is the vector of the labels.

    Args:
        image_shape: `(height, width, channels)`.
        conditions: Dict of `Condition`s by name.
        width: Int, channels of the first map.

    Returns:
        `keras.Model` with inputs and outputs as in `discriminator`.
    """
    shapes.check(image_shape)
    images, labels = keras.Input(image_shape, name="images"), keras_inputs(conditions)
    maps = resnet.features(images, width, spectral=True)
    embedding = layers.Dense(maps.shape[-1], use_bias=False, dtype="float32")
    embedded = SpectralNormalization(embedding)(vectors_of(conditions, labels))
    features = ops.cast(ops.sum(maps, axis=(1, 2)), "float32")
    agreement = ops.sum(embedded * features, axis=-1, keepdims=True)
    logits = resnet.verdict(maps, spectral=True) + agreement
    return keras.Model({"images": images, **labels}, logits, name="discriminator")


def head(num):
    """A dense layer in float32, for logits."""
    return layers.Dense(num, kernel_initializer=dcgan.initializer(), dtype="float32")
