"""The passes of a stream: files are sent from here, decoded anywhere, checked here."""

import os
import warnings
from typing import Any

import tensorflow as tf

from kerasgan import ranges
from kerasgan.data.stream.graph_batches import decoded_batches
from kerasgan.data.stream.ledger import Ledger


def passes(ledger: Ledger, columns: Any) -> tf.data.Dataset:
    """Batches of a new pass; each new iterator has its own pass.

    Args:
        ledger: The `Ledger`, which distributes the files and checks what comes back.
        columns: A dict of the "name", "header" and "label" of the files, arrays whose
            first axis is the number of the file.

    Returns:
        A dataset of images `(batch_size, height, width, channels)`, float32 in
        [-1, 1], or of `(images, labels)`.
    """
    shape = (ledger.num_batches, ledger.batch_size, 2)
    with tf.device("CPU"):
        columns = tf.nest.map_structure(tf.constant, columns)

    def one_pass(_):
        plan = tf.ensure_shape(tf.numpy_function(ledger.deal, [], tf.int64), shape)
        number, mirrored = plan[..., 0], plan[..., 1] == 1
        rows = tf.nest.map_structure(lambda column: tf.gather(column, number), columns)
        rows = {**rows, "number": number, "mirrored": mirrored}
        # A row is a batch, and so is what a worker is dealt: none has a remainder.
        rows = tf.data.Dataset.from_tensor_slices(rows)
        batches = decoded_batches(rows, os.fspath(ledger.folder), ledger.target)
        if ledger.address is not None:
            batches = _served(batches, ledger)
        # Keras counts the batches of all processes, and a strategy cuts each up
        # among them: it never gets to the repetitions.
        return batches.repeat(ledger.count)

    with warnings.catch_warnings():  # that TensorFlow itself sets off
        warnings.filterwarnings("ignore", "To make it possible to preserve tf.data")
        source = tf.data.Dataset.range(1).flat_map(one_pass)
    source.shuffle = ledger.shuffle
    length = ledger.num_batches * ledger.count
    return (
        source.apply(tf.data.experimental.assert_cardinality(length))
        .map(lambda batch: _received(batch, ledger))
        .prefetch(2)
    )


def _served(batches: tf.data.Dataset, ledger: Ledger) -> tf.data.Dataset:
    """The batches as the workers of a service make them."""
    batches = batches.apply(
        tf.data.experimental.service.distribute(
            tf.data.experimental.service.ShardingPolicy.DYNAMIC,
            f"grpc://{ledger.address}",
        )
    )
    # A dead worker leaves fewer than were dealt: then the pass begins once more.
    batches = batches.repeat().take(ledger.num_batches)
    turns = tf.data.Dataset.range(ledger.num_batches).map(
        lambda turn: tf.numpy_function(ledger.expect, [turn], tf.int64)
    )
    return tf.data.Dataset.zip(turns, batches).map(lambda _, batch: batch)


def _received(batch: Any, ledger: Ledger) -> Any:
    """A batch, checked, as the models take it."""
    received = tf.numpy_function(
        ledger.receive, [batch["number"], batch["is_whole"]], tf.bool
    )
    with tf.control_dependencies([received]):
        images = ranges.to_floats(batch["image"])
    label = batch["label"]
    return (images, label) if tf.nest.flatten(label) else images
