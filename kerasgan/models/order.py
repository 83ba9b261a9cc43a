"""The order in which `fit` shows the images, which a resumed run goes on with."""

import warnings

import keras

from kerasgan import data


class ResumeOrder(keras.callbacks.Callback):
    """Draws each epoch's order from the model's step, which survives a restart."""

    def __init__(self, dataset):
        super().__init__()
        self.shuffles = list(data.shuffles(dataset))

    def on_epoch_begin(self, epoch, logs=None):
        for shuffle in self.shuffles:
            shuffle.iteration = int(self.model.step.numpy())


def warn_of_inexact_resuming(dataset, callbacks):
    """Warns of what makes a resumed training another one than an unbroken one.

    Args:
        dataset: `tf.data.Dataset`.
        callbacks: List of the user's callbacks.
    """
    if keepers := orders_of_their_own(dataset):
        warnings.warn(
            f"This dataset has an order of its own, by {' and '.join(keepers)}, so a "
            "training that is saved and resumed sees other batches than an unbroken "
            "one. The datasets of `kerasgan.data` shuffle by step, and resume exactly.",
            stacklevel=3,
        )
    for callback in callbacks:
        freq = getattr(callback, "save_freq", "epoch")
        if isinstance(callback, keras.callbacks.BackupAndRestore) and freq != "epoch":
            warnings.warn(
                f"BackupAndRestore(save_freq={freq}) resumes at the start of an epoch "
                "with the weights of its middle, so batches are trained on twice. "
                'Resuming is exact with `save_freq="epoch"`.',
                stacklevel=3,
            )


def orders_of_their_own(dataset):
    """The calls upstream that keep an order which no step decides, each once.

    That is `shuffle`, with a seed or without, and the `cache` of anything shuffled, for
    it keeps the order of its first pass.
    """
    calls = {}
    for source in data.upstream(dataset):
        if is_a(source, "_ShuffleDataset"):
            calls[".shuffle()"] = True
        elif is_a(source, "CacheDataset") and is_shuffled(source):
            calls[".cache()"] = True
    return list(calls)


def is_shuffled(dataset):
    """Whether a user's `shuffle` or this package's is upstream of a dataset."""
    users = any(is_a(source, "_ShuffleDataset") for source in data.upstream(dataset))
    return users or any(data.shuffles(dataset))


def is_a(dataset, kind):
    """Whether a dataset is what `tf.data` made of a call; its classes are private."""
    return type(dataset).__name__ == kind
