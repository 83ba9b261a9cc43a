"""The progress bar, and callbacks that don't hold the device up."""

import collections
import functools
import time

import keras


class ProgressBar(keras.callbacks.ProgbarLogger):
    """Keras' progress bar with six numbers at most: losses, then other measures.

    It reads the logs of a batch ten times a second, when a person could see it.
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
        """Those of the logs that are shown."""
        declared = [*self.model.loss_names, *self.model.measure_names]
        names = [name for name in declared if name in logs]
        return {name: logs[name] for name in names[: self.most]}


class LazyCallbacks(keras.callbacks.CallbackList):
    """Keras' list of callbacks, which gets the logs of a batch when one reads them.

    Getting them waits for the device to end the batch. A GPU is the faster the
    further Python runs ahead of it.
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
