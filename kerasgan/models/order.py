"""The order in which `fit` shows the images, which a resumed run goes on with."""

import keras
import numpy as np

from kerasgan import data


class ResumeOrder(keras.callbacks.Callback):
    """Draws each epoch's order from the model's step, which survives a restart."""

    def __init__(self, dataset):
        super().__init__()
        self.shuffles = list(data.shuffles(dataset))

    def on_epoch_begin(self, epoch, logs=None):
        for shuffle in self.shuffles:
            shuffle.iteration = int(self.model.step)


def as_dataset(x, y, batch_size, seed):
    """A dataset as it is; arrays of images, and of labels, as a shuffled one."""
    if isinstance(x, np.ndarray):
        return data.from_arrays(x, y, batch_size or min(64, len(x)), seed=seed)
    if y is not None or batch_size is not None:
        raise ValueError(
            "`y` and `batch_size` belong to arrays; a dataset has its labels and its "
            f"batches inside. Received x={type(x).__name__}."
        )
    return x
