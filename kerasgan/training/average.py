"""The moving averages of networks, from which samples are drawn."""

import keras
import tensorflow as tf


class Averages:
    """A model with a moving average of each of its `averaged` networks.

    An average follows the updates of its network. If the weights change in another way,
    by a new network, a file or an assignment, the average restarts from the new
    weights. Otherwise samples and exports would still use the old weights. With
    `ema_decay=None` there are no averages.
    """

    averaged = ()

    def begin_averages(self):
        """Creates the weights that identify the network of each average."""
        # Weights: a file has the average and the network that it belongs to.
        self.average_origins = {
            name: self.counter(f"average_origin_{name}") for name in self.averaged
        }

    def begin_average(self, name, network):
        """Creates the average, a copy, of a network that becomes an attribute."""
        if name in self.averaged and isinstance(network, keras.Model):
            with self.distribute_strategy.scope():
                if self.ema_decay:
                    setattr(self, f"average_{name}", clone(network))
                self.average_origins[name].assign(fingerprint(network))

    @property
    def averages(self):
        """The averages by the names of their networks; empty without `ema_decay`."""
        names = self.averaged if self.ema_decay else ()
        return {name: getattr(self, f"average_{name}") for name in names}

    def move_average(self, name, decay=None):
        """Moves a network's average toward the network, by `decay` or the model's."""
        if name in self.averages:
            decay = self.ema_decay if decay is None else decay
            move_average(self.averages[name], getattr(self, name), decay, self.step)

    def keep_origins(self):
        """Records after a step which weights the averages belong to."""
        for name in self.averages:
            self.average_origins[name].assign(fingerprint(getattr(self, name)))

    def reset_averages(self):
        """Restarts an average if its network has changed since the last step."""
        if not tf.executing_eagerly():
            return
        for name, average in self.averages.items():
            network = getattr(self, name)
            origin = fingerprint(network)
            if int(origin) != int(self.average_origins[name].numpy()):
                average.set_weights(network.get_weights())
                self.average_origins[name].assign(origin)

    def make_predict_function(self, force=False):
        self.reset_averages()
        return super().make_predict_function(force)


def clone(network):
    """A frozen copy of `network` that shares no weight with it."""
    copy = keras.models.clone_model(network)
    copy.set_weights(network.get_weights())
    copy.name = f"average_{network.name}"
    copy.trainable = False
    return copy


def move_average(average, network, decay, step):
    """Moves each weight of `average` toward that of `network`.

    Early in training the decay is smaller, (1 + step) / (10 + step), so that the
    random initial weights are forgotten.
    """
    step = tf.cast(step, "float32")
    decay = tf.minimum(decay, (1 + step) / (10 + step))
    for mean, weight in zip(average.weights, network.weights, strict=True):
        if keras.backend.is_float_dtype(mean.dtype):  # a count of draws has no mean
            mean.assign_add((1 - decay) * (weight - mean))


def fingerprint(network):
    """A number that changes when weights are assigned, loaded or trained.

    It is the sum of the weights' bits as integers, which doesn't depend on the order.
    Weights that also change without training, such as batch statistics, are left out.

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
