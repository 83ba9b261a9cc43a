"""A folder of images as sets of TensorFlow Datasets, one for each size."""

import concurrent.futures
import hashlib
import io
import json
import os
import pathlib
from collections.abc import Callable
from collections.abc import Sequence
from typing import Any
from typing import NamedTuple

import numpy as np

from kerasgan import files
from kerasgan.data import decode
from kerasgan.data.labels import collect
from kerasgan.data.labels import encode
from kerasgan.data.labels import label_files
from kerasgan.data.paths import image_paths
from kerasgan.data.preparation import work
from kerasgan.data.preparation.engine import run
from kerasgan.data.report import skip_lines

RAW_BELOW = 32  # pixels a side, of which JPEG's header takes more than the pixels
SPLIT, FORMAT = "train", "tfrecord"


class Shard(NamedTuple):
    """Images that are written together, at every size.

    Args:
        paths: Paths of the images.
        labels: For each image a dict of numbers, empty if there are no labels.
        targets: Dict from each side to the file to write.
        names: Dict from each label to its class names, or to `None`.
        crop: As in `kerasgan.data.image_folder`.
    """

    paths: list[pathlib.Path]
    labels: list[dict]
    targets: dict[int, pathlib.Path]
    names: dict[str, list[str] | None]
    crop: Any

    @property
    def num_items(self) -> int:
        """The number of images."""
        return len(self.paths)

    def is_done(self) -> bool:
        """Whether all of its files exist."""
        return all(path.exists() for path in self.targets.values())

    def work(self) -> int:
        """Writes its files, each whole or not at all."""
        import tensorflow as tf

        largest = max(self.targets)
        target = decode.target(largest, 3, self.crop)
        images = [decode.decode(path, target) for path in self.paths]
        for side, path in self.targets.items():
            features = features_of(side, self.names)
            with files.written_whole(path) as draft:
                with tf.io.TFRecordWriter(str(draft)) as writer:
                    for image, label in zip(images, self.labels, strict=True):
                        example = {"image": value_of(image, side), **label}
                        writer.write(features.serialize_example(example))
        return self.num_items


def write_tfds(
    folder: str | os.PathLike,
    out: str | os.PathLike,
    sizes: int | Sequence[int],
    *,
    labels: Callable[[pathlib.Path], Any] | None = None,
    crop: int | tuple[int, int, int, int] | None = None,
    name: str = "faces",
    images_per_shard: int = 1024,
    workers: int | None = None,
    executor: concurrent.futures.Executor | None = None,
) -> dict[int, pathlib.Path]:
    """Writes the images of a folder as a set of TensorFlow Datasets for each size.

    Smaller sizes are averages of the pixels of the largest size, as growing networks
    use them. Images below 32 pixels are raw, larger images are JPEG of quality 95. The
    name of a set's folder depends on everything that determines its bytes, so several
    versions can be side by side. After an interruption, the same call resumes.

    Args:
        folder: Folder of images, with any nesting below it.
        out: Folder to write to.
        sizes: Sides in pixels; each divides the largest by a power of two.
        labels: `None`, or a function from the `pathlib.Path` of a file to its label.
        crop: The part of each image that is resized: `None` for the largest centre
            square, an integer for the centre square of that side, or a box
            `(top, left, height, width)`. Smaller images are left out.
        name: Name of the sets, with letters, digits and `_`.
        images_per_shard: Int, number of images in a shard.
        workers: Int, processes (default: one for each core).
        executor: Optional `concurrent.futures.Executor` that works in place of local
            processes, such as `dask.distributed.Client(...).get_executor()`.

    Returns:
        Dict from each side to the folder of its set, for `kerasgan.data.from_tfds` and
        `tfds.builder_from_directory`.

    Raises:
        FileNotFoundError: The folder doesn't exist, or has no image.
        ValueError: A size doesn't divide the largest; or an image can't be read.

    Example:

    ```python
    sets = kerasgan.data.write_tfds("faces/images", "sets/", sizes=[4, 8, 16, 32, 64])
    faces = kerasgan.data.from_tfds(sets[64], image_size=64)
    ```
    """
    sides = sorted({sizes} if isinstance(sizes, int) else set(sizes))
    check(sides, name, images_per_shard)
    folder, out = (pathlib.Path(path).expanduser() for path in (folder, out))
    paths, others = image_paths(folder)
    values, unlabeled = label_files(folder, paths, labels)
    usable = [row for row, reason in enumerate(unlabeled) if reason is None]
    skipped = [
        (str(paths[row]), reason) for row, reason in enumerate(unlabeled) if reason
    ]
    readable, broken = readable_of([paths[row] for row in usable], crop, sides[-1])
    skipped += [*others, *broken]
    rows = [row for row in usable if paths[row] in readable]
    if skipped:
        print(
            "\n".join(
                [f"write_tfds: {len(skipped):,} files left out.", *skip_lines(skipped)]
            )
        )
    columns, names = columns_of([values[row] for row in rows], labels)
    paths = [paths[row] for row in rows]
    digest = digest_of(folder, paths, readable, columns, names, crop, sides[-1])
    sets = {side: out / f"{name}-{side}-{digest}" for side in sides}
    shards = shards_of(paths, columns, names, sets, name, crop, images_per_shard)
    run(shards, workers, executor, "image")
    for side, place in sets.items():
        finish(place, side, names, name, shards)
    return sets


