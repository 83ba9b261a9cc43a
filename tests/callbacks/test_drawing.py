"""A callback that draws never ends a training."""

import warnings

import keras
import numpy as np
import pytest
from toy_gans import dataset
from toy_gans import networks

import kerasgan
from kerasgan import callbacks
from kerasgan import files
from kerasgan.metrics import Score


@pytest.fixture
def linear():
    """A GAN whose samples reach far beyond 1."""
    generator, discriminator = networks()
    generator = keras.Sequential(
        [
            keras.Input((3,)),
            keras.layers.Dense(16, kernel_initializer="orthogonal"),
            keras.layers.Rescaling(20.0),
            keras.layers.Reshape((4, 4, 1)),
        ]
    )
    gan = kerasgan.GAN(generator, discriminator)
    gan.compile()
    return gan


def test_samples_outside_are_clipped_with_one_warning(linear, tmp_path):
    seen = []

    def measure(samples):
        seen.append(np.abs(samples).max())
        return {"largest": Score.of("largest", seen[-1], {})}

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        linear.fit(
            dataset(),
            epochs=3,
            verbose=0,
            callbacks=[
                callbacks.SampleGrid(tmp_path / "samples"),
                callbacks.Evaluate([measure], num_samples=8),
                callbacks.TensorBoard(tmp_path / "logs"),
            ],
        )
    messages = [str(w.message) for w in caught if "tanh" in str(w.message)]
    assert len(messages) == 1 and "outside of [-1, 1]" in messages[0]
    assert seen == [1, 1, 1]
    assert (tmp_path / "samples" / "epoch-0003.png").is_file()


def test_a_full_disk_is_warned_of_and_training_goes_on(linear, tmp_path, monkeypatch):
    def full(path, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "write_whole", full)
    curves = callbacks.LossCurves(tmp_path / "losses.png")
    with pytest.warns(UserWarning, match="LossCurves could not write.*No space"):
        curves.set_model(linear)
        curves.on_train_begin()
        curves.on_epoch_end(0, {"generator_loss": 1.0})
