"""Images of a folder."""

import os
import pathlib
from collections.abc import Callable
from typing import Any

import numpy as np
import tensorflow as tf

from kerasgan.data import decode
from kerasgan.data.cache import Reasons
from kerasgan.data.cache import cache_key
from kerasgan.data.cache import decoded
from kerasgan.data.cache import filled
from kerasgan.data.labels import collect
from kerasgan.data.labels import encode
from kerasgan.data.labels import label_files
from kerasgan.data.paths import image_paths
from kerasgan.data.paths import name_within
from kerasgan.data.pipeline import dataset
from kerasgan.data.report import Report
from kerasgan.data.report import announce
from kerasgan.data.report import fingerprint
from kerasgan.data.report import none_left


def image_folder(
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
    drop_remainder: bool = True,
    cache_dir: str | os.PathLike | None = None,
    memory_limit: int = 2**31,
) -> tf.data.Dataset:
    """Images of a folder and its subfolders, as batches in [-1, 1].

    Pillow reads each file with the extension of an image, or with no extension, once.
    The image is turned by its EXIF data, cropped, resized (antialiased bicubic) and
    kept as uint8. Of an animation the first frame is read; transparency is composited
    on white. All other files are left out; a printed report and `dataset.report` list
    them with the reason. Hidden files are ignored.

    Each pass over the dataset has its own order; see `kerasgan.data.Shuffle`.

    Args:
        folder: The folder, with any nesting below it.
        image_size: The side, or `(height, width)`, of the images.
        batch_size: The number of images in a batch.
        channels: 3 for RGB, 1 for gray.
        crop: The part of each image that is resized: `None` for the largest
            centre box of the shape of `image_size` (a square, for a side), an
            integer for the centre square of that side, or a box
            `(top, left, height, width)`. Smaller images are left out.
        labels: `None`, or a function from the `pathlib.Path` of a file to its
            label: a number, a string, or a dict of these. Strings become indices
            into the sorted `dataset.class_names`. A file for which the function
            returns `None` or raises `ValueError` is left out.
        mirror: Whether each image is mirrored left-right half of the time.
        shuffle: Whether each epoch has its own random order; otherwise sorted by path.
        seed: Seed of the order and of the mirroring.
        drop_remainder: Whether a last batch that is not full is left out.
        cache_dir: Folder for the decoded images, which later calls reuse while
            no file changes. `None` keeps them in memory if `memory_limit`
            allows, else in the user's cache directory.
        memory_limit: The most bytes of decoded images to keep in memory.

    Returns:
        A `tf.data.Dataset` of images `(batch_size, height, width, channels)`,
        float32 in [-1, 1], or of `(images, labels)`. It has a `report` and
        `class_names`.

    Raises:
        FileNotFoundError: If the folder, or any image in it, is missing.
        ValueError: If no file can be used, or an argument is out of range.

    Example:
    ```python
    faces = kerasgan.data.image_folder("faces/", image_size=64, mirror=True)
    faces.report.skipped  # [("broken.jpg", "empty file")]
    ```
    """
    images, columns, report = read_folder(
        folder,
        decode.target(image_size, channels, crop),
        labels,
        cache_dir=cache_dir,
        memory_limit=memory_limit,
    )
    return dataset(
        images,
        columns,
        batch_size,
        mirror=mirror,
        shuffle=shuffle,
        seed=seed,
        drop_remainder=drop_remainder,
        report=report,
    )


def read_folder(
    folder: str | os.PathLike,
    target: decode.Target,
    labels: Callable[[pathlib.Path], Any] | None = None,
    *,
    source: str | None = "image_folder",
    paths: list[pathlib.Path] | None = None,
    cache_dir: str | os.PathLike | None = None,
    memory_limit: int = 2**31,
) -> tuple[np.ndarray, Any, Report]:
    """The uint8 images, the labels and the report of a folder.

    Prints the report under the name `source`, if there is one. `paths` are the files to
    read, by default all; see `image_folder` for the rest. If the function `labels`
    reads other files, its attribute `read` has their names; these files count as used.
    """
    folder = pathlib.Path(folder).expanduser()
    paths, others = image_paths(folder) if paths is None else (paths, [])
    values, unlabelled = label_files(folder, paths, labels)
    labelled = [row for row, reason in enumerate(unlabelled) if reason is None]
    if not labelled:
        raise ValueError(none_left(folder, _skipped(folder, paths, unlabelled)))
    files = [paths[row] for row in labelled]
    images, unread, where = decoded(
        lambda rows: _fill(rows, files, folder, target),
        (len(files), target.height, target.width, target.channels),
        _key(folder, files, target),
        cache_dir,
        memory_limit,
    )
    columns, class_names = None, None
    if labels is not None:
        rows = zip(labelled, unread, strict=True)
        columns, class_names = encode(
            collect([values[row] for row, reason in rows if reason is None])
        )
    skipped = _skipped(folder, paths, unlabelled) + _skipped(folder, files, unread)
    labelling = getattr(labels, "read", ())
    skipped += [(name, reason) for name, reason in others if name not in labelling]
    read = [file for file, reason in zip(files, unread, strict=True) if not reason]
    names = fingerprint(os.fsencode(file.relative_to(folder)) for file in read)
    report = Report(len(images), sorted(skipped), class_names, where, names)
    if source:
        announce(source, report, images.shape)
    return images, columns, report


def _skipped(
    folder: pathlib.Path, paths: list[pathlib.Path], reasons: Reasons
) -> list[tuple[str, str]]:
    """The name, within the folder, and the reason of each file that has one."""
    return [
        (name_within(folder, path), reason)
        for path, reason in zip(paths, reasons, strict=True)
        if reason
    ]


def _key(folder: pathlib.Path, paths: list[pathlib.Path], target: decode.Target) -> str:
    return cache_key("folder", str(folder.resolve()), target, facts_of(folder, paths))


def facts_of(
    folder: pathlib.Path, paths: list[pathlib.Path]
) -> list[tuple[str, int, int]]:
    """Name, size and time of each file in a folder, which change with the file."""
    files = []
    for path in paths:
        status = path.stat()
        name = path.relative_to(folder).as_posix()
        files.append((name, status.st_size, status.st_mtime_ns))
    return files


def _fill(
    images: np.ndarray,
    paths: list[pathlib.Path],
    folder: pathlib.Path,
    target: decode.Target,
) -> Reasons:
    """Decodes each file into its row; returns why any was left out."""
    reasons = filled(images, lambda row: decode.decode(paths[row], target))
    if all(reasons):
        raise ValueError(none_left(folder, _skipped(folder, paths, reasons)))
    return reasons
