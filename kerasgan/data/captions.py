"""Captions of images: made of labels, or read from files beside them."""

import csv
import os
import pathlib
from typing import Any

import numpy as np
import tensorflow as tf

from kerasgan.data.folder import image_folder
from kerasgan.data.labels import texts
from kerasgan.data.paths import name_within
from kerasgan.data.wording import FRAMES
from kerasgan.data.wording import nouns_of
from kerasgan.data.wording import phrase

TABLE = "captions.csv"


def captions_of(fields: dict[str, int], num: int = 5, seed: int = 0) -> list[str]:
    """Captions that describe the labels of a face, and nothing else, in varied words.

    A caption may leave out labels: "a photo of a lady", "an Asian woman in her
    thirties".

    Args:
        fields: Some of "age" (years), "gender" (0 male, 1 female) and "race" (0 White,
            1 Black, 2 Asian, 3 Indian, 4 other), such as `utkface_label` gives.
        num: How many captions.
        seed: Seed of the words.

    Example:
    ```python
    captions_of({"age": 34, "gender": 1}, num=2)
    # ["a portrait of a 34 year old lady", "a woman in her thirties"]
    ```
    """
    rng = np.random.default_rng(seed)
    return [
        str(rng.choice(FRAMES)).format(phrase(fields, nouns_of(fields), rng))
        for _ in range(num)
    ]


def captions_in(dataset: tf.data.Dataset) -> np.ndarray:
    """All captions of a dataset: an array `(n,)`, or `(n, k)` with `k` for each image.

    Args:
        dataset: Batches of images and captions, or of images and a dict of labels.

    Raises:
        ValueError: If there are no captions, or if the dataset is infinite.
    """
    if dataset.cardinality() == tf.data.INFINITE_CARDINALITY:
        raise ValueError(
            "The captions of a dataset that repeats without end can't be collected. "
            "Pass the dataset as it is before `.repeat()`."
        )
    batches = []
    for batch in dataset:
        labels = batch[1] if isinstance(batch, tuple) else None
        columns = [c for c in tf.nest.flatten(labels) if _is_text(c)]
        if len(columns) != 1:
            raise ValueError(
                "There should be one caption, or one row of captions, an image, but "
                f"the dataset has {len(columns)} columns of text. Use for example "
                '`utkface(path, labels="caption")` or `captioned_folder(path)`.'
            )
        batches.append(columns[0].numpy())
    return np.concatenate(batches)


def _is_text(column: Any) -> bool:
    return isinstance(column, tf.Tensor) and column.dtype == tf.string


def captioned_folder(
    folder: str | os.PathLike,
    image_size: int | tuple[int, int] = 64,
    batch_size: int = 64,
    *,
    num_captions: int = 5,
    **options: Any,
) -> tf.data.Dataset:
    """Images of a folder and its subfolders, with captions.

    The captions of `faces/ann.jpg` are the lines of `faces/ann.txt`; or `captions.csv`
    in the folder has columns `file` and `caption` and a row for each caption. An image
    without a caption is left out, and reported.

    Args:
        folder: The folder, with any nesting below it.
        image_size: The side, or `(height, width)`, of the images.
        batch_size: The number of images in a batch.
        num_captions: How many captions each image has in the dataset. If an image has
            fewer, they are repeated; if it has more, the first ones are taken.
        **options: Arguments of `kerasgan.data.image_folder`, without `labels`.

    Returns:
        A `tf.data.Dataset` of images `(batch_size, height, width, channels)`, float32
        in [-1, 1], and of captions, strings `(batch_size, num_captions)`.

    Raises:
        FileNotFoundError: If the folder, or any image in it, is missing.
        ValueError: If no image has a caption, or `captions.csv` has other columns.
    """
    label = CaptionsBeside(pathlib.Path(folder).expanduser(), num_captions)
    return image_folder(folder, image_size, batch_size, labels=label, **options)


class CaptionsBeside:
    """Captions of image files; `read` has the names of the files with the captions."""

    def __init__(self, folder: pathlib.Path, num_captions: int = 5) -> None:
        self.folder, self.num_captions = folder, num_captions
        self.table = _table(folder / TABLE)
        self.read = {TABLE}

    def __call__(self, path: pathlib.Path) -> np.ndarray:
        lines = self.table.get(path.relative_to(self.folder).as_posix(), [])
        beside = path.with_suffix(".txt")
        if beside.is_file():
            self.read.add(name_within(self.folder, beside))
        if not lines and beside.is_file():
            lines = [line.strip() for line in beside.read_text("utf-8").splitlines()]
        if not any(lines):
            raise ValueError(f"no caption in {beside.name} or {TABLE}")
        return texts(np.resize([line for line in lines if line], self.num_captions))


def _table(path: pathlib.Path) -> dict[str, list[str]]:
    """Captions by file, of a table if there is one."""
    captions: dict[str, list[str]] = {}
    if not path.is_file():
        return captions
    with path.open(newline="", encoding="utf-8") as file:
        rows = csv.DictReader(file)
        if not {"file", "caption"} <= set(rows.fieldnames or ()):
            raise ValueError(
                f"{path} should have the columns file and caption, but has "
                f"{rows.fieldnames}. Write `file,caption` in its first line."
            )
        for row in rows:
            captions.setdefault(row["file"], []).append(row["caption"].strip())
    return captions