def check(sides: list[int], name: str, images_per_shard: int) -> None:
    """Rejects invalid arguments."""
    largest = sides[-1] if sides else 0
    ratios = [largest / side if side > 0 else 0.5 for side in sides]
    if not sides or any(ratio not in (2**n for n in range(12)) for ratio in ratios):
        raise ValueError(
            "sizes are sides that divide the largest by a power of two, such as [4, 8, "
            f"16], but received {sides}."
        )
    if not name.isidentifier():
        raise ValueError(
            f"name= has letters, digits and `_` alone, but received {name!r}."
        )
    if images_per_shard < 1:
        raise ValueError(
            f"images_per_shard= counts from 1, but received {images_per_shard!r}."
        )


def readable_of(
    paths: list[pathlib.Path], crop: Any, side: int
) -> tuple[dict[pathlib.Path, str], list[tuple[str, str]]]:
    """The sha256 of each image that can be decoded; names and reasons of the others."""
    target, readable, broken = decode.target(side, 3, crop), {}, []
    for path in paths:
        try:
            decode.decode(path, target)
            readable[path] = hashlib.sha256(path.read_bytes()).hexdigest()
        except decode.Unreadable as error:
            broken.append((str(path), str(error)))
    return readable, broken


def columns_of(values: list[Any], labels: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Columns of labels by name, and the class names of each label, or `None`."""
    if labels is None:
        return {}, {}
    columns, names = encode(collect(values))
    if not isinstance(columns, dict):
        return {"label": columns}, {"label": names}
    return columns, {name: (names or {}).get(name) for name in columns}


def digest_of(
    folder: pathlib.Path,
    paths: list[pathlib.Path],
    hashes: dict[pathlib.Path, str],
    columns: dict[str, Any],
    names: dict[str, Any],
    crop: Any,
    side: int,
) -> str:
    """A short hash of everything that determines the bytes of sets."""
    import PIL

    facts = [[path.relative_to(folder).as_posix(), hashes[path]] for path in paths]
    labels = {name: column.tolist() for name, column in columns.items()}
    text = json.dumps([facts, labels, names, crop, side, PIL.__version__])
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def shards_of(
    paths: list[pathlib.Path],
    columns: dict[str, Any],
    names: dict[str, Any],
    sets: dict[int, pathlib.Path],
    name: str,
    crop: Any,
    images_per_shard: int,
) -> list[Shard]:
    """All shards, in the order of names."""
    num = -(-len(paths) // images_per_shard)
    shards = []
    for index in range(num):
        rows = range(len(paths))[
            index * images_per_shard : (index + 1) * images_per_shard
        ]
        file = f"{name}-{SPLIT}.{FORMAT}-{index:05d}-of-{num:05d}"
        shards.append(
            Shard(
                [paths[row] for row in rows],
                [{key: column[row] for key, column in columns.items()} for row in rows],
                {side: place / file for side, place in sets.items()},
                names,
                crop,
            )
        )
    return shards


def value_of(image: np.ndarray, side: int) -> Any:
    """An image of a side in the form for its feature: bytes of a JPEG, or pixels."""
    from PIL import Image

    smaller = Image.fromarray(image).reduce(image.shape[0] // side)
    if side < RAW_BELOW:
        return np.asarray(smaller)
    return io.BytesIO(work.encoded(smaller, work.FORMATS["jpeg"]))


def features_of(side: int, names: dict[str, list[str] | None]) -> Any:
    """The features of a set for TensorFlow Datasets."""
    import tensorflow_datasets as tfds

    shape = (side, side, 3)
    raw = tfds.features.Tensor(
        shape=shape, dtype=np.uint8, encoding=tfds.features.Encoding.BYTES
    )
    jpeg = tfds.features.Image(shape=shape, encoding_format="jpeg")
    labels = {
        name: tfds.features.ClassLabel(names=classes)
        if classes
        else tfds.features.Scalar(np.float32)
        for name, classes in names.items()
    }
    return tfds.features.FeaturesDict(
        {"image": raw if side < RAW_BELOW else jpeg, **labels}
    )


def finish(
    place: pathlib.Path,
    side: int,
    names: dict[str, Any],
    name: str,
    shards: list[Shard],
) -> None:
    """Writes the metadata of a set for TensorFlow Datasets, after its shards."""
    import tensorflow_datasets as tfds

    if (place / "dataset_info.json").exists():
        return
    template = tfds.core.ShardedFileTemplate(
        data_dir=place,
        dataset_name=name,
        split=SPLIT,
        filetype_suffix=FORMAT,
        template="{DATASET}-{SPLIT}.{FILEFORMAT}-{SHARD_X_OF_Y}",
    )
    split = tfds.core.SplitInfo(
        name=SPLIT,
        shard_lengths=[shard.num_items for shard in shards],
        num_bytes=sum(shard.targets[side].stat().st_size for shard in shards),
        filename_template=template,
    )
    tfds.folder_dataset.write_metadata(
        data_dir=place,
        features=features_of(side, names),
        split_infos=[split],
        check_data=False,
    )
