"""The kernel distance against closed forms and a loop over pairs."""

import numpy as np
import pytest

from kerasgan.metrics import kernel_distance


def test_it_is_the_u_statistic_over_all_pairs(rng):
    real, fake = rng.standard_normal((7, 3)), 0.5 + rng.standard_normal((7, 3))

    def kernel(x, y):
        return (x @ y / 3 + 1) ** 3

    def mean_of_pairs(rows):
        pairs = [(i, j) for i in range(7) for j in range(7) if i != j]
        return np.mean([kernel(rows[i], rows[j]) for i, j in pairs])

    expected = mean_of_pairs(real) + mean_of_pairs(fake)
    expected -= 2 * np.mean([kernel(x, y) for x in real for y in fake])
    # Subsets of all images are one set in another order.
    mean, deviation = kernel_distance(real, fake, subsets=3)
    assert mean == pytest.approx(expected, rel=1e-12)
    assert deviation < 1e-12


def test_two_constant_sets_have_a_closed_form():
    real, fake = np.full((5, 4), 1.0), np.full((9, 4), 2.0)
    # Kernels of (1, 1), (2, 2) and (1, 2): products of 1, 4 and 2 a feature.
    expected = 2.0**3 + 5.0**3 - 2 * 3.0**3
    assert kernel_distance(real, fake)[0] == pytest.approx(expected)


def test_sets_of_one_origin_are_as_often_below_zero_as_above(rng):
    means = [
        kernel_distance(*rng.standard_normal((2, 50, 8)), subsets=1)[0]
        for _ in range(200)
    ]
    assert 0.25 < np.mean(np.array(means) < 0) < 0.75
    shifted = kernel_distance(
        rng.standard_normal((50, 8)), 1 + rng.standard_normal((50, 8))
    )
    assert shifted[0] > 10 * np.std(means)


def test_small_subsets_have_the_mean_of_the_whole(rng):
    real, fake = rng.standard_normal((400, 6)), 0.5 + rng.standard_normal((300, 6))
    whole, _ = kernel_distance(real, fake, subset_size=300, subsets=50)
    mean, deviation = kernel_distance(real, fake, subset_size=50, subsets=400)
    assert mean == pytest.approx(whole, abs=4 * deviation / 20)
    assert (mean, deviation) == kernel_distance(real, fake, subset_size=50, subsets=400)


@pytest.mark.parametrize(
    ("real", "fake", "message"),
    [
        (np.ones((5, 3)), np.ones((5, 4)), "of one length"),
        (np.ones((1, 3)), np.ones((5, 3)), "2 images or more"),
        (np.ones(5), np.ones(5), "one row an image"),
        (np.ones((5, 3)), np.full((5, 3), np.nan), "NaN"),
    ],
)
def test_what_does_not_fit_is_refused(real, fake, message):
    with pytest.raises(ValueError, match=message):
        kernel_distance(real, fake)
