"""TensorFlow-GAN for tests, which are skipped without it."""

import importlib.util

import pytest

from kerasgan import metrics


def load(name):
    """The module `tensorflow_gan.python.<name>`, or a skipped test."""
    if importlib.util.find_spec("tensorflow_gan") is None:
        pytest.skip("needs tensorflow-gan: pip install 'kerasgan[tfgan]'")
    return metrics.tensorflow_gan(name)
