"""Precision, recall, density and coverage against loops and closed forms."""

import numpy as np
import pytest

from kerasgan.metrics import density_coverage
from kerasgan.metrics import neighbors
from kerasgan.metrics import precision_recall


def of_loops(real, fake, k):
    """All four by the definitions, one pair at a time."""

    def radius(points, index):
        distances = [np.linalg.norm(points[index] - other) for other in points]
        return sorted(distances)[k]

    def inside(point, points, index):
        return np.linalg.norm(point - points[index]) <= radius(points, index)

    in_real = np.array([[inside(x, real, i) for i in range(len(real))] for x in fake])
    in_fake = np.array([[inside(x, fake, i) for i in range(len(fake))] for x in real])
    return (
        in_real.any(axis=1).mean(),
        in_fake.any(axis=1).mean(),
        in_real.sum() / (k * len(fake)),
        in_real.any(axis=0).mean(),
    )


def test_all_four_are_those_of_their_definitions(rng):
    real = rng.standard_normal((30, 3))
    fake = 0.7 + 0.5 * rng.standard_normal((20, 3))
    expected = of_loops(real, fake, 4)
    found = (*precision_recall(real, fake, 4), *density_coverage(real, fake, 4))
    np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_far_from_the_origin_and_in_small_blocks_they_are_the_same(rng, monkeypatch):
    real, fake = rng.standard_normal((50, 4)), 0.5 + rng.standard_normal((40, 4))
    expected = precision_recall(real, fake), density_coverage(real, fake)
    monkeypatch.setattr(neighbors, "BLOCK", 130)
    assert (precision_recall(real, fake), density_coverage(real, fake)) == expected
    real, fake = real + 1e5, fake + 1e5
    assert (precision_recall(real, fake), density_coverage(real, fake)) == expected


def test_missing_kinds_lower_recall_and_coverage(rng):
    kinds = 20 * np.eye(4)
    real = kinds[np.arange(200) % 4] + rng.standard_normal((200, 4))
    half = kinds[np.arange(200) % 2] + rng.standard_normal((200, 4))
    precision, recall = precision_recall(real, half)
    density, coverage = density_coverage(real, half)
    assert precision > 0.9 and 0.4 < recall < 0.55
    assert density > 0.8 and 0.4 < coverage < 0.55


def test_noise_lowers_precision_and_density(rng):
    real = rng.standard_normal((200, 4))
    noise = 10 * rng.standard_normal((200, 4))
    assert precision_recall(real, noise)[0] < 0.1
    assert density_coverage(real, noise)[0] < 0.1


def test_duplicates_lower_coverage_and_leave_density(rng):
    real, fake = rng.standard_normal((2, 300, 4))
    copies = np.tile(fake[:30], (10, 1))
    assert density_coverage(real, fake)[1] > 0.9
    density, coverage = density_coverage(real, copies)
    assert coverage < 0.5 and 0.7 < density < 1.3


@pytest.mark.parametrize(
    ("real", "fake", "message"),
    [
        (np.ones((9, 3)), np.ones((9, 4)), "of one length"),
        (np.ones((9, 3)), np.ones((3, 3)), "9 real images and 3 fakes"),
        (np.ones((9, 3)), np.full((9, 3), np.inf), "infinite"),
    ],
)
def test_what_does_not_fit_is_refused(real, fake, message):
    for metric in (precision_recall, density_coverage):
        with pytest.raises(ValueError, match=message):
            metric(real, fake, neighbors=3)
