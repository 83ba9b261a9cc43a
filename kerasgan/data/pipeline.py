"""From one array of images to shuffled, mirrored batches in [-1, 1]."""

from collections.abc import Callable
from collections.abc import Iterator
from typing import Any

import numpy as np
import tensorflow as tf

from kerasgan import ranges
from kerasgan.data.report import Report


class Shuffle:
    """The order (and mirroring) of each pass, a function of (seed, iteration).

    Calling it gives the plan of the next pass. Setting `iteration` to `k` makes
    the next pass the k-th (from 0), whatever came before, so that a resumed
    training sees the images that an uninterrupted one would have seen.

    Args:
        num_images: The number of images in one pass.
        shuffle: Whether the order is random.
        mirror: Whether each image is mirrored in half of its passes.
        seed: A non-negative integer.
    """

    columns = 2  # of a row of a plan

    def __init__(
        self,
        num_images: int,
        shuffle: bool = True,
        mirror: bool = False,
        seed: int = 0,
    ) -> None:
        if seed is None or seed < 0:
            raise ValueError(
                f"seed must be an integer from 0 up, but received {seed!r}. "
                "The same seed gives the same order; choose any."
            )
        self.num_images = num_images
        self.shuffle = shuffle
        self.mirror = mirror
        self.seed = seed
        self.iteration = 0

    def __call__(self) -> np.ndarray:
        """The plan of one pass, int64 of shape `(num_images, 2)`: index, mirror bit."""
        rng = np.random.default_rng([self.seed, self.iteration])
        self.iteration += 1
        return self.plan(rng)

    def plan(self, rng: np.random.Generator) -> np.ndarray:
        """The rows of a pass, from random numbers."""
        plan = np.zeros((self.num_images, 2), "int64")
        plan[:, 0] = np.arange(self.num_images)
        if self.shuffle:
            rng.shuffle(plan[:, 0])
        if self.mirror:
            plan[:, 1] = rng.integers(0, 2, self.num_images)
        return plan


def shuffles(dataset: tf.data.Dataset) -> Iterator[Shuffle]:
    """Every `Shuffle` upstream of a dataset, through `map`, `zip`, `prefetch` ...

    Args:
        dataset: A `tf.data.Dataset`, made by this package or by anything else.

    Yields:
        Each `Shuffle` once.

    Example:
    ```python
    for shuffle in kerasgan.data.shuffles(faces):
        shuffle.iteration = epoch
    ```
    """
    seen = set()
    for source in upstream(dataset):
        shuffle = getattr(source, "shuffle", None)  # elsewhere tf.data's own method
        if isinstance(shuffle, Shuffle) and id(shuffle) not in seen:
            seen.add(id(shuffle))
            yield shuffle


def upstream(dataset: tf.data.Dataset) -> Iterator[tf.data.Dataset]:
    """A dataset and all datasets that it was made from, from its end to its sources."""
    waiting = [dataset]
    while waiting:
        source = waiting.pop()
        yield source
        waiting.extend(reversed(source._inputs()))


def untuned(dataset: tf.data.Dataset) -> tf.data.Dataset:
    """The dataset without its autotuning thread, unless its options turn that on.

    The thread sleeps 10 ms, 20 ms, 40 ms ... and the end of a pass waits until it
    wakes: an epoch of 3 s took 5.12 s. Without the thread, `AUTOTUNE` stands for one
    thread per core.
    """
    if dataset.options().autotune.enabled is not None:
        return dataset
    options = tf.data.Options()
    options.autotune.enabled = False
    return dataset.with_options(options)


def dataset(
    images: np.ndarray,
    labels: Any = None,
    batch_size: int = 64,
    *,
    mirror: bool = False,
    shuffle: bool = True,
    seed: int = 0,
    drop_remainder: bool = True,
    report: Report,
) -> tf.data.Dataset:
    """Batches of an array of images: the end of every source of this package.

    Args:
        images: `(n, height, width, channels)`, uint8, or float32 in [-1, 1].
            An array or a memory map.
        labels: `None`, an array of `n` rows, or a dict of these.
        batch_size: The number of images in a batch.
        mirror: Whether each image is mirrored left-right half of the time.
        shuffle: Whether each pass has its own random order.
        seed: Seed of the order and of the mirroring.
        drop_remainder: Whether a last batch that is not full is left out.
        report: The report of the images' source; becomes `dataset.report`.

    Returns:
        A dataset of images `(batch_size, height, width, channels)`, float32 in
        [-1, 1], or of `(images, labels)`.
    """
    batches = batched(
        Shuffle(len(images), shuffle, mirror, seed),
        _reader(np.asarray(images), labels, batch_size if drop_remainder else None),
        batch_size,
        drop_remainder,
        report,
    )
    batches.class_names = report.class_names
    return batches


def batched(
    plan: Shuffle,
    read: Callable,
    batch_size: int,
    drop_remainder: bool,
    report: Report,
) -> tf.data.Dataset:
    """Batches that are read by the rows of a plan, which is drawn again in each pass.

    Args:
        plan: The order of a pass.
        read: Function in the graph from rows of the plan to a batch.
        batch_size: The number of images in a batch.
        drop_remainder: Whether a last batch that is not full is left out.
        report: The report of the images' source; becomes `dataset.report`.
    """
    _check_batch_size(batch_size, plan.num_images, drop_remainder)
    source = _plans(plan, batch_size, drop_remainder)
    source.shuffle = plan
    partial = 0 if drop_remainder else batch_size - 1
    num_batches = (plan.num_images + partial) // batch_size
    batches = source.apply(tf.data.experimental.assert_cardinality(num_batches))
    batches = untuned(batches.map(read).prefetch(2))
    batches.report = report
    return batches


def _check_batch_size(batch_size: int, num_images: int, drop_remainder: bool) -> None:
    if batch_size < 1:
        raise ValueError(f"batch_size must be 1 or more, but received {batch_size}.")
    if drop_remainder and batch_size > num_images:
        raise ValueError(
            f"There are {num_images} images, which do not fill one batch of "
            f"{batch_size}. Use a batch size of {num_images} or less, or, in Python, "
            "drop_remainder=False."
        )


def _plans(plan: Shuffle, batch_size: int, drop_remainder: bool) -> tf.data.Dataset:
    """Rows of a fresh plan, in batches; each new iterator has its own."""

    def one_pass(_):
        rows = tf.numpy_function(plan, [], tf.int64)
        rows = tf.ensure_shape(rows, (None, plan.columns))
        rows = tf.data.Dataset.from_tensor_slices(rows)
        return rows.batch(batch_size, drop_remainder=drop_remainder)

    return tf.data.Dataset.range(1).flat_map(one_pass)


def _reader(images: np.ndarray, labels: Any, batch_size: int | None) -> Callable:
    """A function from rows of a plan to the images (and labels) they name."""
    columns = [] if labels is None else tf.nest.flatten(labels)
    arrays = [images, *columns]

    def gather(rows):
        index, mirrored = rows[:, 0], rows[:, 1].astype(bool)
        batch, *picked = [array[index] for array in arrays]
        if mirrored.any():
            batch[mirrored] = batch[mirrored, :, ::-1]
        return [batch, *picked]

    def read(rows):
        batch, *picked = tf.numpy_function(gather, [rows], [a.dtype for a in arrays])
        for tensor, array in zip([batch, *picked], arrays, strict=True):
            tensor.set_shape((batch_size, *array.shape[1:]))
        batch = ranges.to_floats(batch)
        if labels is None:
            return batch
        return batch, tf.nest.pack_sequence_as(labels, picked)

    return read
