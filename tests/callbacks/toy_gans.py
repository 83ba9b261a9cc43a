"""GANs of two dense layers, whose steps are traced in a moment."""

import keras
import numpy as np

import kerasgan


def networks():
    """A generator of 4 x 4 pixels and a discriminator, the same each time."""
    keras.utils.set_random_seed(0)
    dense, reshape = keras.layers.Dense, keras.layers.Reshape
    return (
        keras.Sequential([keras.Input((3,)), dense(16, "tanh"), reshape((4, 4, 1))]),
        keras.Sequential([keras.Input((4, 4, 1)), reshape((16,)), dense(1)]),
    )


def images(num):
    return np.random.default_rng(0).uniform(-1, 1, (num, 4, 4, 1)).astype("float32")


def dataset(num=12):
    """Batches of four images."""
    return kerasgan.data.from_arrays(images(num), batch_size=4)


def state(gan):
    """Everything that training changes, as arrays."""
    return [v.numpy() for v in (*gan.weights, *gan.optimizer.variables)]


def assert_same(state, other):
    for one, another in zip(state, other, strict=True):
        np.testing.assert_array_equal(one, another)
