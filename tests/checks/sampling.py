"""What every GAN draws, here and where it is exported to."""

import json

import numpy as np
from tiny_models import SHAPE
from tiny_models import build
from tiny_models import dataset
from tiny_models import enlarge
from tiny_models import trained
from tiny_models import values

from kerasgan import export


def samples_are_images_that_repeat_under_a_seed(cls):
    gan = build(cls)
    first = gan.sample(5, seed=3)
    assert first.shape == (5, *SHAPE) and first.dtype == "float32"
    assert np.abs(first).max() <= 1
    np.testing.assert_array_equal(first, gan.sample(5, seed=3))
    np.testing.assert_allclose(first[:2], gan.sample(2, seed=3), atol=1e-6)
    assert not np.array_equal(first, gan.sample(5, seed=4))
    assert not np.array_equal(gan.sample(5), gan.sample(5))


def the_average_is_what_is_sampled(cls):
    gan = build(cls, compiled=False, ema_decay=0.9)
    gan.compile(run_eagerly=True)  # no minute of tracing for a few steps
    start = values(gan.average.weights)
    gan.fit(dataset(gan), verbose=0)
    assert gan.sampler is gan.average is not gan.generator
    pairs = zip(values(gan.average.weights), values(gan.generator.weights), strict=True)
    assert any(not np.array_equal(average, last) for average, last in pairs)
    moved = values(gan.average.weights)
    assert any(not np.array_equal(a, b) for a, b in zip(start, moved, strict=True))
    inputs = gan.sampler_inputs(gan.seeds_of_samples(2, 0))
    drawn = gan.average(inputs, training=False)
    np.testing.assert_array_equal(drawn, gan.sample(2, seed=0))
    assert build(cls, ema_decay=None).sampler is not None


def weights_that_are_loaded_are_what_is_sampled(cls, folder):
    gan, other = trained(cls).gan, build(cls)
    enlarge(other.generator)
    other.generator.save_weights(folder / "generator.weights.h5")
    expected = other.sample(2, seed=0)
    before = gan.get_weights()
    assert not np.array_equal(expected, gan.sample(2, seed=0))
    gan.generator.load_weights(folder / "generator.weights.h5")
    np.testing.assert_array_equal(expected, gan.sample(2, seed=0))
    gan.set_weights(before)


def it_exports_with_proof(cls, folder):
    gan = trained(cls).gan
    report = json.loads(
        (export.to_saved_model(gan, folder / "served") / "report.json").read_text()
    )
    assert report["max_abs_error_levels"] <= 1
    export.to_tflite(gan, folder / "gan.tflite")
    assert json.loads((folder / "gan.report.json").read_text())["max_abs_error"] <= 1e-4
