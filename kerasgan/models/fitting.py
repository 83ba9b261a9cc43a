"""What `fit` puts around Keras' own: order, minibatches, replicas, health."""

import keras
import tensorflow as tf

from kerasgan import data
from kerasgan.models import replicas
from kerasgan.models.health import EpochHealth
from kerasgan.models.order import ResumeOrder
from kerasgan.models.progress import LazyCallbacks
from kerasgan.models.progress import ProgressBar


def as_dataset(x, y, batch_size, seed, spec):
    """Batches of whatever a user hands in; a dataset as it is, if no spec says what."""
    if spec is None and isinstance(x, tf.data.Dataset):
        return x
    return data.as_batches(x, y, batch_size, seed, spec.conditions if spec else ())


def watched(dataset, watch, prepared):
    """A dataset of checked batches as the step takes them.

    Args:
        dataset: Batches of images, or of images and labels.
        watch: `Watch`, which looks at each.
        prepared: Function from images and labels to what the step takes.
    """
    if watch.spec is not None:
        watch.spec.check_types(*pair_of(dataset.element_spec))

    @tf.autograph.experimental.do_not_convert
    def look(*batch):
        images, labels = prepared(*watch.over(*batch))
        return images if labels is None else (images, labels)

    return data.untuned(dataset.map(look))


def pair_of(batch):
    """Images and labels, or `None` for these, of what a dataset has."""
    return batch if isinstance(batch, tuple) else (batch, None)


def for_steps(dataset, minibatches, strategy):
    """The dataset of which a batch is what one step trains on, on all replicas."""
    replicas.check_batches(batch_size_of(dataset), strategy)
    if minibatches > 1:
        dataset = grouped(dataset, minibatches, strategy.num_replicas_in_sync)
    return replicas.share(dataset) if replicas.is_multi_worker(strategy) else dataset


def grouped(dataset, minibatches, num_replicas):
    """Puts so many minibatches behind one another into one batch.

    Each replica gets its part of every minibatch, as it would one at a time.
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
    """How many images a batch has, or `None` if the dataset doesn't tell."""
    spec = tf.nest.flatten(getattr(dataset, "element_spec", None))[0]
    shape = getattr(spec, "shape", None)
    return shape[0] if shape is not None and shape.rank else None


def callback_list(model, dataset, callbacks, verbose, epochs, steps):
    """The callbacks of `fit`: the user's, and those that every training has."""
    if isinstance(callbacks, keras.callbacks.CallbackList):
        return callbacks
    bar = [ProgressBar()] if verbose != 0 else []
    # What writes logs comes before what reads them; the sort keeps the rest in order.
    callbacks = sorted(callbacks or [], key=lambda c: not getattr(c, "comes_first", 0))
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
    """How many batches an epoch has, or `None` if nobody knows."""
    length = int(dataset.cardinality()) if isinstance(dataset, tf.data.Dataset) else -1
    return length if length >= 0 else None
