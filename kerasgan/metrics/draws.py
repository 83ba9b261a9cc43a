"""The images of a set that are measured: drawn by a seed, each at most once."""

import hashlib
import warnings

import numpy as np
import tensorflow as tf

from kerasgan.metrics.pixels import to_pixels

BLOCK = 1024
MOST_UNIQUE = 0.9  # fraction of a set below which its copies are warned of


def drawn(images, most, seed=0):
    """At most `most` random rows of an array; if there are fewer, all in their order.

    The rows are drawn without replacement, because the first rows would be of one kind
    if images are sorted by kind.
    """
    if len(images) <= most:
        return images
    return images[np.random.default_rng(seed).permutation(len(images))[:most]]


def collected(images, most, seed=0):
    """At most `most` images of an array, or of batches, as uint8.

    If there are fewer images, all are kept in their order. Images are read once, and
    only the kept images stay in memory. Exact copies count once, because a set with
    copies is smaller than it looks, and its neighborhoods are empty. There is a warning
    if more than a tenth are copies.

    Reference: Vitter, "Random sampling with a reservoir", 1985, algorithm R.

    Args:
        images: Array `(n, height, width, 1 or 3)`, uint8 or floats in [-1, 1], or an
            iterable of batches of such images, with or without labels.
        most: Int.
        seed: Int. Seed of the draw (default: 0).

    Raises:
        ValueError: There are no images, or the iterable is infinite.
    """
    if isinstance(images, tf.data.Dataset):
        if images.cardinality() == tf.data.INFINITE_CARDINALITY:
            raise ValueError(
                "Real images are read once and whole, but this dataset repeats without "
                "end. Pass it as it is before `.repeat()`."
            )
    rng = np.random.default_rng(seed)
    kept, known, num = [], set(), 0
    for pixels in pixels_of(images):
        num += len(pixels)
        for image in pixels:
            key = hashlib.blake2b(image.tobytes(), digest_size=16).digest()
            if key in known:
                continue
            known.add(key)
            if len(kept) < most:
                kept.append(image)
            elif (place := rng.integers(len(known))) < most:
                kept[place] = image
    if not kept:
        raise ValueError("There are no real images to compare with.")
    if len(known) < MOST_UNIQUE * num:
        warnings.warn(
            f"{num - len(known)} of {num} real images are exact copies of others and "
            "don't count. Pass a dataset as it is before `.repeat()`.",
            stacklevel=3,
        )
    return np.stack(kept)


def pixels_of(images):
    """A set's images as uint8, a block at a time, without labels."""
    if isinstance(images, np.ndarray):
        images = np.split(images, range(BLOCK, len(images), BLOCK))
    for batch in images:
        yield to_pixels(batch[0] if isinstance(batch, tuple) else batch)
