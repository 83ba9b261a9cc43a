"""CelebA from the files that users hold."""

import csv
import io
import os
import pathlib
import zipfile
import zlib
from collections.abc import Sequence
from typing import Any
from typing import NamedTuple

import numpy as np
import tensorflow as tf

from kerasgan.data import decode
from kerasgan.data.cache import cache_key
from kerasgan.data.cache import decoded
from kerasgan.data.cache import filled
from kerasgan.data.celeba_captions import captions_of_attributes
from kerasgan.data.labels import texts
from kerasgan.data.pipeline import dataset
from kerasgan.data.report import Report
from kerasgan.data.report import announce
from kerasgan.data.report import fingerprint
from kerasgan.data.report import none_left
from kerasgan.data.tfds import CELEBA_CROP

IMAGES = "img_align_celeba"
SPLITS = {"train": "0", "validation": "1", "test": "2", "all": None}
# The file that has the labels of a kind, without its ending.
LISTS = {
    "attributes": "list_attr_celeba",
    "landmarks": "list_landmarks_align_celeba",
    "identity": "identity_CelebA",
    "split": "list_eval_partition",
}
ENDINGS = (".txt", ".csv")


def celeba(
    path: str | os.PathLike,
    image_size: int | tuple[int, int] = 64,
    batch_size: int = 64,
    *,
    split: str = "train",
    labels: str | Sequence[str] | None = None,
    crop: int | tuple[int, int, int, int] | None = CELEBA_CROP,
    channels: int = 3,
    mirror: bool = False,
    shuffle: bool = True,
    seed: int = 0,
    drop_remainder: bool = True,
    cache_dir: str | os.PathLike | None = None,
    memory_limit: int = 2**31,
) -> tf.data.Dataset:
    """CelebA, aligned and cropped by its makers, from a folder with its files.

    The folder holds `img_align_celeba.zip`, or the folder `img_align_celeba`. For
    labels and splits it also holds `list_attr_celeba`, `list_landmarks_align_celeba`,
    `identity_CelebA` and `list_eval_partition`, as `.txt` or `.csv`. Nothing is
    downloaded or unpacked. The set is for non-commercial research.

    Reference: [Liu et al., 2015](https://arxiv.org/abs/1411.7766).

    Args:
        path: The folder of the files, or the archive itself.
        image_size: The side, or `(height, width)`, of the images.
        batch_size: The number of images in a batch.
        split: `"train"`, `"validation"`, `"test"`, or `"all"`, which needs no list.
        labels: `None`; the name of an attribute, such as `"Smiling"` (0 or 1);
            `"identity"`, `"landmarks"` (ten pixels, x before y, in the whole 178x218
            image) or `"caption"`, five texts made of the attributes; or several in a
            tuple, for a dict of labels.
        crop: As in `kerasgan.data.image_folder`; by default 20 rows are cut off the top
            and the bottom, which leaves 178x178.
        channels: 3 for RGB, 1 for gray.
        mirror: Whether each image is mirrored left-right half of the time.
        shuffle: Whether each epoch has its own random order; otherwise sorted by path.
        seed: Seed of the order and of the mirroring.
        drop_remainder: Whether a last batch that is not full is left out.
        cache_dir: Folder for the decoded images, which later calls reuse while no file
            changes. `None` keeps them in memory if `memory_limit` allows, else in the
            user's cache directory.
        memory_limit: The most bytes of decoded images to keep in memory.

    Returns:
        A `tf.data.Dataset` of images `(batch_size, height, width, channels)`, float32
        in [-1, 1], or of `(images, labels)`.

    Raises:
        FileNotFoundError: A file is missing.
        ValueError: A file is the web page of a failed download; or a label or split
            doesn't exist.

    Example:
    ```python
    faces = kerasgan.data.celeba("CelebA/", labels=("Male", "Smiling"))
    ```
    """
    if split not in SPLITS:
        raise ValueError(f"split= is one of {list(SPLITS)}, but received {split!r}.")
    path = pathlib.Path(path).expanduser()
    folder = path if path.is_dir() and path.name != IMAGES else path.parent
    images_of = open_images(path, folder)
    names = sorted(images_of)
    if SPLITS[split] is not None:
        parts = table(folder, "split")
        names = [n for n in names if parts.get(n, [""])[0] == SPLITS[split]]
    columns = columns_of(folder, names, labels) if labels else None
    target = decode.target(image_size, channels, crop)
    pixels, reasons, where = decoded(
        lambda rows: filled(
            rows, lambda row: decode.decode(images_of[names[row]], target)
        ),
        (len(names), target.height, target.width, target.channels),
        cache_key(
            "celeba", str(path.resolve()), target, fingerprint(map(str.encode, names))
        ),
        cache_dir,
        memory_limit,
    )
    skipped = [(n, why) for n, why in zip(names, reasons, strict=True) if why]
    if len(skipped) == len(names):
        raise ValueError(
            none_left(path, skipped or [(split, "no image of this split")])
        )
    rows = [row for row, why in enumerate(reasons) if why is None]
    if columns is not None:
        columns = tf.nest.map_structure(lambda column: column[rows], columns)
    report = Report(len(pixels), skipped, None, where)
    announce("celeba", report, pixels.shape)
    return dataset(
        pixels,
        columns,
        batch_size,
        mirror=mirror,
        shuffle=shuffle,
        seed=seed,
        drop_remainder=drop_remainder,
        report=report,
    )


