"""A stop when a loss is no longer a number."""

import keras
import numpy as np


class StopOnNaN(keras.callbacks.Callback):
    """Stops training when any log is NaN or infinite, and prints its name.

    Keras' own `TerminateOnNaN` reads only `loss`, which a GAN doesn't have. The logs
    are read after each batch, which waits for the GPU, and after each epoch, together
    with the logs of validation and of other callbacks. Losses are means over the
    epoch, so no NaN is missed.

    Example:

    ```python
    gan.fit(faces, epochs=50, callbacks=[kerasgan.callbacks.StopOnNaN()])
    ```
    """

    def on_train_begin(self, logs=None):
        self.found = None

    def on_epoch_begin(self, epoch, logs=None):
        self.epoch = epoch

    def on_train_batch_end(self, batch, logs=None):
        self.check(logs, f"batch {batch + 1} of epoch {self.epoch + 1}")

    def on_epoch_end(self, epoch, logs=None):
        self.check(logs, f"epoch {epoch + 1}")

    def on_train_end(self, logs=None):
        if self.found is not None:  # here the progress bar has ended its line
            print(f"StopOnNaN: training stopped, since {self.found}.")

    def check(self, logs, when):
        """Stops training if one of the logs is not finite."""
        for name, value in (logs or {}).items():
            if self.found is None and not is_finite(value):
                self.found = f"{name} was {value} after {when}"
                self.model.stop_training = True


def is_finite(value):
    """Whether a log is finite; a log that is not numeric counts as finite."""
    value = np.asarray(value)
    return value.dtype.kind not in "fc" or bool(np.isfinite(value).all())
