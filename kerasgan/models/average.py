"""The moving average of a generator, which is what is sampled."""

import keras
import tensorflow as tf


class AveragedGenerator:
    """A GAN whose generator has a moving average, or none if `ema_decay` is `None`.

    The average follows the generator's updates. Weights that come in otherwise, by
    another network, a file or an assignment, begin it anew: an average of what was
    before would go on being sampled and exported.
    """

    def begin_average(self, generator):
        """Makes the average, a copy of the generator; `__init__` calls it."""
        self.average = clone(generator) if self.ema_decay else None
        # A weight: a file has the average and the generator that it belongs to.
        self.average_origin = self.add_weight(
            shape=(),
            dtype="int64",
            initializer="zeros",
            trainable=False,
            aggregation="only_first_replica",
            name="average_origin",
        )
        self.average_origin.assign(fingerprint(generator))

    def update(self, player, loss, tape, real_logits=None):
        super().update(player, loss, tape, real_logits)
        if player == "generator" and self.average:
            move_average(self.average, self.generator, self.ema_decay, self.step)

    def report(self, **values):
        if self.average:
            self.average_origin.assign(fingerprint(self.generator))
        return super().report(**values)

    @property
    def sampler(self):
        """The generator to sample from and to export: the average, if there is one."""
        self.reset_average()
        return self.average or self.generator

    def reset_average(self):
        """Begins the average anew if the generator isn't what the last step left."""
        if not self.average or not tf.executing_eagerly():
            return
        origin = fingerprint(self.generator)
        if int(origin) != int(self.average_origin.numpy()):
            self.average.set_weights(self.generator.get_weights())
            self.average_origin.assign(origin)

    def make_predict_function(self, force=False):
        self.reset_average()
        return super().make_predict_function(force)

    def __setattr__(self, name, value):
        super().__setattr__(name, value)
        if name == "generator" and vars(self).get("average"):
            with self.distribute_strategy.scope():
                self.average = clone(value)


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


def fingerprint(network):
    """A number that changes when weights are assigned, loaded or trained.

    It is the sum of their bits as integers, which is the same in any order of summing.
    What a mere call changes, such as statistics of batches, is left out.

    Returns:
        Int64 scalar.
    """
    weights = [
        weight
        for layer in network._flatten_layers()
        for weight in layer._trainable_variables
    ]
    bits = [tf.bitcast(tf.cast(weight, "float32"), "int32") for weight in weights]
    return sum(tf.reduce_sum(tf.cast(part, "int64")) for part in bits)
