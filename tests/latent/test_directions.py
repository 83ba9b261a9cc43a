"""Directions are found, and edits go along them."""

import numpy as np
import pytest

from kerasgan import latent

DIM = 20


@pytest.fixture
def direction(rng):
    vector = rng.normal(size=DIM)
    return vector / np.linalg.norm(vector)


def test_both_find_the_direction_that_decides_the_labels(rng, direction):
    z = rng.normal(size=(5000, DIM))
    labels = z @ direction + 0.3 * rng.normal(size=5000) > 0.2
    for find in (latent.mean_difference, latent.linear_probe):
        found = find(z, labels)
        assert found.shape == (DIM,) and found.dtype == "float32"
        assert np.linalg.norm(found) == pytest.approx(1, rel=1e-6)
        assert found @ direction > 0.98, find.__name__
        np.testing.assert_array_equal(found, find(z, labels.astype(int)))


def test_the_mean_difference_is_that_of_the_means():
    z = [[1.0, 0], [3, 0], [0, 1], [0, 3]]
    found = latent.mean_difference(z, [True, True, False, False])
    np.testing.assert_allclose(found, np.array([2, -2]) / np.sqrt(8), rtol=1e-6)


def test_the_probe_is_not_misled_by_correlated_latents(rng):
    # The label hangs on the first coordinate alone; the second goes along with it.
    first = rng.normal(size=5000)
    z = np.stack([first, 0.9 * first + 0.3 * rng.normal(size=5000)], axis=1)
    labels = first + 0.3 * rng.normal(size=5000) > 0
    assert latent.linear_probe(z, labels)[0] > 0.98
    assert latent.mean_difference(z, labels)[0] < 0.8


def test_the_probe_solves_the_logistic_regression(rng):
    z = rng.normal(size=(200, 3))
    labels = z @ [1.0, -2, 0.5] + rng.logistic(size=200) > 0.5
    found = latent.linear_probe(z, labels, penalty_weight=0.1)
    # Where the optimum is: plain gradient descent, for long.
    weights, bias = np.zeros(3), 0.0
    for _ in range(20_000):
        error = 1 / (1 + np.exp(-(z @ weights + bias))) - labels
        weights -= 0.02 * (z.T @ error + 0.1 * weights)
        bias -= 0.02 * error.sum()
    np.testing.assert_allclose(found, weights / np.linalg.norm(weights), atol=1e-6)


def test_the_probe_parts_classes_with_a_gap(rng, direction):
    z = rng.normal(size=(500, DIM))
    labels = z @ direction > 0
    z += np.where(labels, 3, -3)[:, None] * direction
    found = latent.linear_probe(z, labels, penalty_weight=1e-3)
    assert found @ direction > 0.9
    assert (z[labels] @ found).min() > (z[~labels] @ found).max()


@pytest.mark.parametrize("find", [latent.mean_difference, latent.linear_probe])
def test_labels_must_be_of_two_kinds_and_one_a_latent(find, rng):
    z = rng.normal(size=(6, 3))
    with pytest.raises(ValueError, match=r"some of each, but are \[True\]"):
        find(z, np.full(6, True))
    with pytest.raises(ValueError, match=r"are \[0, 1, 2\]"):
        find(z, [0, 1, 2, 0, 1, 2])
    with pytest.raises(ValueError, match=r"\(6, 3\) and \(5,\)"):
        find(z, [True, False, True, False, True])


def test_an_edit_turns_latents_toward_the_direction(rng, direction):
    z = rng.normal(size=(4, DIM)).astype("float32")
    np.testing.assert_allclose(latent.edit(z, direction, 0.0), z, rtol=1e-6)
    more, less = (latent.edit(z, direction, strength) for strength in (2.0, -2.0))
    assert more.dtype == "float32"
    assert (more @ direction > z @ direction).all()
    assert (less @ direction < z @ direction).all()
    for edited in (more, less):
        np.testing.assert_allclose(
            np.linalg.norm(edited, axis=1), np.linalg.norm(z, axis=1), rtol=1e-5
        )
    # Turned in the plane of both: nothing else is changed.
    plane, _ = np.linalg.qr(np.stack([z[0], direction], axis=1))
    np.testing.assert_allclose(plane @ (plane.T @ more[0]), more[0], atol=1e-5)


def test_strengths_broadcast(rng, direction):
    z = rng.normal(size=(4, DIM))
    rows = latent.edit(z, direction, np.array([[-1.0], [0], [1]]))
    assert rows.shape == (3, 4, DIM)
    each = latent.edit(z, direction, np.array([-1.0, 0, 1, 2]))
    np.testing.assert_array_equal(rows[2, 2], each[2])
    np.testing.assert_array_equal(each[2], latent.edit(z[2], direction, 1.0))


def test_the_origin_has_no_length_to_keep(direction):
    assert not latent.edit(np.zeros((1, DIM)), direction, 1.0).any()
