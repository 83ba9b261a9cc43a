"""What tells a healthy training from a sick one, besides its losses."""

import time

import keras
import tensorflow as tf

from kerasgan.replication import num_replicas


class PlayerHealth:
    """A player's gradient norm, and the steps that overflows made it skip.

    Args:
        player: String that goes before the names of its logs.
        optimizer: The player's optimizer.
    """

    def __init__(self, player, optimizer):
        self.gradient_norm = keras.metrics.Mean(f"{player}_gradient_norm")
        self.metrics = [self.gradient_norm]
        self.skipped = None
        if isinstance(optimizer, keras.optimizers.LossScaleOptimizer):
            self.skipped = keras.metrics.Sum(f"{player}_skipped_steps")
            self.metrics.append(self.skipped)

    def observe(self, gradients, scale):
        """Takes the gradients of a step, of which `scale` times the loss was taken."""
        halves = [
            tf.nn.l2_loss(tf.cast(g, "float32")) for g in gradients if g is not None
        ]
        norm = tf.sqrt(2 * tf.add_n(halves)) / scale
        if self.skipped is None:
            self.gradient_norm.update_state(norm)
            return
        finite = tf.math.is_finite(norm)
        self.skipped.update_state(tf.where(finite, 0.0, 1.0 / num_replicas()))
        # A step that is skipped says nothing of the gradients but that they overflow.
        self.gradient_norm.update_state(
            tf.where(finite, norm, 0.0), tf.cast(finite, "float32")
        )


class EpochHealth(keras.callbacks.Callback):
    """Adds to the logs of an epoch what isn't known within a step.

    That is `images_per_second` (`steps_per_second` if the dataset doesn't tell the
    size of its batches), each player's learning rate, and its loss scale if it has
    one.

    Args:
        images_per_step: Int or `None`.
    """

    def __init__(self, images_per_step):
        super().__init__()
        self.images_per_step = images_per_step

    def on_epoch_begin(self, epoch, logs=None):
        self.start = time.perf_counter()
        self.first_step = int(self.model.step.numpy())

    def on_epoch_end(self, epoch, logs=None):
        if logs is None:
            return
        steps = int(self.model.step.numpy()) - self.first_step
        speed = steps / (time.perf_counter() - self.start)
        if self.images_per_step:
            logs["images_per_second"] = speed * self.images_per_step
        else:
            logs["steps_per_second"] = speed
        for player in self.model.health:
            optimizer = getattr(self.model, f"{player}_optimizer")
            logs[f"{player}_learning_rate"] = number(optimizer.learning_rate)
            if isinstance(optimizer, keras.optimizers.LossScaleOptimizer):
                logs[f"{player}_loss_scale"] = number(optimizer.dynamic_scale)


def number(value):
    """A scalar weight or tensor as a float, on one device or mirrored on several."""
    return float(keras.ops.convert_to_numpy(value))
