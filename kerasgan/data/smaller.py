"""Batches of images with what is left of them at a smaller size."""

import functools
from typing import Any

import numpy as np
import tensorflow as tf

from kerasgan.data.degradations import degradation_of
from kerasgan.data.pipeline import Shuffle
from kerasgan.data.pipeline import untuned
from kerasgan.data.two_domains import derived


class Keys(Shuffle):
    """A key for each batch of a pass, a function of (seed, iteration)."""

    def __init__(self, seed: int) -> None:
        super().__init__(0, seed=seed)

    def plan(self, rng: np.random.Generator) -> np.ndarray:
        return rng.integers(2**62)


def with_smaller(
    dataset: tf.data.Dataset,
    factor: int,
    degradation: str = "bicubic",
    patch_size: int | None = None,
    seed: int = 0,
) -> tf.data.Dataset:
    """Batches of (small images, large images), made from batches of large images.

    A resumed training gets the same crops and degradations as an uninterrupted one.

    Args:
        dataset: Batches of images in [-1, 1], `(batch, height, width, channels)`.
        factor: The factor by which sides shrink.
        degradation: `"bicubic"`, or `"real"` for `kerasgan.data.degrade`.
        patch_size: Optional int, side in pixels of a random crop of each large image;
            the small image is made from the crop.
        seed: Seed of crops and degradations.
    """
    function = functools.partial(degradation_of(degradation), factor=factor)

    def pair(images, key):
        if patch_size:
            images = patches(images, patch_size, key)
        return derived(function, images, key), images

    keyed = tf.data.Dataset.zip(dataset, keys(Keys(seed)))
    return untuned(keyed.map(pair, tf.data.AUTOTUNE))


def keys(plan: Keys) -> tf.data.Dataset:
    """An infinite dataset of keys `(2,)`, which differ in each pass."""

    def one_pass(_):
        key = tf.ensure_shape(tf.numpy_function(plan, [], tf.int64), ())
        return tf.data.Dataset.counter().map(lambda batch: tf.stack([key + batch, 0]))

    source = tf.data.Dataset.range(1).flat_map(one_pass)
    source.shuffle = plan
    endless = tf.data.experimental.assert_cardinality(tf.data.INFINITE_CARDINALITY)
    return source.apply(endless)


def patches(images: Any, side: int, key: Any) -> Any:
    """A square crop of each image, at a random place."""
    batch = tf.shape(images)[0]
    spare = [tf.cast(size - side, "float32") for size in images.shape[1:3]]
    where = tf.random.stateless_uniform((batch, 2), key + (1 << 32), alg="philox")
    starts = tf.cast(where * (tf.stack(spare) + 1), "int32")
    rows, columns = (starts[:, place, None] + tf.range(side) for place in (0, 1))
    images = tf.gather(images, rows, axis=1, batch_dims=1)
    return tf.gather(images, columns, axis=2, batch_dims=1)
