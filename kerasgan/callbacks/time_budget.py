"""A stop when time is up."""

import time

import keras


class TimeBudget(keras.callbacks.Callback):
    """Ends training cleanly when the minutes have passed since `fit` began.

    The batch in which the time runs out is the last one; the epoch then ends as usual,
    with its logs and callbacks. To resume later, keep the backup:
    `keras.callbacks.BackupAndRestore(folder, delete_checkpoint=False)`.

    Args:
        minutes: Float, the budget of each call of `fit`.
        least_steps: Int. Training continues after the minutes until the model has this
            number of steps, so that a slow machine does not end with noise.

    Raises:
        ValueError: If `minutes` is not positive.

    Example:

    ```python
    gan.fit(faces, epochs=1000, callbacks=[kerasgan.callbacks.TimeBudget(20)])
    ```
    """

    def __init__(self, minutes, least_steps=0):
        super().__init__()
        if not minutes > 0:
            raise ValueError(
                f"TimeBudget should have minutes to spend, but received {minutes}. "
                "Pass a positive number, such as 0.5 for half a minute."
            )
        self.minutes = minutes
        self.least_steps = least_steps

    def on_train_begin(self, logs=None):
        self.start = time.monotonic()
        self.spent_in = None

    def on_epoch_begin(self, epoch, logs=None):
        self.epoch = epoch

    def on_train_batch_end(self, batch, logs=None):
        self.check()

    def on_epoch_end(self, epoch, logs=None):
        self.check()

    def on_train_end(self, logs=None):
        if self.spent_in is not None:  # here the progress bar has ended its line
            print(
                f"TimeBudget: training stopped in epoch {self.spent_in} after "
                f"{self.elapsed():.1f} of {self.minutes:g} minutes."
            )

    def check(self):
        """Stops training if the budget is spent."""
        if self.spent_in is None and self.elapsed() >= self.minutes:
            if int(self.model.step.numpy()) < self.least_steps:
                return
            self.spent_in = self.epoch + 1
            self.model.stop_training = True

    def elapsed(self):
        """Minutes since training began."""
        return (time.monotonic() - self.start) / 60
