import numpy as np
import pytest

import kerasgan


@pytest.fixture(scope="session")
def compiled_gan():
    gan = kerasgan.DCGAN.for_images((16, 16, 1), width=4)
    gan.compile()
    return gan


@pytest.fixture
def gan(compiled_gan):
    """A GAN that tests share, so that TensorFlow traces its step once."""
    compiled_gan.step.assign(0)
    return compiled_gan


@pytest.fixture
def train(gan):
    """Trains on two batches an epoch."""
    images = np.random.default_rng(0).uniform(-1, 1, (8, 16, 16, 1)).astype("float32")

    def fit(*callbacks, **kwargs):
        kwargs = {"batch_size": 4, "verbose": 0, **kwargs}
        return gan.fit(images, callbacks=list(callbacks), **kwargs)

    return fit
