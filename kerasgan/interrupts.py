"""Ctrl-C at the end of a step, where nothing swallows it."""

import contextlib
import os
import signal
import threading

import keras


class Interrupts(keras.callbacks.Callback):
    """Ends `fit` by a `KeyboardInterrupt` after the step in which Ctrl-C came.

    Python raises it wherever it is: in half a save, or in the `__del__` of an object,
    where it is lost and training goes on. So the first Ctrl-C is only noted, and the
    model is whole when it is raised; a second one is raised at once.

    A context manager, since no callback hears of a `fit` that fails. It changes
    nothing where Ctrl-C is ignored (a job in the background) or heard by another
    handler, nor outside the main thread, which alone hears signals.
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
