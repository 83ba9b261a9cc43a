"""Images of a folder, decoded again in each pass: here, or by a `tf.data` service."""

import os
import pathlib
from collections.abc import Callable
from typing import Any

import numpy as np
import tensorflow as tf

from kerasgan.data import decode
from kerasgan.data.labels import collect
from kerasgan.data.labels import encode
from kerasgan.data.labels import label_files
from kerasgan.data.paths import image_paths
from kerasgan.data.paths import name_within
from kerasgan.data.pipeline import Shuffle
from kerasgan.data.report import Report
from kerasgan.data.report import announce
from kerasgan.data.report import fingerprint
from kerasgan.data.report import none_left
from kerasgan.data.stream import service as processes
from kerasgan.data.stream.headers import as_columns
from kerasgan.data.stream.headers import read_headers
from kerasgan.data.stream.ledger import Ledger
from kerasgan.data.stream.passes import passes


def image_stream(
    folder: str | os.PathLike,
    image_size: int | tuple[int, int] = 64,
    batch_size: int = 64,
    *,
    channels: int = 3,
    crop: int | tuple[int, int, int, int] | None = None,
    labels: Callable[[pathlib.Path], Any] | None = None,
    mirror: bool = False,
    shuffle: bool = True,
    seed: int = 0,
    service: str | None = None,
    share: tuple[int, int] = (0, 1),
) -> tf.data.Dataset:
    """Images of a folder and its subfolders, decoded by TensorFlow in each pass.

    Use it for data that `kerasgan.data.image_folder` cannot decode in advance: more
    pixels than a disk can hold, or than one machine can decode. With `service`, the
    workers of a `tf.data` service do the reading, decoding, resizing and batching.

    Labels, order and mirroring are the same as in `image_folder` with the same
    arguments, and so are the decoded pixels of a JPEG. Resized pixels differ by 0.12 of
    255 levels on average and by 4 at most (300 faces, 200 to 64 pixels), and for noise
    by 26, because Pillow rounds and clips twice.

    Pillow reads the headers in advance. Files without a valid header, and files that
    are not JPEG, PNG, BMP or WebP, are left out as in `image_folder`. A file that is
    broken after its header is noticed when it is decoded. Each time, another image of
    its batch takes its place; the file is printed once and added to `dataset.report`.

    Without a service, a resumed training gets exactly the same batches as an
    uninterrupted one. With a service, every pass still has exactly the same batches.
    Each batch goes to one worker (`ShardingPolicy.DYNAMIC`), so that each image comes
    once. But batches come in the order in which workers finish them, which differs from
    run to run, so a resumed training is not the same bit for bit. If a worker dies and
    is started again at its port, its unfinished batches are lost: other batches of the
    pass are repeated in their place, and their number is printed.

    Args:
        folder: The folder, with any nesting below it. Workers of a service read it
            under the same absolute path.
        image_size: The side, or `(height, width)`, of the images.
        channels: 3 for RGB, 1 for gray.
        crop: The part of each image that is resized: `None` for the largest centre box
            of the shape of `image_size` (a square, for a side), an integer for the
            centre square of that side, or a box `(top, left, height, width)`. Smaller
            images are left out.
        labels: `None`, or a function from the `pathlib.Path` of a file to its label: a
            number, a string, or a dict of these. Strings become indices into the sorted
            `dataset.class_names`. A file for which the function returns `None` or
            raises `ValueError` is left out.
        mirror: Whether each image is mirrored left-right half of the time.
        shuffle: Whether each pass has its own random order; otherwise sorted by path.
        seed: Seed of the order and of the mirroring.
        batch_size: The number of images in a batch; a last batch that is not full is
            left out.
        service: `None`, or "grpc://host:port" of a dispatcher; see
            `kerasgan.data.stream.service`. The function waits for it for a minute at
            most.
        share: `(index, number)` of this process among several processes that train
            together under `tf.distribute.MultiWorkerMirroredStrategy`: each process
            decodes its own part of every pass. `batch_size` and the length of the
            dataset are those of all processes together; after this process's part, its
            batches are repeated.

    Returns:
        A `tf.data.Dataset` of images `(batch_size, height, width, channels)`,
        float32 in [-1, 1], or of `(images, labels)`. It has a `report` and
        `class_names`.

    Raises:
        FileNotFoundError: If the folder, or any image in it, is missing.
        ValueError: If no file can be used, or an argument is out of range.
        ConnectionError: If no dispatcher answers, or it has no worker.

    Example:
    ```python
    faces = kerasgan.data.image_stream("faces/", 64, service="grpc://localhost:5000")
    ```
    """
    address = None if service is None else processes.address(service)
    target = decode.target(image_size, channels, crop)
    folder = pathlib.Path(folder).expanduser().absolute()
    paths, columns, report = _survey(folder, target, labels, address)
    _check(batch_size, share, len(paths))
    order = Shuffle(len(paths), shuffle, mirror, seed)
    if address is not None:
        processes.wait_for_worker(address)
    ledger = Ledger(folder, paths, target, order, report, batch_size, share, address)
    batches = passes(ledger, columns)
    if address is not None or share[1] > 1:
        options = tf.data.Options()
        policy = tf.data.experimental.AutoShardPolicy.OFF  # `share` is in its place
        options.experimental_distribute.auto_shard_policy = policy
        batches = batches.with_options(options)
    batches.report = report
    batches.class_names = report.class_names
    return batches


def _survey(
    folder: pathlib.Path,
    target: decode.Target,
    labels: Callable[[pathlib.Path], Any] | None,
    address: str | None,
) -> tuple[list[pathlib.Path], Any, Report]:
    """The files that can be used, the facts of each that a graph needs, the report."""
    files, others = image_paths(folder)
    values, reasons = label_files(folder, files, labels)
    rows = [row for row, reason in enumerate(reasons) if reason is None]
    headers, unread = read_headers([files[row] for row in rows], target)
    for row, reason in zip(rows, unread, strict=True):
        reasons[row] = reason
    skipped = [
        (name_within(folder, path), reason)
        for path, reason in zip(files, reasons, strict=True)
        if reason
    ]
    if not headers:
        raise ValueError(none_left(folder, skipped))
    rows = [row for row, reason in enumerate(reasons) if reason is None]
    label, class_names = (), None
    if labels is not None:
        label, class_names = encode(collect([values[row] for row in rows]))
    paths = [files[row] for row in rows]
    names = [os.fsencode(path.relative_to(folder)) for path in paths]
    columns = {
        "name": np.array(names, object),
        "header": as_columns(headers),
        "label": label,
    }
    where = "decoded in each pass"
    if address is not None:
        where += f" by the service at grpc://{address}"
    report = Report(
        len(paths), sorted(skipped + others), class_names, where, fingerprint(names)
    )
    announce("image_stream", report, (len(paths), *target[:3]))
    return paths, columns, report


def _check(batch_size: int, share: tuple[int, int], num_images: int) -> None:
    index, count = share
    if not 0 <= index < count:
        raise ValueError(
            "share must be (index, number) with an index from 0 below the number of "
            f"processes, but received {share!r}. For the first of two: share=(0, 2)."
        )
    if batch_size < 1 or num_images < batch_size * count:
        raise ValueError(
            f"batch_size must be from 1 to {num_images // count}, so that the "
            f"{num_images} images fill a batch of each of {count} processes, but "
            f"received {batch_size}."
        )
