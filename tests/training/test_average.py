"""The average follows training, and whatever else changes the generator."""

import json

import keras
import numpy as np
import pytest
from tiny_models import build
from tiny_models import dataset
from tiny_models import enlarge

from kerasgan import export
from kerasgan import models
from kerasgan.training import AdversarialModel
from kerasgan.training.average import fingerprint

INPUTS = np.random.default_rng(0).normal(size=(3, 8)).astype("float32")


@pytest.fixture
def gan():
    gan = build(models.GAN, compiled=False)
    gan.compile(run_eagerly=True)
    gan.fit(dataset(gan), epochs=2, verbose=0)
    return gan


@pytest.fixture
def other():
    network = build(models.GAN).generator
    enlarge(network)
    return network


def drawn(network):
    return np.asarray(network(INPUTS, training=False))


def load(gan, other, folder):
    other.save_weights(folder / "other.weights.h5")
    gan.generator.load_weights(folder / "other.weights.h5")


def assign(gan, other, folder):
    for weight, value in zip(gan.generator.weights, other.weights, strict=True):
        weight.assign(value)


def replace(gan, other, folder):
    gan.generator = other


@pytest.mark.parametrize("change", [load, assign, replace])
def test_it_begins_anew_with_other_weights(gan, other, change, tmp_path):
    change(gan, other, tmp_path)
    np.testing.assert_array_equal(drawn(gan), drawn(other))
    np.testing.assert_allclose(gan.predict(INPUTS, verbose=0), drawn(other), atol=1e-6)


@pytest.mark.parametrize("change", [load, assign, replace])
def test_prediction_alone_notices(gan, other, change, tmp_path):
    change(gan, other, tmp_path)
    np.testing.assert_allclose(gan.predict(INPUTS, verbose=0), drawn(other), atol=1e-6)


def test_an_export_is_of_the_weights_that_were_loaded(gan, other, tmp_path):
    load(gan, other, tmp_path)
    report = json.loads(
        (export.to_saved_model(gan, tmp_path / "served") / "report.json").read_text()
    )
    assert report["max_abs_error_levels"] <= 1
    np.testing.assert_array_equal(drawn(gan), drawn(other))


def test_training_goes_on_from_the_weights_that_were_loaded(gan, other, tmp_path):
    load(gan, other, tmp_path)
    gan.step.assign(10**6)  # the decay is that of `ema_decay`
    gan.fit(dataset(gan), verbose=0)
    np.testing.assert_allclose(drawn(gan.average_generator), drawn(other), atol=0.05)


def test_a_file_keeps_the_average_that_training_made(gan, tmp_path):
    gan.save(tmp_path / "gan.keras")
    expected = drawn(gan.average_generator)
    assert not np.array_equal(expected, drawn(gan.generator))
    loaded = keras.models.load_model(tmp_path / "gan.keras")
    np.testing.assert_array_equal(drawn(loaded), expected)

    gan.save_weights(tmp_path / "gan.weights.h5")
    twin = build(models.GAN)
    twin.load_weights(tmp_path / "gan.weights.h5")
    np.testing.assert_array_equal(drawn(twin), expected)


def test_a_call_that_moves_statistics_is_no_new_beginning(gan):
    expected = drawn(gan.average_generator)
    gan.generator(INPUTS, training=True)
    np.testing.assert_array_equal(drawn(gan), expected)


def test_another_generator_needs_its_own_optimizer(gan, other):
    gan.generator = other
    with pytest.raises(ValueError, match="generator has other weights .*compile"):
        gan.fit(dataset(gan), verbose=0)
    gan.compile()
    gan.fit(dataset(gan), verbose=0)


def test_the_fingerprint_sees_one_bit(gan):
    before = int(fingerprint(gan.generator))
    kernel = gan.generator.trainable_variables[0]
    values = kernel.numpy()
    values.flat[0] = np.nextafter(values.flat[0], np.float32(9))
    kernel.assign(values)
    assert abs(int(fingerprint(gan.generator)) - before) == 1


class Late(AdversarialModel):
    """A model whose network comes after `sampler` in the alphabet."""

    players = {"translator": ("translator",)}
    averaged = ("translator",)
    directions = {None: "translator"}

    def __init__(self, translator, **kwargs):
        super().__init__(**kwargs)
        self.translator = translator


def test_loading_a_file_begins_no_average_anew_whatever_a_network_is_called(tmp_path):
    images = keras.Input((8, 8, 3))
    gan = Late(keras.Model(images, keras.layers.Conv2D(3, 3)(images)))
    average = gan.averages["translator"]
    average.set_weights([0 * weight for weight in average.get_weights()])
    gan.save(tmp_path / "gan.keras")
    loaded = keras.models.load_model(tmp_path / "gan.keras")
    assert not any(np.any(w) for w in loaded.averages["translator"].get_weights())
    assert any(np.any(w) for w in loaded.translator.get_weights())
