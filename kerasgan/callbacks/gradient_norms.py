"""The gradient norm of each layer."""

import keras
import tensorflow as tf


class GradientNorms(keras.callbacks.Callback):
    """Adds the gradient norm of every layer to the logs of an epoch.

    If a generator learns nothing, or a discriminator is about to diverge, one of the
    layers shows it first. Each log, such as `gradient_norm/generator/conv2d/kernel`, is
    the norm of a weight's gradient, averaged over the steps of the epoch; steps that
    overflow in float16 are left out. The norms are computed within the training step,
    which is traced again for this, and once more without them when training ends.
    Without this callback, every model logs the norm over all weights of each player.

    Example:

    ```python
    norms = kerasgan.callbacks.GradientNorms()
    history = gan.fit(faces, epochs=5, callbacks=[norms]).history
    ```
    """

    def set_model(self, model):
        # Before training begins, when other callbacks wrap the training function.
        super().set_model(model)
        with self.model.distribute_strategy.scope():
            self.means = {
                id(weight): keras.metrics.Mean(f"gradient_norm/{name}/{weight.path}")
                for name, network in self.model.networks.items()
                for weight in network.trainable_variables
            }
        self.watch([self.observe])

    def on_epoch_begin(self, epoch, logs=None):
        for mean in self.means.values():
            mean.reset_state()

    def on_epoch_end(self, epoch, logs=None):
        for mean in self.means.values():
            logs[mean.name] = float(keras.ops.convert_to_numpy(mean.result()))

    def on_train_end(self, logs=None):
        self.watch([])

    def observe(self, variables, gradients, scale):
        """Records the gradients of a step, which are `scale` times the true ones."""
        for variable, gradient in zip(variables, gradients, strict=True):
            if gradient is None:
                continue
            norm = tf.norm(tf.cast(gradient, "float32")) / scale
            finite = tf.math.is_finite(norm)
            self.means[id(variable)].update_state(
                tf.where(finite, norm, 0.0), tf.cast(finite, "float32")
            )

    def watch(self, observers):
        """Makes the training step be traced again, with or without an observer."""
        self.model.gradient_observers = observers
        self.model.make_train_function(force=True)
