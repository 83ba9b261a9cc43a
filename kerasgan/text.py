"""Sentence encoders: Keras models from strings to vectors."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers

RIDGE = 0.01  # of the mean variance of a word; tames words that are hardly ever used


def encoder(captions, dim=64, vocabulary_size=2000):
    """A small encoder, fitted to captions alone: the sum of a vector for each word.

    If images have several captions, the vectors show what the captions of an image have
    in common, and not their wording: "lady" is near "woman". The method is linear
    discriminant analysis in closed form: the features are the words that a caption has,
    and each image is a class. With one caption for each image, the method is principal
    component analysis. Unknown words and the order of words are ignored.

    Reference: [Rao, 1948](https://doi.org/10.1111/j.2517-6161.1948.tb00008.x), on
    discrimination between several populations.

    Args:
        captions: Strings `(n,)`, or `(n, k)` with a row for each image.
        dim: Int, the length of a vector; it is shorter if there are fewer words.
        vocabulary_size: Int, the largest number of words in the vocabulary, which has
            the most frequent words.

    Returns:
        Frozen `keras.Model` from strings `(batch,)` to float32 vectors `(batch, dim)`.

    Raises:
        ValueError: There is no word in the captions.
    """
    captions = np.asarray(captions)
    captions = captions.reshape(len(captions), -1)
    words = word_counter(captions, vocabulary_size)
    kernel, bias = discriminants(words, captions, dim)
    dense = layers.Dense(kernel.shape[-1], trainable=False, dtype="float32")
    strings = keras.Input((), dtype="string", name="caption")
    model = keras.Model(strings, dense(words(strings)), name="encoder")
    dense.set_weights([kernel, bias])
    return model


def word_counter(captions, vocabulary_size):
    """A layer from strings to 1 for each word they have, `(batch, 1 + words)`."""
    counter = layers.TextVectorization(
        vocabulary_size + 2
    )  # with padding and the unknown
    counter.adapt(tf.constant(captions.ravel().tolist()))
    words = counter.get_vocabulary(include_special_tokens=False)
    if not words:
        raise ValueError(
            f"An encoder is made from the words of captions, but the {captions.size} "
            "captions given have none."
        )
    # Given to a new layer, the words are in its configuration, which is saved.
    return layers.TextVectorization(
        vocabulary=words, output_mode="multi_hot", dtype="float32"
    )


def discriminants(words, captions, dim):
    """Weights `(1 + words, dim)` and biases of directions in which images differ."""
    per_image = captions.shape[1]
    size = words.vocabulary_size()
    total, between, mean = (
        np.zeros((size, size)),
        np.zeros((size, size)),
        np.zeros(size),
    )
    for rows in np.array_split(captions, -(-captions.size // 10_000)):
        has = np.asarray(words(tf.constant(rows.ravel().tolist())), "float64")
        of_image = has.reshape(len(rows), per_image, size).mean(1)
        total += has.T @ has / captions.size
        between += of_image.T @ of_image / len(captions)
        mean += of_image.sum(0) / len(captions)
    total -= np.outer(mean, mean)
    between -= np.outer(mean, mean)

    total += (RIDGE * np.trace(total) / size + 1e-9) * np.eye(size)
    inverse = np.linalg.inv(np.linalg.cholesky(total))
    fractions, directions = np.linalg.eigh(inverse @ between @ inverse.T)
    fractions, directions = fractions[: -dim - 1 : -1], directions[:, : -dim - 1 : -1]
    if per_image > 1:  # of k captions' mean, a k-th of how they differ is left
        fractions = (per_image * fractions - 1) / (per_image - 1)
    # From a caption to the mean of the other captions of its image.
    kernel = inverse.T @ directions * np.clip(fractions, 0, 1)
    kernel[0] = 0  # unknown words
    return kernel, -mean @ kernel
