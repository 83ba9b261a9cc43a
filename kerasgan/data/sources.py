"""Every kind of argument of `fit`, as a dataset of batches."""

import inspect
import os
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from kerasgan.data import decode
from kerasgan.data.arrays import from_arrays

IMAGE_KEYS = ("image", "images", "img", "pixel_values")
LABEL_KEYS = ("label", "labels")
MOST_BYTES = 2**31  # that a generator may yield: all of it is kept


def as_batches(
    x: Any,
    y: Any = None,
    batch_size: int | None = None,
    seed: int = 0,
    names: Sequence[str] = (),
) -> tf.data.Dataset:
    """Batches of images, or of images and labels, from one of many kinds of sources.

    Args:
        x: One of

            - a `tf.data.Dataset` of batches: images, `(images, labels)`, or dicts with
              an image key ("image", "images", "img" or "pixel_values");
            - an array or tensor `(n, height, width, channels)`, or a list of images of
              one size: arrays, or Pillow's of any mode;
            - dicts with an image key, in a list or in an object with a length and
              integer indices, such as a dataset of Hugging Face; or one dict of arrays;
            - a generator of images or of batches, with or without labels, or a function
              that returns one; it is read completely, up to 2 GiB;
            - a `keras.utils.PyDataset` of batches, which keeps its order.

        y: Labels of an array, a list or a generator that has no labels.
        batch_size: The number of images in a batch, for all sources but datasets
            (default: 64, or all if there are fewer).
        seed: Seed of the order, for all sources but datasets.
        names: The names of the labels to take from dicts.

    Returns:
        A `tf.data.Dataset`; its images are unchanged, or float32 in [-1, 1].

    Raises:
        ValueError: `x` is none of these, or the images differ in size.
    """
    if isinstance(x, tf.data.Dataset | keras.utils.PyDataset):
        if y is not None or batch_size is not None:
            raise ValueError(
                "`y` and `batch_size` belong to arrays; a dataset has its labels and "
                f"its batches inside. Received x={type(x).__name__}."
            )
        return _of_dataset(x if isinstance(x, tf.data.Dataset) else _read(x), names)
    images, labels = _whole(x, names)
    if labels is not None and y is not None:
        raise ValueError("The images come with labels: leave `y` out.")
    labels = y if labels is None else labels
    return from_arrays(images, labels, batch_size or min(64, len(images)), seed=seed)


def _whole(x: Any, names: Sequence[str]) -> tuple[np.ndarray, Any]:
    """All images of `x` in one array, and their labels, if they come with any."""
    if isinstance(x, dict):
        images, labels = _parted(x, names)
        return np.asarray(images), labels
    if hasattr(x, "__array__"):
        return np.asarray(x), None
    if inspect.isgeneratorfunction(x):
        x = x()
    if isinstance(x, Iterator):
        return _stacked(x, names)
    if hasattr(x, "__len__") and hasattr(x, "__getitem__") and not isinstance(x, str):
        return _stacked((x[index] for index in range(len(x))), names)
    hint = ""
    if isinstance(x, str | os.PathLike):
        hint = f" For a folder pass `kerasgan.data.image_folder({str(x)!r})`."
    raise ValueError(
        "Images should come as a tf.data.Dataset, an array, a list or a generator of "
        f"images, or a keras.utils.PyDataset, but received {type(x).__name__}.{hint}"
    )


def _stacked(items: Iterable, names: Sequence[str]) -> tuple[np.ndarray, Any]:
    """Items, each an image or a batch with or without labels, behind one another."""
    images, labels, size = [], [], 0
    for item in items:
        image, label = _parted(item, names)
        image = _array(image)
        if images and image.shape[-3:] != images[0].shape[-3:]:
            raise ValueError(
                "Images should be of one size, but the first is "
                f"{images[0].shape[-3:]} and another {image.shape[-3:]}. Resize them, "
                "or read their files by `kerasgan.data.image_folder(..., image_size=)`."
            )
        images.append(image)
        many = image.ndim == 4
        labels.append(label if many or label is None else _as_batch(label))
        size += image.nbytes
        if size > MOST_BYTES:
            raise ValueError(
                f"A generator is read whole, and {len(images)} items already have "
                f"{size / 2**30:.1f} GiB. If it ends, pass "
                "`tf.data.Dataset.from_generator(...)`, which reads it in each epoch."
            )
    if not images:
        raise ValueError("There are no images: what was handed in has no items.")
    whole = np.concatenate([i if i.ndim == 4 else i[None] for i in images])
    if labels[0] is None:
        return whole, None
    return whole, tf.nest.map_structure(lambda *rows: np.concatenate(rows), *labels)


