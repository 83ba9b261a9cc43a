"""Copies of training images are told from images of the same kind."""

import numpy as np
import pytest
import tensorflow as tf

from kerasgan.metrics import Extractor
from kerasgan.metrics import Memorization


@pytest.fixture
def images(rng):
    return rng.integers(0, 256, (600, 8, 8, 3), dtype="uint8")


@pytest.fixture
def memorization(images):
    extractor = Extractor(lambda x: tf.reshape(x, (-1, 192)), "pixels", 8)
    return Memorization(images[:200], images[200:400], extractor)


def test_training_images_are_memorized_and_others_are_not(memorization, images):
    assert memorization(images[:200])["memorized"].mean == 1
    assert memorization(images[400:])["memorized"].mean < 0.05
    mixed = np.concatenate([images[:50], images[400:550]])
    assert 0.25 <= memorization(mixed)["memorized"].mean < 0.3


def test_copies_with_noise_are_found_with_their_originals(memorization, images, rng):
    noise = rng.integers(-20, 21, (200, 8, 8, 3))
    copies = np.clip(images[:200] + noise, 0, 255).astype("uint8")
    nearest, similarity = memorization.nearest(copies[::-1])
    np.testing.assert_array_equal(nearest, np.arange(200)[::-1])
    assert similarity.min() > 0.9
    score = memorization(copies, seed=5)["memorized"]
    assert score.mean == 1 and score.seeds == (5,)
    assert score.protocol["train"] == score.protocol["held_out"] == 200


def test_similarity_is_the_cosine_from_the_mean(memorization, images):
    pixels = images.reshape(600, -1) / 127.5 - 1
    centered = pixels - pixels[:200].mean(axis=0)
    unit = centered / np.linalg.norm(centered, axis=1, keepdims=True)
    cosines = unit[400:] @ unit[:200].T
    nearest, similarity = memorization.nearest(images[400:])
    np.testing.assert_array_equal(nearest, cosines.argmax(axis=1))
    np.testing.assert_allclose(similarity, cosines.max(axis=1), atol=1e-5)
