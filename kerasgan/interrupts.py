"""Handles Ctrl-C at the end of a step, so that it isn't lost."""

import contextlib
import os
import signal
import threading

import keras


class Interrupts(keras.callbacks.Callback):
    """Ends `fit` with a `KeyboardInterrupt` after the step in which Ctrl-C came.

    Python would raise it anywhere: in the middle of a save, or in the `__del__` of an
    object, where it is lost and training continues. So the first Ctrl-C is recorded and
    raised after the step, when the model is complete. A second Ctrl-C is raised at
    once.

    It is a context manager, because no callback is called if `fit` fails. It changes
    nothing if Ctrl-C is ignored (a job in the background) or has another handler. It
    works only in the main thread, because other threads get no signals.
    """

    def __enter__(self):
        self.asked = False
        self.listens = (
            threading.current_thread() is threading.main_thread()
            and signal.getsignal(signal.SIGINT) is signal.default_int_handler
        )
        if self.listens:
            signal.signal(signal.SIGINT, self.note)
        return self

    def __exit__(self, *exception):
        if self.listens:
            signal.signal(signal.SIGINT, signal.default_int_handler)

    def note(self, *_):
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True
        # Not `print`, in the middle of which the signal may have come.
        with contextlib.suppress(OSError):
            os.write(2, b"\nStopping after this step; Ctrl-C again stops at once.\n")

    def on_train_batch_end(self, batch, logs=None):
        if self.asked:
            raise KeyboardInterrupt