def _as_batch(label: Any) -> Any:
    return tf.nest.map_structure(lambda value: np.asarray(value)[None], label)


def _array(image: Any) -> np.ndarray:
    """An image `(height, width, channels)`, or a batch of such, of Pillow or arrays."""
    from PIL import Image
    from PIL import ImageOps

    if isinstance(image, Image.Image):
        image = ImageOps.exif_transpose(image)
        is_gray = image.mode in ("L", "1") or image.mode.startswith("I")
        image = np.asarray(decode.to_8_bits(image, 1 if is_gray else 3))
    image = np.asarray(image)
    if image.ndim == 2 or (image.ndim == 3 and image.shape[-1] > 4):  # gray, of each
        image = image[..., None]
    if image.ndim not in (3, 4):
        raise ValueError(
            "An image should have the shape (height, width, channels), and a batch of "
            f"them one axis more, but one has {image.shape}."
        )
    return image


def _parted(item: Any, names: Sequence[str]) -> tuple[Any, Any]:
    """Images and labels, or `None` for these, of an element in any of its forms."""
    if isinstance(item, tuple):
        if len(item) > 2:
            raise ValueError(
                f"A batch has images and labels, but here are {len(item)} parts. The "
                "losses of a GAN have no place for sample weights: leave them out."
            )
        images, labels = item if len(item) == 2 else (*item, None)
        if isinstance(images, dict):
            images = images[_image_key(images)]
        return images, labels
    if not isinstance(item, dict):
        return item, None
    key = _image_key(item)
    others = {name: value for name, value in item.items() if name != key}
    return item[key], _wanted(others, names)


def _image_key(item: dict) -> str:
    for key in IMAGE_KEYS:
        if key in item:
            return key
    raise ValueError(
        f"A dict should have its images under one of {list(IMAGE_KEYS)}, but has "
        f"{list(item)}. Rename the column, or map the dataset to its images."
    )


def _wanted(others: dict, names: Sequence[str]) -> Any:
    """Of the other columns of a dict those that a GAN learns from; `None` if none."""
    if not names:
        return None
    if set(names) <= set(others):
        return {name: others[name] for name in names}
    alone = [key for key in LABEL_KEYS if key in others] or list(others)
    return others[alone[0]] if len(names) == len(alone) == 1 else others


def _of_dataset(dataset: tf.data.Dataset, names: Sequence[str]) -> tf.data.Dataset:
    """A dataset of images, or of images and labels, of one in any form."""

    def parted(*batch):
        images, labels = _parted(batch if len(batch) > 1 else batch[0], names)
        return images if labels is None else (images, labels)

    images, _ = _parted(dataset.element_spec, names)
    if not isinstance(images, tf.TensorSpec):
        raise ValueError(
            f"A batch should begin with a tensor of images, but is {images}. Map the "
            "dataset to images, or to (images, labels)."
        )
    if images.shape.rank in (2, 3):
        raise ValueError(
            f"The dataset gives single images of shape {images.shape}, but a step "
            "takes batches. Call `.batch(64)`."
        )
    spec = dataset.element_spec
    if isinstance(spec, tf.TensorSpec) or (
        isinstance(spec, tuple) and len(spec) == 2 and not isinstance(spec[0], dict)
    ):
        return dataset
    return dataset.map(tf.autograph.experimental.do_not_convert(parted))


def _read(batches: keras.utils.PyDataset) -> tf.data.Dataset:
    """The batches of Keras' own kind of dataset, in its order."""

    def one_pass():
        for index in range(len(batches)):
            yield batches[index]
        batches.on_epoch_end()

    def spec_of(column):
        column = np.asarray(column)
        return tf.TensorSpec((None, *column.shape[1:]), column.dtype)

    spec = tf.nest.map_structure(spec_of, batches[0])
    dataset = tf.data.Dataset.from_generator(one_pass, output_signature=spec)
    length = tf.data.experimental.assert_cardinality(len(batches))
    return dataset.apply(length)
