"""From an image back to the latent that a generator draws it from."""

import keras
import numpy as np
import tensorflow as tf

from kerasgan import ranges
from kerasgan.inputs.seeds import from_seeds
from kerasgan.inputs.seeds import seeds_of_samples

GRADIENT_SCALE = 1024  # no matter to Adam, but float16 would lose small gradients


def invert(
    generator,
    photos,
    steps=300,
    learning_rate=0.1,
    prior_weight=0.01,
    restarts=4,
    encoder=None,
    features=None,
    feature_weight=1.0,
    batch_size=32,
    latent_dim=None,
    seed=0,
    labels=None,
):
    """Latents whose images are as near to photos as gradient descent gets.

    The search for each photo starts from several latents, and the nearest result is
    kept. With `encoder`, its prediction replaces the first of the starts. The latent of
    a photo doesn't depend on the other photos. Photos should look like the training
    images and be cropped in the same way. For other photos, the result is the nearest
    image that the generator can draw.

    The loss is the sum of the mean squared error of pixels, `feature_weight` times the
    mean squared error of features, and `prior_weight` times a prior. The prior is the
    negative log density, divided by `latent_dim`, of the length |z| of standard normal
    latents (a chi distribution): |z|^2 / 2 - (latent_dim - 1) log |z|. It keeps latents
    where the generator was trained, and does not pull them to the mean face, as a prior
    on z itself would.

    Reference: [Zhu et al., 2016](https://arxiv.org/abs/1609.03552), section 4.1, with
    Adam.

    Args:
        generator: `keras.Model` or function from latents `(batch, latent_dim)` to
            float images in [-1, 1], such as `gan.sampler`. It isn't changed.
        photos: Array `(n, height, width, channels)`, uint8 or floats in [-1, 1], of the
            shape of the generator's images.
        steps: Int, steps of gradient descent.
        learning_rate: Float, Adam's initial rate; it falls to 0 along a cosine.
        prior_weight: Float, weight of the prior on the length; 0 leaves it out.
        restarts: Int, number of latents from which the search for each photo starts.
        encoder: Optional `keras.Model` or function from photos to latents, as
            `train_encoder` gives.
        features: Optional differentiable function from float images in [-1, 1] to a
            tensor of features, to compare more than pixels.
        feature_weight: Float, weight of the mean squared error of features.
        batch_size: Int, photos that are inverted at once.
        latent_dim: Int, needed if `generator` is a function.
        seed: Int. Determines the latents to start from.
        labels: Optional dict of arrays of `n` rows, the other inputs of `generator` for
            each photo. The generator then takes a dict of these inputs and `latents`.

    Returns:
        The latents, a float32 array `(n, latent_dim)`, and the peak signal-to-noise
        ratio of the image of each, in decibels, a float32 array `(n,)`.

    Raises:
        ValueError: Photos have another shape than the generator's images.

    Example:

    ```python
    encoder = latent.train_encoder(gan.sampler)
    z, psnr = latent.invert(gan.sampler, photos, encoder=encoder)
    older = gan(latent.edit(z, age, 2.0))
    ```
    """
    latent_dim = latent_dim or generator.input_shape[-1]
    labels = labels or {}
    drawn = drawing(generator, labels, slice(1))(tf.zeros((1, latent_dim)))
    photos = as_floats(photos, drawn.shape[1:])
    starts = from_seeds(seeds_of_samples(len(photos) * restarts, seed), latent_dim)
    starts = starts.numpy().reshape(len(photos), restarts, latent_dim)

    def distance(images, targets):
        error = row_means(tf.square(images - targets))
        if features is not None:
            difference = features(images) - features(targets)
            error += feature_weight * row_means(tf.square(difference))
        return error

    found, errors = [], []
    for start in range(0, len(photos), batch_size):
        rows = slice(start, start + batch_size)
        batch, z = photos[rows], starts[rows]
        draw = drawing(generator, labels, rows)
        if encoder is not None:
            z[:, 0] = encoder(batch)
        z = descend(draw, batch, z, distance, steps, learning_rate, prior_weight)
        found.append(z)
        errors.append(row_means(tf.square(draw(z) - batch)))
    psnr = 10 * np.log10(4 / np.maximum(np.concatenate(errors), 1e-10))
    return np.concatenate(found), psnr.astype("float32")


def drawing(generator, labels, rows):
    """A function from the latents of some photos, one for each start, to images."""
    if not labels:
        return generator
    labels = {n: tf.convert_to_tensor(column[rows]) for n, column in labels.items()}

    def draw(latents):
        def repeated(column):
            return tf.repeat(column, latents.shape[0] // column.shape[0], axis=0)

        repeats = {name: repeated(column) for name, column in labels.items()}
        return generator({"latents": tf.convert_to_tensor(latents), **repeats})

    return draw


def descend(generator, photos, starts, distance, steps, learning_rate, prior_weight):
    """The best latent of each photo, `(n, latent_dim)`, from `(n, restarts, ...)`."""
    num, restarts, latent_dim = starts.shape
    targets = tf.repeat(photos, restarts, axis=0)
    latents = tf.Variable(starts.reshape(-1, latent_dim))
    optimizer = keras.optimizers.Adam(
        keras.optimizers.schedules.CosineDecay(learning_rate, steps)
    )
    optimizer.build([latents])

    @tf.function(autograph=False)
    def step():
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(latents)
            losses = distance(generator(latents), targets)
            losses += prior_weight * surprise_of_length(latents)
            losses *= GRADIENT_SCALE
        # Adam scales each number by its own gradients: a sum keeps rows apart.
        optimizer.apply([tape.gradient(losses, latents)], [latents])

    for _ in range(steps):
        step()
    distances = np.reshape(distance(generator(latents), targets), (num, restarts))
    ended = latents.numpy().reshape(starts.shape)
    return ended[np.arange(num), distances.argmin(axis=1)]


def surprise_of_length(latents):
    """The prior's loss of each latent: least at a length of sqrt(latent_dim - 1)."""
    latent_dim = latents.shape[-1]
    squared = tf.reduce_sum(tf.square(latents), axis=1) + 1e-12  # log 0
    return (0.5 * squared - 0.5 * (latent_dim - 1) * tf.math.log(squared)) / latent_dim


def row_means(values):
    """The mean of each row, float32 `(batch,)`."""
    values = tf.cast(values, "float32")
    return tf.reduce_mean(values, axis=list(range(1, values.shape.rank)))


def as_floats(photos, image_shape):
    """Photos as float32 in [-1, 1], of the shape of the generator's images."""
    photos = np.asarray(photos)
    wanted = tuple(image_shape)
    if photos.ndim != 4 or photos.shape[1:] != wanted or not len(photos):
        raise ValueError(
            f"Photos should have the shape `(n, *{wanted})`, as the generator's images "
            f"do, but have {photos.shape}. The datasets of `kerasgan.data` crop and "
            "resize photos."
        )
    ranges.check_range(photos, "photos", stacklevel=4)
    return ranges.to_floats(photos)
