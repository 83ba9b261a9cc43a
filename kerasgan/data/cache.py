"""Decoded images, in memory or in a memory map on disk that is reused."""

import hashlib
import json
import math
import os
import pathlib
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import platformdirs

from kerasgan import files
from kerasgan.data import decode

# A part of every key: raise it when the same file would decode differently.
FORMAT = 1

Reasons = list[str | None]
Fill = Callable[[np.ndarray], Reasons]


def default_cache_dir() -> pathlib.Path:
    """The folder `kerasgan` in the system's cache directory of the user."""
    return platformdirs.user_cache_path("kerasgan")


def cache_key(*parts: Any) -> str:
    """A file name made from everything that determines the decoded images."""
    text = json.dumps([FORMAT, *parts])
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def decoded(
    fill: Fill,
    shape: tuple[int, ...],
    key: str,
    cache_dir: str | os.PathLike | None,
    memory_limit: int,
) -> tuple[np.ndarray, Reasons, str]:
    """Decodes images once, into memory or a file.

    Args:
        fill: Writes an image, or nothing, into each row of an array. Returns for
            each row `None`, or the reason why it has no image.
        shape: Shape of the uint8 array, with a row for every image there may be.
        key: Name of the file, see `cache_key`.
        cache_dir: The folder of the file. `None` keeps the images in memory if
            `memory_limit` allows it, else in the user's cache directory.
        memory_limit: The most bytes to hold in memory.

    Returns:
        The images without the empty rows, the reasons of `fill`, and a text that
        describes where the images are.
    """
    if cache_dir is None and math.prod(shape) <= memory_limit:
        images = np.empty(shape, "uint8")
        reasons = fill(images)
        return images[: _close_gaps(images, reasons)], reasons, "in memory"
    folder = pathlib.Path(cache_dir or default_cache_dir()).expanduser()
    file, record = folder / f"{key}.uint8", folder / f"{key}.json"
    where = f"reused from {file}"
    if not _is_complete(file, record):
        folder.mkdir(parents=True, exist_ok=True)
        _write(fill, shape, file, record)
        where = f"on disk in {file}"
    saved = json.loads(record.read_text())
    images = np.memmap(file, "uint8", "r", shape=tuple(saved["shape"]))
    return images, saved["reasons"], where


def filled(images: np.ndarray, read: Callable[[int], np.ndarray]) -> Reasons:
    """Reads an image into each row, in threads; returns reasons for missing images.

    Args:
        images: The array to write into.
        read: Function from a row to its pixels; it may raise `decode.Unreadable`.
    """
    from tqdm import tqdm

    def write(row):
        try:
            images[row] = read(row)
        except decode.Unreadable as error:
            return str(error)

    few = len(images) <= 1000
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        rows = pool.map(write, range(len(images)))
        return list(tqdm(rows, "Decoding", len(images), leave=False, disable=few))


def _is_complete(file: pathlib.Path, record: pathlib.Path) -> bool:
    if not (file.exists() and record.exists()):
        return False
    shape = json.loads(record.read_text())["shape"]
    return file.stat().st_size == math.prod(shape)


def _write(
    fill: Fill,
    shape: tuple[int, ...],
    file: pathlib.Path,
    record: pathlib.Path,
) -> None:
    """Writes both files under other names first, so that none is ever half there."""
    num_bytes = math.prod(shape)
    if shutil.disk_usage(file.parent).free < num_bytes:  # a full disk kills a mapping
        raise OSError(
            f"The decoded images take {num_bytes / 1e6:,.0f} MB, more than is free in "
            f"{file.parent}. Pass a cache_dir on another disk, or a smaller image_size."
        )
    with files.landing_in(file.parent) as draft:
        images = np.memmap(draft / file.name, "uint8", "w+", shape=shape)
        reasons = fill(images)
        shape = (_close_gaps(images, reasons), *shape[1:])
        images.flush()
        del images
        os.truncate(draft / file.name, math.prod(shape))
        text = json.dumps({"shape": shape, "reasons": reasons})
        (draft / record.name).write_text(text)


def _close_gaps(images: np.ndarray, reasons: Reasons) -> int:
    """Moves the filled rows to the front, in place; returns how many they are."""
    filled = [row for row, reason in enumerate(reasons) if reason is None]
    for to, row in enumerate(filled):
        if to != row:
            images[to] = images[row]
    return len(filled)
