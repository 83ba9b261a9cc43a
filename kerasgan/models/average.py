"""The moving average of a generator, which is what is sampled."""

import keras
import tensorflow as tf


def clone(network):
    """A copy of `network` that shares no weight with it and doesn't train."""
    copy = keras.models.clone_model(network)
    copy.set_weights(network.get_weights())
    copy.name = f"average_{network.name}"
    copy.trainable = False
    return copy


def move_average(average, network, decay, step):
    """Moves each weight of `average` toward that of `network`.

    Early in training the decay is smaller, so that the random weights of the start
    are forgotten: (1 + step) / (10 + step).
    """
    step = tf.cast(step, "float32")
    decay = tf.minimum(decay, (1 + step) / (10 + step))
    for mean, weight in zip(average.weights, network.weights, strict=True):
        mean.assign_add((1 - decay) * (weight - mean))
