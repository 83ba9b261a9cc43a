"""The Fréchet distance against closed forms and another algorithm."""

import tracemalloc

import numpy as np
import pytest

from kerasgan.metrics import frechet_distance
from kerasgan.metrics import statistics


def random_statistics(rng, dim, rank=None):
    """A mean and a covariance of the given rank."""
    root = rng.standard_normal((dim, rank or dim))
    return rng.standard_normal(dim), root @ root.T


def rotation(rng, dim):
    return np.linalg.qr(rng.standard_normal((dim, dim)))[0]


def test_statistics_are_those_of_numpy_in_float64(rng):
    features = (1000 + rng.standard_normal((50, 4))).astype("float32")
    mean, covariance = statistics(features)
    assert mean.dtype == covariance.dtype == "float64"
    np.testing.assert_allclose(mean, features.astype("float64").mean(0), rtol=1e-12)
    np.testing.assert_allclose(covariance, np.cov(features.T, dtype="float64"))


@pytest.mark.parametrize("rows", [1, 7, 50, 64])
def test_statistics_of_blocks_are_those_of_the_whole(rows, rng):
    features = (1e4 + rng.standard_normal((64, 4))).astype("float32")
    before = features.copy()
    whole = statistics(features)
    np.testing.assert_array_equal(features, before)
    parts = statistics(features[at : at + rows] for at in range(0, 64, rows))
    np.testing.assert_allclose(parts[0], whole[0], rtol=1e-13)
    np.testing.assert_allclose(parts[1], whole[1], rtol=1e-9)


def test_statistics_of_many_rows_take_the_memory_of_few(rng):
    block = rng.standard_normal((5000, 64)).astype("float32")
    tracemalloc.start()
    statistics(block for _ in range(20))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # A few copies of 2,048 rows in float64, not the 100,000 rows' 51 MB.
    assert peak < 10e6


def test_independent_features_have_a_closed_form():
    real = np.array([1.0, 2.0, 3.0]), np.diag([4.0, 1.0, 9.0])
    fake = np.array([1.0, 4.0, 0.0]), np.diag([1.0, 1.0, 25.0])
    # Squared gaps of the means, and of the standard deviations.
    expected = (0 + 4 + 9) + (1 + 0 + 4)
    assert frechet_distance(real, fake) == pytest.approx(expected, rel=1e-12)


def test_two_dependent_features_have_a_closed_form():
    real = np.zeros(2), np.array([[2.0, 0.9], [0.9, 1.0]])
    fake = np.ones(2), np.array([[1.0, -0.7], [-0.7, 3.0]])
    product = real[1] @ fake[1]
    # The trace of the root of a 2x2 matrix M: sqrt(tr M + 2 sqrt(det M)).
    root = np.sqrt(np.trace(product) + 2 * np.sqrt(np.linalg.det(product)))
    expected = 2 + np.trace(real[1] + fake[1]) - 2 * root
    assert frechet_distance(real, fake) == pytest.approx(expected, rel=1e-12)


def test_it_equals_the_root_by_eigenvalues_of_the_product(rng):
    real, fake = random_statistics(rng, 30), random_statistics(rng, 30)
    root = np.sqrt(np.linalg.eigvals(real[1] @ fake[1]).astype("complex")).sum().real
    expected = (
        np.square(real[0] - fake[0]).sum() + np.trace(real[1] + fake[1]) - 2 * root
    )
    assert frechet_distance(real, fake) == pytest.approx(expected, rel=1e-9)
    assert frechet_distance(fake, real) == pytest.approx(expected, rel=1e-9)


def test_rotated_and_shifted_features_are_as_far_apart(rng):
    real, fake = random_statistics(rng, 12), random_statistics(rng, 12)
    turn, shift = rotation(rng, 12), rng.standard_normal(12)
    turned = [
        (turn @ mean + shift, turn @ covariance @ turn.T)
        for mean, covariance in (real, fake)
    ]
    expected = frechet_distance(real, fake)
    assert frechet_distance(*turned) == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize("rank", [3, 40])
def test_the_distance_to_itself_is_zero_whatever_the_rank(rng, rank):
    same = random_statistics(rng, 40, rank)
    assert 0 <= frechet_distance(same, same) < 1e-10 * np.trace(same[1])


def test_fewer_images_than_features_are_measured_in_the_space_they_span(rng):
    real, fake = random_statistics(rng, 5), random_statistics(rng, 5)
    into = rotation(rng, 80)[:, :5]
    lifted = [(into @ m, into @ c @ into.T) for m, c in (real, fake)]
    expected = frechet_distance(real, fake)
    assert frechet_distance(*lifted) == pytest.approx(expected, rel=1e-9)


def test_disjoint_subspaces_share_nothing(rng):
    basis = rotation(rng, 6)
    real = np.zeros(6), basis[:, :3] @ basis[:, :3].T
    fake = np.zeros(6), basis[:, 3:] @ basis[:, 3:].T
    assert frechet_distance(real, fake) == pytest.approx(6, rel=1e-12)


def test_bad_features_are_refused_in_words(rng):
    with pytest.raises(ValueError, match=r"one row an image"):
        statistics(np.zeros((5, 2, 2)))
    with pytest.raises(ValueError, match="diverged"):
        statistics(np.full((5, 2), np.nan))
    with pytest.raises(ValueError, match="there are 1"):
        statistics(np.zeros((1, 4)))
    with pytest.raises(ValueError, match="have 4 and 3"):
        statistics([np.zeros((2, 4)), np.zeros((2, 3))])
    with pytest.raises(ValueError, match="4 and 3.*one extractor"):
        frechet_distance(random_statistics(rng, 4), random_statistics(rng, 3))
