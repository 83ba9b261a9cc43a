"""Additions to Keras' `fit`: checked batches, in an order that can be resumed."""

import warnings

import keras
import tensorflow as tf

from kerasgan import data
from kerasgan import replicas
from kerasgan.training.batches import Watch
from kerasgan.training.monitoring import EpochHealth
from kerasgan.training.monitoring import LazyCallbacks
from kerasgan.training.monitoring import ProgressBar


def as_steps(model, x, y, batch_size, callbacks):
    """The arguments of `fit` as a dataset with one batch for each step.

    Args:
        model: The model to train.
        x, y, batch_size, callbacks: As in `fit`.

    Returns:
        The dataset, and the `Watch` over its batches.
    """
    watch = Watch(model.batch_spec)
    if watch.spec is None and isinstance(x, tf.data.Dataset):
        dataset = x
    else:
        dataset = model.batches_of(x, y, batch_size)
    warn_of_inexact_resuming(dataset, callbacks)
    dataset = model.prepared(watched(dataset, watch))
    strategy, minibatch = model.distribute_strategy, batch_size_of(dataset)
    replicas.check_batches(minibatch, strategy)
    if model.critic_steps > 1:
        num_replicas = strategy.num_replicas_in_sync
        dataset = grouped(dataset, model.critic_steps, num_replicas)
    return replicas.share(dataset, strategy), watch


def watched(dataset, watch):
    """A dataset of checked batches, with images as floats in [-1, 1].

    Args:
        dataset: Batches of images, or of images and labels.
        watch: `Watch` that checks each batch.
    """
    if watch.spec is not None:
        watch.spec.check_types(as_parts(dataset.element_spec))

    @tf.autograph.experimental.do_not_convert
    def check(*batch):
        return as_element(watch.over(*batch))

    return data.untuned(dataset.map(check))


def as_parts(element):
    """An element of a dataset as a tuple."""
    return element if isinstance(element, tuple) else (element,)


def as_element(parts):
    """A tuple as an element of a dataset; a tuple of one part becomes the part."""
    return parts if len(parts) > 1 else parts[0]


def grouped(dataset, minibatches, num_replicas):
    """Concatenates `minibatches` minibatches to one batch.

    Each replica gets its part of every minibatch, as with single minibatches.
    """
    batch_size = batch_size_of(dataset)
    if batch_size is None:
        raise ValueError(
            f"One step of this GAN takes {minibatches} minibatches of one size, but "
            "the dataset gives batches of unknown size. Batch it with "
            "`drop_remainder=True`."
        )

    def flatten(batches):
        shape = batches.shape[2:]
        parts = tf.reshape(batches, (minibatches, num_replicas, -1, *shape))
        order = (1, 0, 2, *range(3, 3 + len(shape)))
        return tf.reshape(
            tf.transpose(parts, order), (minibatches * batch_size, *shape)
        )

    length = length_of(dataset)
    if length is not None and length < minibatches:
        raise ValueError(
            f"One step of this GAN takes {minibatches} minibatches, but the dataset "
            f"has {length} in all. Give it more images or smaller batches, or "
            "`.repeat()` it."
        )
    groups = dataset.batch(minibatches, drop_remainder=True)
    return groups.map(
        lambda *batches: tf.nest.map_structure(
            flatten, batches if len(batches) > 1 else batches[0]
        )
    )


def batch_size_of(dataset):
    """The number of images in a batch, or `None` if it isn't known."""
    spec = tf.nest.flatten(getattr(dataset, "element_spec", None))[0]
    shape = getattr(spec, "shape", None)
    return shape[0] if shape is not None and shape.rank else None


def callback_list(model, dataset, callbacks, verbose, epochs, steps):
    """The callbacks of `fit`: the user's callbacks, and those of every training."""
    if isinstance(callbacks, keras.callbacks.CallbackList):
        return callbacks
    bar = [ProgressBar()] if verbose != 0 else []
    # Writers of logs come before their readers; the sort keeps the rest in order.
    callbacks = [*(callbacks or []), *model.own_callbacks()]
    callbacks = sorted(callbacks, key=lambda c: not getattr(c, "comes_first", 0))
    return LazyCallbacks(
        [
            ResumeOrder(dataset),
            EpochHealth(batch_size_of(dataset)),
            *callbacks,
            *bar,
        ],
        add_history=True,
        model=model,
        verbose=verbose,
        epochs=epochs,
        steps=steps or length_of(dataset),
    )


def length_of(dataset):
    """The number of batches in an epoch, or `None` if it isn't known."""
    length = int(dataset.cardinality()) if isinstance(dataset, tf.data.Dataset) else -1
    return length if length >= 0 else None


class ResumeOrder(keras.callbacks.Callback):
    """Draws each epoch's order from the model's step, which a saved file keeps."""

    def __init__(self, dataset):
        super().__init__()
        self.shuffles = list(data.shuffles(dataset))

    def on_epoch_begin(self, epoch, logs=None):
        for shuffle in self.shuffles:
            shuffle.iteration = int(self.model.step.numpy())


def warn_of_inexact_resuming(dataset, callbacks):
    """Warns if a resumed training would differ from an uninterrupted one.

    Args:
        dataset: `tf.data.Dataset`.
        callbacks: List of the user's callbacks.
    """
    if keepers := orders_of_their_own(dataset):
        warnings.warn(
            f"This dataset has an order of its own, by {' and '.join(keepers)}, so a "
            "training that is saved and resumed sees other batches than an unbroken "
            "one. The datasets of `kerasgan.data` shuffle by step, and resume exactly.",
            stacklevel=4,
        )
    for callback in callbacks:
        freq = getattr(callback, "save_freq", "epoch")
        if isinstance(callback, keras.callbacks.BackupAndRestore) and freq != "epoch":
            warnings.warn(
                f"BackupAndRestore(save_freq={freq}) resumes at the start of an epoch "
                "with the weights of its middle, so batches are trained on twice. "
                'Resuming is exact with `save_freq="epoch"`.',
                stacklevel=4,
            )


def orders_of_their_own(dataset):
    """The calls upstream whose order doesn't depend on the step, each once.

    These are `shuffle`, with or without a seed, and `cache` after a shuffle, because it
    keeps the order of its first pass.
    """
    calls = {}
    for source in data.upstream(dataset):
        if is_a(source, "_ShuffleDataset"):
            calls[".shuffle()"] = True
        elif is_a(source, "CacheDataset") and is_shuffled(source):
            calls[".cache()"] = True
    return list(calls)


def is_shuffled(dataset):
    """Whether a shuffle, by the user or by this package, is upstream of a dataset."""
    users = any(is_a(source, "_ShuffleDataset") for source in data.upstream(dataset))
    return users or any(data.shuffles(dataset))


def is_a(dataset, kind):
    """Whether a dataset is of a private class of `tf.data`, by the class's name."""
    return type(dataset).__name__ == kind
