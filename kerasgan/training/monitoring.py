"""Signs of the health of a training, besides its losses, and how they are shown."""

import collections
import functools
import time

import keras
import tensorflow as tf

from kerasgan.replicas import num_replicas


class PlayerHealth:
    """A player's gradient norm, and the number of steps skipped after overflows.

    Args:
        player: String, prefix of the names of its logs.
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
        """Measures the gradients of a step, which belong to `scale` times the loss."""
        halves = [
            tf.nn.l2_loss(tf.cast(g, "float32")) for g in gradients if g is not None
        ]
        norm = tf.sqrt(2 * tf.add_n(halves)) / scale
        if self.skipped is None:
            self.gradient_norm.update_state(norm)
            return
        finite = tf.math.is_finite(norm)
        self.skipped.update_state(tf.where(finite, 0.0, 1.0 / num_replicas()))
        # Of a step that is skipped nothing is known but that its gradients overflow.
        self.gradient_norm.update_state(
            tf.where(finite, norm, 0.0), tf.cast(finite, "float32")
        )


class EpochHealth(keras.callbacks.Callback):
    """Adds values to the logs of an epoch that aren't known within a step.

    These are `images_per_second` (`steps_per_second` if the size of the dataset's
    batches is unknown), each player's learning rate, and its loss scale if it has one.

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
            optimizer = self.model.optimizer_of(player)
            logs[f"{player}_learning_rate"] = number(optimizer.learning_rate)
            if isinstance(optimizer, keras.optimizers.LossScaleOptimizer):
                logs[f"{player}_loss_scale"] = number(optimizer.dynamic_scale)


def number(value):
    """A scalar weight or tensor as a float, on one device or mirrored on several."""
    return float(keras.ops.convert_to_numpy(value))


class ProgressBar(keras.callbacks.ProgbarLogger):
    """Keras' progress bar with six values at most: losses, then other measures.

    It reads the logs of a batch only ten times a second, because people don't see
    faster changes.
    """

    most, interval = 6, 0.1

    def on_epoch_begin(self, epoch, logs=None):
        super().on_epoch_begin(epoch, logs)
        self.read = -self.interval

    def on_train_batch_end(self, batch, logs=None):
        now = time.monotonic()
        if now - self.read >= self.interval:
            self.read = now
            super().on_train_batch_end(batch, self.chosen(logs))
        self.seen = batch + 1

    def on_epoch_end(self, epoch, logs=None):
        super().on_epoch_end(epoch, self.chosen(logs))

    def chosen(self, logs):
        """The logs that are shown."""
        declared = [*self.model.loss_names, *self.model.measure_names]
        names = [name for name in declared if name in logs]
        return {name: logs[name] for name in names[: self.most]}


class LazyCallbacks(keras.callbacks.CallbackList):
    """Keras' list of callbacks; it gets the logs of a batch when a callback reads them.

    Getting the logs waits until the device has finished the batch. A GPU is faster if
    Python runs ahead of it.
    """

    def on_train_batch_end(self, batch, logs=None):
        logs = LazyLogs(logs or {})
        for callback in self.callbacks:
            callback.on_train_batch_end(batch, logs)


class LazyLogs(collections.UserDict):
    """A dict of tensors that become numbers when the first of them is read."""

    def __init__(self, tensors):
        self.tensors = tensors  # not `super().__init__`, which would set `data`

    @functools.cached_property
    def data(self):
        return {name: float(tensor) for name, tensor in self.tensors.items()}
