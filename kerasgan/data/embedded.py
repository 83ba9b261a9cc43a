"""Two sets of faces that come with the package, in color and free to show."""

import io
import json
import pathlib
import zipfile
from collections.abc import Sequence
from typing import Any

import numpy as np
import tensorflow as tf

from kerasgan.data import decode
from kerasgan.data.labels import encode
from kerasgan.data.pipeline import dataset
from kerasgan.data.report import Report
from kerasgan.data.report import announce

FOLDER = pathlib.Path(__file__).parent / "portraits"
LABELS = "labels.json"


def congress(
    image_size: int | tuple[int, int] = 64,
    batch_size: int = 32,
    *,
    channels: int = 3,
    mirror: bool = False,
    shuffle: bool = True,
    seed: int = 0,
    drop_remainder: bool = True,
) -> tf.data.Dataset:
    """878 official portraits of members of the US Congress, aligned, 128x128.

    They are works of the Government Publishing Office, in the public domain. They come
    with this package, numbered and without names. A few portraits are gray.

    Args:
        image_size: The side, or `(height, width)`, of the images.
        batch_size: The number of images in a batch.
        channels: 3 for RGB, 1 for gray.
        mirror: Whether each image is mirrored left-right half of the time.
        shuffle: Whether each epoch has its own random order; otherwise a fixed one.
        seed: Seed of the order and of the mirroring.
        drop_remainder: Whether a last batch that is not full is left out.

    Returns:
        A `tf.data.Dataset` of images `(batch_size, height, width, channels)`,
        float32 in [-1, 1].

    Example:
    ```python
    gan.fit(kerasgan.data.congress(mirror=True), epochs=100)
    ```
    """
    return faces_of(
        *("congress", image_size, batch_size, channels, False),
        mirror=mirror,
        shuffle=shuffle,
        seed=seed,
        drop_remainder=drop_remainder,
    )


def london(
    image_size: int | tuple[int, int] = 64,
    batch_size: int = 32,
    *,
    channels: int = 3,
    labels: bool | str | Sequence[str] = False,
    mirror: bool = False,
    shuffle: bool = True,
    seed: int = 0,
    drop_remainder: bool = True,
) -> tf.data.Dataset:
    """204 faces of 102 people, neutral and smiling, aligned, 128x128.

    Reference: DeBruine and Jones, "Face Research Lab London Set", 2017,
    [doi:10.6084/m9.figshare.5047666](https://doi.org/10.6084/m9.figshare.5047666),
    CC BY 4.0: name the set when you show the faces. They come with this package.

    Args:
        image_size: The side, or `(height, width)`, of the images.
        batch_size: The number of images in a batch.
        channels: 3 for RGB, 1 for gray.
        labels: `False`; one of "person" (a number), "age" (years), "gender",
            "ethnicity" and "expression"; or several in a tuple, for a dict of labels.
            `True` stands for all. The ages of two people are not known; if ages are
            requested, their four faces are left out.
        mirror: Whether each image is mirrored left-right half of the time.
        shuffle: Whether each epoch has its own random order; otherwise a fixed one.
        seed: Seed of the order and of the mirroring.
        drop_remainder: Whether a last batch that is not full is left out.

    Returns:
        A `tf.data.Dataset` of images `(batch_size, height, width, channels)`,
        float32 in [-1, 1], or of `(images, labels)`. It has `class_names`.

    Raises:
        ValueError: If a label has another name.

    Example:
    ```python
    faces = kerasgan.data.london(labels="expression")
    faces.class_names  # ["neutral", "smiling"]
    ```
    """
    return faces_of(
        *("london", image_size, batch_size, channels, labels),
        mirror=mirror,
        shuffle=shuffle,
        seed=seed,
        drop_remainder=drop_remainder,
    )


def faces_of(
    name: str,
    image_size: int | tuple[int, int],
    batch_size: int,
    channels: int,
    labels: bool | str | Sequence[str],
    **options: Any,
) -> tf.data.Dataset:
    """The dataset of the set with this name; see `london`."""
    target = decode.target(image_size, channels, None)
    images, known = read(name, target)
    columns, class_names, skipped = None, None, []
    if labels:
        wanted = list(known) if labels is True else labels
        names = [wanted] if isinstance(wanted, str) else wanted
        rows, skipped = labeled(len(images), chosen(names, known))
        images = images[rows]
        known = {name: [column[row] for row in rows] for name, column in known.items()}
        columns, class_names = encode(chosen(wanted, known))
    report = Report(len(images), skipped, class_names, "in memory")
    announce(name, report, images.shape)
    return dataset(images, columns, batch_size, report=report, **options)


def read(name: str, target: decode.Target) -> tuple[np.ndarray, dict[str, list]]:
    """The uint8 images of a set, and its labels by name."""
    from PIL import Image

    with zipfile.ZipFile(FOLDER / f"{name}.zip") as archive:
        names = sorted(n for n in archive.namelist() if n.endswith(".jpg"))
        images = np.stack(
            [
                decode.fit(
                    decode.to_8_bits(
                        Image.open(io.BytesIO(archive.read(name))), target.channels
                    ),
                    target,
                )
                for name in names
            ]
        )
        has_labels = LABELS in archive.namelist()
        labels = json.loads(archive.read(LABELS)) if has_labels else {}
    return images, labels


def chosen(names: str | Sequence[str], known: dict[str, list]) -> Any:
    """The columns of labels that are wanted: one, or a dict of several.

    Raises:
        ValueError: If a label has another name.
    """
    wanted = [names] if isinstance(names, str) else list(names)
    if unknown := sorted(set(wanted) - set(known)):
        raise ValueError(
            f"labels must be among {list(known)}, but received {unknown}. Use for "
            'example labels=("age", "gender").'
        )
    if isinstance(names, str):
        return known[names]
    return {name: known[name] for name in wanted}


def labeled(num: int, columns: dict) -> tuple[list[int], list[tuple[str, str]]]:
    """The rows that have all labels; and the number of other rows, with the reason."""
    rows, skipped = [], []
    for row in range(num):
        lacking = [name for name, column in columns.items() if column[row] is None]
        if lacking:
            skipped.append((f"face {row}", f"no {' or '.join(lacking)} is known"))
        else:
            rows.append(row)
    return rows, skipped
