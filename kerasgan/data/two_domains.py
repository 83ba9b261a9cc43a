"""Batches of images of two kinds: in pairs, or each in an order of its own."""

from collections.abc import Callable
from typing import Any

import numpy as np
import tensorflow as tf

from kerasgan import ranges
from kerasgan.data.pipeline import Shuffle
from kerasgan.data.pipeline import batched
from kerasgan.data.report import Report


class TwoShuffles(Shuffle):
    """The order of two kinds of images in each pass, of pairs or of unpaired ones.

    A row of a plan has the index, mirror bit and crop of an image of each kind, and a
    key for other random draws. Images in pairs have the same index, mirror bit and
    crop. Unpaired images are drawn independently, and the smaller set is repeated, each
    time in another order.

    Args:
        sizes: The numbers of images of each kind.
        paired: Whether images with the same index are pairs.
        spare: `(height, width)` in pixels by which images are larger than their crop.
        shuffle, mirror, seed: As in `Shuffle`.
    """

    columns = 9

    def __init__(
        self,
        sizes: tuple[int, int],
        paired: bool,
        spare: tuple[int, int] = (0, 0),
        shuffle: bool = True,
        mirror: bool = False,
        seed: int = 0,
    ) -> None:
        super().__init__(max(sizes), shuffle, mirror, seed)
        self.sizes = sizes
        self.paired = paired
        self.spare = spare

    def plan(self, rng: np.random.Generator) -> np.ndarray:
        kinds = [self.kind(*of) for of in zip(rng.spawn(2), self.sizes, strict=True)]
        if self.paired:
            kinds[1] = kinds[0]
        keys = rng.integers(2**62, size=(self.num_images, 1))
        return np.concatenate([*kinds, keys], axis=1)

    def kind(self, rng: np.random.Generator, size: int) -> np.ndarray:
        """Index, mirror bit and crop of a pass over images of one kind."""
        passes = -(-self.num_images // size)
        order = rng.permutation if self.shuffle else np.arange
        index = np.concatenate([order(size) for _ in range(passes)])
        draws = [
            rng.integers(0, limit + 1, self.num_images)
            for limit in (int(self.mirror), *self.spare)
        ]
        return np.stack([index[: self.num_images], *draws], axis=1)


def two_domains(
    domains: list | tuple,
    size: tuple[int, int],
    batch_size: int,
    *,
    paired: bool,
    mirror: bool = False,
    shuffle: bool = True,
    seed: int = 0,
    drop_remainder: bool = True,
    report: Report,
) -> tf.data.Dataset:
    """Batches of two kinds of images.

    Args:
        domains: Two of: an array of images `(n, height, width, channels)`, uint8 or
            floats in [-1, 1]; or, of one of them, a function of (images, key).
        size: `(height, width)` of the batches; larger images are cropped at random.
        paired: As in `TwoShuffles`.
        batch_size, mirror, shuffle, seed, drop_remainder, report: As of
            `kerasgan.data.pipeline.dataset`.

    Returns:
        A dataset of tuples of two batches, float32 in [-1, 1].
    """
    arrays = [domain for domain in domains if not callable(domain)]
    sizes = (len(arrays[0]), len(arrays[-1]))
    spare = tuple(
        have - want for have, want in zip(arrays[0].shape[1:3], size, strict=True)
    )
    plan = TwoShuffles(sizes, paired, spare, shuffle, mirror, seed)
    read = _reader(domains, size, batch_size if drop_remainder else None)
    return batched(plan, read, batch_size, drop_remainder, report)


def _reader(domains: list, size: tuple[int, int], batch_size: int | None) -> Callable:
    """A function from rows of a plan to a batch of each domain."""

    def images_of(place, rows):
        array = domains[place]
        picked = rows[:, 4 * place : 4 * place + 4]
        images = tf.numpy_function(
            lambda picked: cut(array, picked, size), [picked], array.dtype
        )
        return ranges.to_floats(
            tf.ensure_shape(images, (batch_size, *size, array.shape[-1]))
        )

    def read(rows):
        key = tf.stack([rows[0, -1], tf.constant(0, "int64")])
        batch = [
            None if callable(domain) else images_of(place, rows)
            for place, domain in enumerate(domains)
        ]
        return tuple(
            derived(domain, batch[1 - place], key) if callable(domain) else batch[place]
            for place, domain in enumerate(domains)
        )

    return read


def cut(array: np.ndarray, rows: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Images by the rows of a plan: index, mirror bit, and where the crop begins."""
    height, width = size
    images = np.empty((len(rows), *size, array.shape[-1]), array.dtype)
    for image, (index, mirrored, top, left) in zip(images, rows, strict=True):
        crop = array[index, top : top + height, left : left + width]
        image[...] = crop[:, ::-1] if mirrored else crop
    return images


def derived(function: Callable, images: Any, key: Any) -> Any:
    """The result of a function of images, rounded to 8 bits as in files.

    Raises:
        ValueError: The result is not images.
    """
    made = function(images, key)
    shape = getattr(made, "shape", None)
    name = getattr(function, "__name__", "the function")
    if shape is None or shape.rank != 4 or shape[-1] not in (1, 3):
        raise ValueError(
            f"{name} should make of images and a key a batch of images (batch, height, "
            f"width, 1 or 3) in [-1, 1], but made {made!r}."
        )
    return ranges.to_floats(ranges.to_uint8(made))
