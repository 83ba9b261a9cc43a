"""A mixture of eight Gaussians, learned by small dense networks: `pytest -m slow`.

`notebooks/02_objectives.ipynb` plays it with every objective.
"""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

import kerasgan

SPREAD, BATCH = 0.02, 256
ANGLES = 2 * np.pi * np.arange(8) / 8
CENTERS = 0.8 * np.stack([np.cos(ANGLES), np.sin(ANGLES)], axis=1)


def mixture(rng):
    """Points as images of 1x1 pixels with two channels, in batches."""
    noise = SPREAD * rng.standard_normal((200 * BATCH, 2))
    points = CENTERS[rng.integers(8, size=len(noise))] + noise
    batches = points.reshape(200, BATCH, 1, 1, 2).astype("float32")
    return tf.data.Dataset.from_tensor_slices(batches).repeat()


def dense(inputs, outputs):
    """Two hidden layers between the layers that shape what goes in and out."""
    hidden = [
        layer for _ in range(2) for layer in (layers.Dense(128), layers.LeakyReLU(0.2))
    ]
    return keras.Sequential([*inputs, *hidden, *outputs])


@pytest.mark.slow
@pytest.mark.parametrize("cls", [kerasgan.WGANGP, kerasgan.R3GAN])
def test_samples_are_at_every_center(cls, rng):
    generator = dense(
        [keras.Input((16,))], [layers.Dense(2), layers.Reshape((1, 1, 2))]
    )
    judge = dense([keras.Input((1, 1, 2)), layers.Flatten()], [layers.Dense(1)])
    gan = cls(generator, judge, ema_decay=None, penalty_weight=0.1)
    gan.compile(*(keras.optimizers.Adam(1e-3, 0.5, 0.9) for _ in range(2)))
    gan.fit(mixture(rng), epochs=1, steps_per_epoch=2000, verbose=0)

    points = gan.sample(2000, seed=0, batch_size=2000).reshape(-1, 2)
    distances = np.linalg.norm(points[:, None] - CENTERS, axis=2)
    good = distances.min(axis=1) < 4 * SPREAD
    shares = np.bincount(distances.argmin(axis=1)[good], minlength=8) / len(points)
    assert (shares > 0.01).sum() == 8
    assert good.mean() > 0.3
