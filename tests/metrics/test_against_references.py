"""Metrics equal those of TensorFlow-GAN and of torch-fidelity on the same features."""

import importlib.util
import pathlib
import subprocess
import sys
import warnings

import numpy as np
import pytest
import tensorflow as tf
import tfgan

from kerasgan.metrics import frechet_distance
from kerasgan.metrics import inception_score
from kerasgan.metrics import kernel_distance
from kerasgan.metrics import precision_recall
from kerasgan.metrics import statistics


@pytest.fixture
def theirs():
    """Metrics of TensorFlow-GAN, whose imports warn."""
    with warnings.catch_warnings(action="ignore"):
        return tfgan.load("eval.classifier_metrics")


@pytest.fixture
def features(rng):
    """Features of two sets that differ in mean and in spread."""
    mix = rng.normal(size=(32, 32)) / 6
    real = rng.normal(size=(600, 32)) @ mix
    fake = 0.3 + 1.2 * rng.normal(size=(600, 32)) @ mix
    return real.astype("float32"), fake.astype("float32")


def distance(real, fake):
    return frechet_distance(statistics(real), statistics(fake))


def test_the_frechet_distance_is_that_of_tensorflow_gan(theirs, features):
    real, fake = (array.astype("float64") for array in features)
    expected = theirs.frechet_classifier_distance_from_activations(real, fake)
    assert distance(real, fake) == pytest.approx(float(expected), rel=1e-6)


def test_the_kernel_distance_is_that_of_tensorflow_gan(theirs, features):
    expected = theirs.kernel_classifier_distance_from_activations(
        *map(tf.constant, features), max_block_size=600
    )
    ours, _ = kernel_distance(*features, subset_size=600, subsets=1)
    assert ours == pytest.approx(float(expected), rel=1e-4)


def test_the_inception_score_is_that_of_tensorflow_gan(theirs, features):
    expected = theirs.classifier_score_from_logits(features[0])
    ours, _ = inception_score(features[0], splits=1)
    assert ours == pytest.approx(float(expected), rel=1e-5)


@pytest.mark.skipif(
    importlib.util.find_spec("torch_fidelity") is None, reason="no torch-fidelity"
)
def test_all_are_those_of_torch_fidelity(features, tmp_path):
    script = pathlib.Path(__file__).with_name("torch_fidelity_metrics.py")
    np.savez(tmp_path / "features.npz", real=features[0], fake=features[1])
    paths = [str(tmp_path / name) for name in ("features.npz", "out.npz")]
    subprocess.run([sys.executable, script, *paths], check=True)
    with np.load(paths[1]) as theirs:
        expected = {name: float(theirs[name]) for name in theirs}
    real, fake = features
    assert distance(real, fake) == pytest.approx(expected["frechet"], rel=1e-6)
    score, deviation = inception_score(fake, splits=10)
    assert score == pytest.approx(expected["score"], rel=1e-5)
    assert deviation == pytest.approx(expected["score_std"], rel=1e-4)
    kernel, _ = kernel_distance(real, fake, subset_size=600, subsets=1)
    assert kernel == pytest.approx(expected["kernel"], rel=1e-5)
    precision, recall = precision_recall(real, fake, neighbors=3)
    assert precision == pytest.approx(expected["precision"])
    assert recall == pytest.approx(expected["recall"])
    assert 0.1 < precision < recall < 1
