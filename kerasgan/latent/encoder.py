"""A network from images to latents, trained on a generator's images."""

import keras
import tensorflow as tf
from keras import layers

from kerasgan.inputs.seeds import noise_of_step


def encoder(image_shape, latent_dim, width=32, seed=0):
    """Convolutions that halve the image until a side has 4 pixels, and a dense layer.

    Args:
        image_shape: `(height, width, channels)`.
        latent_dim: Int, length of a latent.
        width: Int, channels of the layer next to the image, doubled at every level up
            to 8 times.
        seed: Int. Determines the initial weights.

    Returns:
        `keras.Model` from images to latents `(batch, latent_dim)`. It is in float32
        under any dtype policy, because losses are not scaled here.
    """
    images = x = keras.Input(image_shape, dtype="float32")
    level = 0
    while min(x.shape[1:3]) > 4:
        filters = width * min(2**level, 8)
        x = layers.Conv2D(
            filters,
            4,
            2,
            padding="same",
            use_bias=False,
            kernel_initializer=keras.initializers.GlorotUniform(seed + level),
            dtype="float32",
        )(x)
        # Trainings are short: statistics must have forgotten their start by the end.
        x = layers.BatchNormalization(momentum=0.9, dtype="float32")(x)
        x = layers.LeakyReLU(0.2, dtype="float32")(x)
        level += 1
    dense = layers.Dense(
        latent_dim,
        kernel_initializer=keras.initializers.GlorotUniform(seed + level),
        dtype="float32",
    )
    latents = dense(layers.Flatten(dtype="float32")(x))
    return keras.Model(images, latents, name="encoder")


def train_encoder(
    generator,
    network=None,
    steps=1000,
    batch_size=64,
    learning_rate=1e-3,
    width=32,
    seed=0,
):
    """A network that predicts the latent of an image, as a start for `invert`.

    It learns by regression from pairs of a latent and its image. New pairs are drawn at
    every step, so it needs no photos. Its predictions for photos are the better, the
    more the photos look like the generator's images. A prediction is a mean of possible
    latents and thus shorter than a latent.

    Reference: [Zhu et al., 2016](https://arxiv.org/abs/1609.03552), section 4.1, on
    generated images.

    Args:
        generator: `keras.Model` from latents to images in [-1, 1], such as
            `gan.sampler`. It isn't changed.
        network: Optional `keras.Model` from images to latents, which is trained; `None`
            trains the network of `encoder`.
        steps: Int.
        batch_size: Int, pairs a step.
        learning_rate: Float, Adam's initial rate; it falls to 0 along a cosine.
        width: Int. As in `encoder`.
        seed: Int. Determines the pairs, and the network's initial weights.

    Returns:
        The trained `keras.Model`.

    Example:

    ```python
    encoder = latent.train_encoder(gan.sampler)
    guesses = encoder.predict(photos)
    ```
    """
    latent_dim = generator.input_shape[-1]
    if network is None:
        network = encoder(generator.output_shape[1:], latent_dim, width, seed)
    optimizer = keras.optimizers.Adam(
        keras.optimizers.schedules.CosineDecay(learning_rate, steps)
    )
    optimizer.build(network.trainable_variables)

    @tf.function(autograph=False)
    def step(number):
        latents = noise_of_step((batch_size, latent_dim), seed, number, "encoder")
        images = generator(latents, training=False)
        with tf.GradientTape() as tape:
            guesses = network(images, training=True)
            loss = tf.reduce_mean(tf.square(guesses - latents))
        variables = network.trainable_variables
        optimizer.apply(tape.gradient(loss, variables), variables)

    for number in tf.range(steps, dtype="int64"):
        step(number)
    return network
