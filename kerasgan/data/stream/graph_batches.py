"""From names of image files to batches of pixels, with TensorFlow operations alone.

This code runs in any process that has TensorFlow: this process, or a worker of a
`tf.data` service.
"""

import os
from typing import Any

import tensorflow as tf

from kerasgan.data import decode
from kerasgan.data.stream.graph_decode import pixels


def decoded_batches(
    rows: tf.data.Dataset, folder: str, target: decode.Target
) -> tf.data.Dataset:
    """Reads the files of each batch of rows in parallel, and keeps their order.

    A file that cannot be decoded is replaced by the first decoded file of its batch.

    Args:
        rows: A dataset of dicts of tensors whose first axis is the batch: the
            "number" of a file, int64; its "name"; its "header", see
            `headers.Header`; whether it is "mirrored"; its "label", of any structure.
        folder: The folder to which names are relative.
        target: Size, channels and crop.

    Returns:
        A dataset of as many dicts: "image", uint8 `(batch_size, height, width,
        channels)`; "label"; "number"; and "is_whole", bool `(batch_size,)`, false
        for each file that was replaced.
    """
    return rows.map(
        lambda batch: _replace_lost(_decoded(batch, folder, target)),
        tf.data.AUTOTUNE,
        deterministic=True,
    )


def _decoded(batch: Any, folder: str, target: decode.Target) -> Any:
    """The images of a batch of rows, black where a file cannot be decoded.

    A graph has no `try`: what fails is dropped, and what follows takes its place. To
    guard each file costs as much as to decode a small one, so a batch that is whole
    does without.
    """
    batch_size = batch["number"].shape[0]

    def decoded(row):
        path = tf.strings.join([folder, row["name"]], os.sep)
        image = pixels(path, row["header"], target)
        return tf.where(row["mirrored"], tf.reverse(image, [1]), image)

    def guarded(row):
        one = tf.data.Dataset.from_tensors(row).map(decoded).map(lambda i: (i, True))
        black = tf.zeros((target.height, target.width, target.channels), tf.uint8)
        other = tf.data.Dataset.from_tensors((black, False))
        return one.ignore_errors().concatenate(other).take(1).get_single_element()

    rows = tf.data.Dataset.from_tensor_slices(batch)
    whole = rows.map(decoded).map(lambda image: (image, True)).batch(batch_size, True)
    parts = rows.map(guarded).batch(batch_size, True)
    either = whole.ignore_errors().concatenate(parts).take(1)
    image, is_whole = either.get_single_element()
    label, number = batch["label"], batch["number"]
    return {"image": image, "label": label, "number": number, "is_whole": is_whole}


def _replace_lost(batch: Any) -> Any:
    """Puts the first image that was decoded, and its label, in the place of others."""
    is_whole = batch["is_whole"]
    rows = tf.range(tf.size(is_whole, tf.int64))
    rows = tf.where(is_whole, rows, tf.argmax(tf.cast(is_whole, tf.int32)))
    image, label = tf.nest.map_structure(
        lambda column: tf.gather(column, rows), (batch["image"], batch["label"])
    )
    return {**batch, "image": image, "label": label}
