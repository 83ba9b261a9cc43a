"""Image sets of TensorFlow Datasets."""

import os
from collections.abc import Sequence
from typing import Any

import numpy as np
import tensorflow as tf

from kerasgan.data import decode
from kerasgan.data.cache import Reasons
from kerasgan.data.cache import cache_key
from kerasgan.data.cache import decoded
from kerasgan.data.labels import ClassNames
from kerasgan.data.labels import encode
from kerasgan.data.pipeline import dataset
from kerasgan.data.report import Report
from kerasgan.data.report import announce
from kerasgan.data.report import none_left
from kerasgan.data.tfds_source import examples_of
from kerasgan.data.tfds_source import feature_of
from kerasgan.data.tfds_source import prepared_builder

# 178x178 of 178x218: the usual face crop, 20 rows off the top and the bottom.
CELEBA_CROP = 178


def from_tfds(
    name: str | os.PathLike,
    image_size: int | tuple[int, int] = 64,
    batch_size: int = 64,
    *,
    split: str = "train",
    channels: int = 3,
    crop: int | tuple[int, int, int, int] | None = None,
    label_key: str | Sequence[str] | None = None,
    image_key: str = "image",
    data_dir: str | os.PathLike | None = None,
    manual_dir: str | os.PathLike | None = None,
    mirror: bool = False,
    shuffle: bool = True,
    seed: int = 0,
    drop_remainder: bool = True,
    cache_dir: str | os.PathLike | None = None,
    memory_limit: int = 2**31,
) -> tf.data.Dataset:
    """Images of a set of TensorFlow Datasets, as batches in [-1, 1].

    TFDS downloads the set at the first use. Each image is decoded once, cropped,
    resized (antialiased bicubic) and kept as uint8.

    Args:
        name: A name of the [TFDS catalog](https://www.tensorflow.org/datasets),
            such as "celeb_a" or "cifar10"; or the path of a set's own folder, as
            `kerasgan.data.write_tfds` makes them.
        image_size: The side, or `(height, width)`, of the images.
        batch_size: The number of images in a batch.
        split: A split of the set, such as "train" or "train[:1000]".
        channels: 3 for RGB, 1 for gray.
        crop: The part of each image that is resized: `None` for the largest centre box
            of the shape of `image_size` (a square, for a side), an integer for the
            centre square of that side, or a box `(top, left, height, width)`. Smaller
            images are left out. For "celeb_a", `None` stands for `CELEBA_CROP`.
        label_key: `None`, the key of the labels, such as "label", or a tuple of
            keys for a dict of labels. A key within a dict is written
            "attributes/Male"; "attributes" alone gives the dict.
        image_key: The key of the images.
        data_dir: The folder of TFDS, by default its own.
        manual_dir: A folder of files already downloaded, under the names that TFDS
            expects. For "celeb_a" this avoids the quota of Google Drive, with the files
            `img_align_celeba.zip`, `list_eval_partition.txt`,
            `list_attr_celeba.txt`, `list_landmarks_align_celeba.txt` and
            `identity_CelebA.txt`.
        mirror: Whether each image is mirrored left-right half of the time.
        shuffle: Whether each epoch has its own random order; otherwise a fixed one.
        seed: Seed of the order and of the mirroring.
        drop_remainder: Whether a last batch that is not full is left out.
        cache_dir: Folder for the decoded images, which later calls reuse while no file
            changes. `None` keeps them in memory if `memory_limit` allows, else in the
            user's cache directory.
        memory_limit: The most bytes of decoded images to keep in memory.

    Returns:
        A `tf.data.Dataset` of images `(batch_size, height, width, channels)`,
        float32 in [-1, 1], or of `(images, labels)`. It has a `report` and
        `class_names`.

    Raises:
        ValueError: If the set has no such key, or no image can be used.

    Example:
    ```python
    faces = kerasgan.data.from_tfds("celeb_a", label_key="attributes/Smiling")
    ```
    """
    builder = prepared_builder(name, data_dir, manual_dir)
    if crop is None and builder.name == "celeb_a":
        crop = CELEBA_CROP
    images, reasons, where = _read_images(
        builder,
        split,
        image_key,
        decode.target(image_size, channels, crop),
        cache_dir,
        memory_limit,
    )
    labels, class_names = None, None
    if label_key is not None:
        kept = [row for row, reason in enumerate(reasons) if reason is None]
        labels, class_names = _read_labels(builder, split, label_key, kept)
    skipped = [(str(row), reason) for row, reason in enumerate(reasons) if reason]
    report = Report(len(images), skipped, class_names, where)
    announce(f"from_tfds({str(name)!r})", report, images.shape, unit="example")
    return dataset(
        images,
        labels,
        batch_size,
        mirror=mirror,
        shuffle=shuffle,
        seed=seed,
        drop_remainder=drop_remainder,
        report=report,
    )


def _read_images(
    builder: Any,
    split: str,
    image_key: str,
    target: decode.Target,
    cache_dir: str | os.PathLike | None,
    memory_limit: int,
) -> tuple[np.ndarray, Reasons, str]:
    feature_of(builder, image_key)
    num_images = builder.info.splits[split].num_examples
    folder = str(builder.data_dir)
    num_bytes = builder.info.splits[split].num_bytes
    return decoded(
        lambda images: _fill(images, builder, split, image_key, target),
        (num_images, target.height, target.width, target.channels),
        cache_key("tfds", folder, split, num_images, num_bytes, image_key, target),
        cache_dir,
        memory_limit,
    )


def _fill(
    images: np.ndarray,
    builder: Any,
    split: str,
    image_key: str,
    target: decode.Target,
) -> Reasons:
    """Writes each example into its row; returns why any was left out."""
    from PIL import Image
    from tqdm import tqdm

    reasons = ["not in the split"] * len(images)
    few = len(images) <= 1000
    examples = examples_of(builder, split, [image_key]).as_numpy_iterator()
    rows = zip(range(len(images)), examples, strict=False)
    for row, example in tqdm(rows, "Decoding", len(images), leave=False, disable=few):
        pixels = example[image_key]
        image = Image.fromarray(pixels[..., 0] if pixels.shape[-1] == 1 else pixels)
        try:
            images[row] = decode.fit(decode.to_8_bits(image, target.channels), target)
            reasons[row] = None
        except decode.Unreadable as error:
            reasons[row] = str(error)
    if all(reasons):
        named = [(str(row), reason) for row, reason in enumerate(reasons)]
        raise ValueError(none_left(f"{builder.name}, {split}", named))
    return reasons


def _read_labels(
    builder: Any, split: str, label_key: str | Sequence[str], kept: list[int]
) -> tuple[Any, ClassNames]:
    """The labels of the kept examples, and their class names."""
    keys = [label_key] if isinstance(label_key, str) else list(label_key)
    features = [feature_of(builder, key) for key in keys]
    parts = examples_of(builder, split, keys).batch(4096).as_numpy_iterator()
    columns = tf.nest.map_structure(
        lambda *arrays: _texts(np.concatenate(arrays)[kept]), *parts
    )
    labels, class_names = {}, {}
    for key, feature in zip(keys, features, strict=True):
        name = key.split("/")[-1]
        column = columns
        for step in key.split("/"):
            column = column[step]
        labels[name], names = encode(column)
        class_names[name] = getattr(feature, "names", names)
    if isinstance(label_key, str):
        return labels[name], class_names[name]
    return labels, class_names if any(class_names.values()) else None


def _texts(column: np.ndarray) -> np.ndarray:
    if column.dtype == object:
        return np.char.decode(column.astype(bytes), "utf-8")
    return column