class Member(NamedTuple):
    """A file in an archive, with the methods of a path that `decode` uses.

    Args:
        archive: The open `zipfile.ZipFile`.
        info: The file's entry in the archive.
    """

    archive: zipfile.ZipFile
    info: zipfile.ZipInfo

    def open(self, mode: str = "rb") -> Any:
        """The file's content."""
        return io.BytesIO(self.archive.read(self.info))

    def stat(self) -> Any:
        """The file's size, in the form of `os.stat_result`."""
        return os.stat_result((0,) * 6 + (self.info.file_size,) + (0,) * 3)


def open_images(path: pathlib.Path, folder: pathlib.Path) -> dict[str, Any]:
    """The images by their names: paths, or members of an archive.

    Raises:
        FileNotFoundError: There are no images.
        ValueError: The archive can't be read.
    """
    for place in (path, folder / IMAGES, folder / f"{IMAGES}.zip"):
        if place.is_dir() and (found := sorted(place.glob("*.jpg"))):
            return {file.name: file for file in found}
        if place.is_dir() and (place / IMAGES).is_dir():  # unpacked in one of its name
            found = sorted((place / IMAGES).glob("*.jpg"))
            if found:
                return {file.name: file for file in found}
        if place.is_file() and place.suffix == ".zip":
            refuse_pages(place)
            try:
                archive = zipfile.ZipFile(place)
            except zipfile.BadZipFile as error:
                raise ValueError(
                    f"{place} ({place.stat().st_size:,} bytes) is no whole archive: "
                    "download it again."
                ) from error
            infos = [i for i in archive.infolist() if i.filename.endswith(".jpg")]
            return {i.filename.split("/")[-1]: Member(archive, i) for i in infos}
    raise FileNotFoundError(
        f"There is neither {IMAGES}.zip nor a folder {IMAGES} with images in {folder}. "
        "Pass the folder that has one of both."
    )


def refuse_pages(path: pathlib.Path) -> None:
    """Rejects a file that is a web page of Google Drive instead of the data."""
    with path.open("rb") as file:
        start = file.read(64).lstrip().lower()
    if start.startswith((b"<!doctype html", b"<html")):
        raise ValueError(
            f"{path} is a web page, not the file: Google Drive gives it when too many "
            "have downloaded. Try again in a day, or take the file from someone who "
            "has it."
        )


def table(folder: pathlib.Path, kind: str) -> dict[str, list[str]]:
    """The columns of a list by image name; the key `""` has the names of the columns.

    Raises:
        FileNotFoundError: There is no such list.
        ValueError: The list is a web page.
    """
    paths = [folder / f"{LISTS[kind]}{ending}" for ending in ENDINGS]
    path = next((path for path in paths if path.is_file()), None)
    if path is None:
        raise FileNotFoundError(
            f"There is neither {paths[0].name} nor {paths[1].name} in {folder}, which "
            f"has the {kind} of CelebA's images."
        )
    refuse_pages(path)
    rows: dict[str, list[str]] = {}
    with path.open(newline="", encoding="utf-8") as file:
        if path.suffix == ".csv":
            lines = csv.reader(file)
        else:
            lines = (line.split() for line in file)
        for line in lines:
            if line and line[0].endswith(".jpg"):
                rows[line[0]] = line[1:]
            elif len(line) > 1:  # names of columns; before them may be a count
                first = 1 if path.suffix == ".csv" else 0
                rows[""] = line[first:]
    return rows


def columns_of(
    folder: pathlib.Path, names: list[str], labels: str | Sequence[str]
) -> Any:
    """The labels of images: an array, or a dict of arrays by label.

    Raises:
        ValueError: A label doesn't exist, or an image has no label.
    """
    wanted = [labels] if isinstance(labels, str) else list(labels)
    tables: dict[str, dict] = {}

    def rows_of(kind):
        if kind in tables:
            return tables[kind]
        rows = tables[kind] = table(folder, kind)
        if lacking := [name for name in names if name not in rows]:
            raise ValueError(
                f"{LISTS[kind]} has no line for {len(lacking):,} images, such as "
                f"{lacking[0]}. The list and the images are of two downloads, or the "
                "list isn't whole."
            )
        return rows

    columns = {}
    for label in wanted:
        if label == "identity":
            rows = rows_of("identity")
            columns[label] = np.array([int(rows[n][0]) for n in names])
        elif label == "landmarks":
            rows = rows_of("landmarks")
            columns[label] = np.array(
                [list(map(int, rows[n])) for n in names], "float32"
            )
        else:
            rows = rows_of("attributes")
            attributes = rows[""]
            if label == "caption":
                columns[label] = captions(rows, attributes, names)
            elif label in attributes:
                place = attributes.index(label)
                columns[label] = np.array([int(rows[n][place] == "1") for n in names])
            else:
                raise ValueError(
                    "labels must be among identity, landmarks, caption and the "
                    f"attributes {attributes}, but received {label!r}."
                )
    return columns[labels] if isinstance(labels, str) else columns


def captions(
    rows: dict[str, list[str]], attributes: list[str], names: list[str]
) -> np.ndarray:
    """Five captions of each image, bytes `(n, 5)`."""
    made = []
    for name in names:
        values = zip(attributes, rows[name], strict=True)
        present = {attribute for attribute, value in values if value == "1"}
        made.append(captions_of_attributes(present, seed=zlib.crc32(name.encode())))
    return texts(made)
