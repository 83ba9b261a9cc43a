"""Modes and their divergence against closed forms."""

import numpy as np
import pytest

from kerasgan.metrics import mode_coverage


def test_even_samples_have_all_modes_and_no_divergence():
    assert mode_coverage(np.arange(1000).repeat(3), 1000) == pytest.approx((1000, 0))


def test_half_of_the_modes_diverge_by_log_two():
    assert mode_coverage(np.arange(500), 1000) == pytest.approx((500, np.log(2)))
    assert mode_coverage(np.zeros(9, int), 8) == pytest.approx((1, np.log(8)))


def test_uneven_samples_have_the_divergence_of_their_shares():
    expected = 0.75 * np.log(0.75 * 2) + 0.25 * np.log(0.25 * 2)
    assert mode_coverage(np.array([0, 0, 1, 0]), 2) == pytest.approx((2, expected))


@pytest.mark.parametrize(
    ("modes", "message"),
    [
        (np.array([0, 8]), "from 0 to 8"),
        (np.array([-1]), "from -1"),
        (np.array([0.5]), "float64"),
        (np.zeros((2, 2), int), r"\(2, 2\)"),
        (np.zeros(0, int), r"\(0,\)"),
    ],
)
def test_what_does_not_fit_is_refused(modes, message):
    with pytest.raises(ValueError, match=message):
        mode_coverage(modes, 8)
