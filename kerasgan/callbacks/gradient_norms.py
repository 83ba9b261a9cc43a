"""The gradient norm of each layer."""

import keras
import tensorflow as tf


class GradientNorms(keras.callbacks.Callback):
    """Adds the gradient norm of every layer to the logs of an epoch.

    A generator that learns nothing, or a discriminator about to explode, shows in one
    of its layers first. Each log is the mean over the epoch's steps of the norm of a
    weight's gradient, as `gradient_norm/generator/conv2d/kernel`; steps that
    overflow in float16 are left out. The norms are taken within the step, which is
    traced anew for it, and again without when training ends. Every model logs the
    norm over all weights of each player without this callback.

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
        """Takes the gradients of a step, which are `scale` times the true ones."""
        for variable, gradient in zip(variables, gradients, strict=True):
            if gradient is None:
                continue
            norm = tf.norm(tf.cast(gradient, "float32")) / scale
            finite = tf.math.is_finite(norm)
            self.means[id(variable)].update_state(
                tf.where(finite, norm, 0.0), tf.cast(finite, "float32")
            )

    def watch(self, observers):
        """Has the training step traced anew, with or without what observes it."""
        self.model.gradient_observers = observers
        self.model.make_train_function(force=True)
