"""Metrics equal those of public packages on the same features or images."""

import importlib.util
import pathlib
import subprocess
import sys

import numpy as np
import pytest
import tensorflow as tf
import tfgan

from kerasgan.metrics import density_coverage
from kerasgan.metrics import frechet_distance
from kerasgan.metrics import inception_score
from kerasgan.metrics import kernel_distance
from kerasgan.metrics import ms_ssim
from kerasgan.metrics import precision_recall
from kerasgan.metrics import sliced_wasserstein_of_points
from kerasgan.metrics import statistics
from kerasgan.metrics.sliced_wasserstein import enlarge
from kerasgan.metrics.sliced_wasserstein import shrink


@pytest.fixture
def theirs():
    return tfgan.load("eval.classifier_metrics")


@pytest.fixture
def their_sliced_wasserstein():
    return tfgan.load("eval.sliced_wasserstein")


def absent(package):
    return pytest.mark.skipif(
        importlib.util.find_spec(package) is None, reason=f"no {package}"
    )


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


# The whole sliced Wasserstein distances differ: TensorFlow-GAN gives each patch a mean
# of 0 and a deviation of 1, we give them to each channel of all patches, as the paper
# does. It draws patches by the global generator of NumPy, and takes no odd sides.


def test_the_pyramid_is_that_of_tensorflow_gan(their_sliced_wasserstein, rng):
    level = rng.uniform(0, 255, (2, 64, 48, 3)).astype("float32")
    *details, coarsest = their_sliced_wasserstein.laplacian_pyramid(level, 3)
    for detail in details:
        smaller = shrink(level)
        ours = level - enlarge(smaller, level.shape)
        np.testing.assert_allclose(ours, detail, atol=2e-4)
        level = smaller
    np.testing.assert_allclose(level, coarsest, atol=2e-4)


def test_points_are_as_far_apart_as_by_tensorflow_gan(
    their_sliced_wasserstein, features
):
    # Both draw lines of their own, so only the means over many of them agree.
    expected = their_sliced_wasserstein._sliced_wasserstein(*features, 20, 1000)
    ours = sliced_wasserstein_of_points(*features, projections=20_000)
    assert ours == pytest.approx(float(expected), rel=0.02)


@absent("prdc")
def test_density_and_coverage_are_those_of_their_authors(features):
    import prdc

    # Theirs takes k-th neighbors among others, as ours, and neighborhoods without
    # their borders, on which no image of continuous features lies.
    real, fake = (array.astype("float64") for array in features)
    theirs = prdc.compute_prdc(real, fake[:400], nearest_k=5)
    density, coverage = density_coverage(real, fake[:400], neighbors=5)
    assert density == pytest.approx(theirs["density"])
    assert coverage == pytest.approx(theirs["coverage"])
    assert 0.1 < density < 0.9 and 0.1 < coverage < 0.9
    precision, recall = precision_recall(real, fake[:400], neighbors=5)
    assert precision == pytest.approx(theirs["precision"])
    assert recall == pytest.approx(theirs["recall"])


@absent("pytorch_msssim")
def test_ms_ssim_is_that_of_pytorch_msssim(rng, tmp_path):
    # Of a side that halves four times without remainder: where one is left, they add
    # a row of zeros, and TensorFlow repeats the last.
    coarse = rng.uniform(0, 255, (8, 8, 8, 3))
    smooth = tf.image.resize(coarse, (176, 192), "bicubic").numpy()
    smooth[1::2] = 0.7 * smooth[::2] + 0.3 * smooth[1::2]
    noise = 20 * rng.standard_normal(smooth.shape)
    pixels = np.clip(smooth + noise, 0, 255).astype("uint8")
    expected = of_torch("torch_ms_ssim.py", pixels, tmp_path)
    ours = [ms_ssim(pixels[first : first + 2], pairs=1) for first in range(0, 8, 2)]
    np.testing.assert_allclose(ours, expected, atol=1e-5)  # ours in float32
    assert 0.2 < min(ours) < max(ours) < 0.95


def of_torch(script, pixels, folder):
    """What a script makes of pixels in a process of its own."""
    np.save(folder / "pixels.npy", pixels)
    script = pathlib.Path(__file__).with_name(script)
    paths = [folder / "pixels.npy", folder / "out.npy"]
    subprocess.run([sys.executable, script, *paths], check=True)
    return np.load(paths[1])


@absent("torch_fidelity")
def test_all_are_those_of_torch_fidelity(features, tmp_path):
    script = pathlib.Path(__file__).with_name("torch_fidelity_metrics.py")
    np.savez(tmp_path / "features.npz", real=features[0], fake=features[1])
    paths = [str(tmp_path / name) for name in ("features.npz", "out.npz")]
    subprocess.run([sys.executable, script, *paths], check=True)
    with np.load(paths[1]) as theirs:
        expected = {name: float(theirs[name]) for name in theirs}
    real, fake = features
    assert distance(real, fake) == pytest.approx(expected["frechet"], rel=1e-6)
    score, deviation = inception_score(fake, splits=10, seed=None)
    assert score == pytest.approx(expected["score"], rel=1e-5)
    assert deviation == pytest.approx(expected["score_std"], rel=1e-4)
    kernel, _ = kernel_distance(real, fake, subset_size=600, subsets=1)
    assert kernel == pytest.approx(expected["kernel"], rel=1e-5)
    precision, recall = precision_recall(real, fake, neighbors=3)
    assert precision == pytest.approx(expected["precision"])
    assert recall == pytest.approx(expected["recall"])
    assert 0.1 < precision < recall < 1
