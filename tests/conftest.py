"""Seeds: every test starts from the same ones."""

import gc
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
# Steps that XLA compiles run once or twice here: they need not be fast.
os.environ.setdefault("XLA_FLAGS", "--xla_backend_optimization_level=0")

import kerasgan  # noqa: F401, I001 - before Keras, as its warning has it: with oneDNN

import keras
import numpy as np
import pytest

# Steps are traced by the hundred: looking for garbage each time took a sixth of that.
gc.set_threshold(100_000, 20, 20)


@pytest.fixture(autouse=True)
def seeds():
    keras.utils.set_random_seed(0)


@pytest.fixture
def rng():
    return np.random.default_rng(0)
