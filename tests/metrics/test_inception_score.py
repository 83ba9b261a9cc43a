"""The inception score against closed forms and a loop."""

import numpy as np
import pytest

from kerasgan.metrics import inception_score


def test_sure_verdicts_on_even_classes_score_their_number():
    logits = 50 * np.tile(np.eye(7), (20, 1))
    assert inception_score(logits, splits=10, seed=None) == pytest.approx((7, 0))


def test_the_same_verdict_on_all_scores_one(rng):
    logits = np.tile(rng.standard_normal(7), (20, 1))
    assert inception_score(logits, splits=4, seed=None) == pytest.approx((1, 0))


def test_it_is_the_mean_over_parts_of_the_definition(rng):
    logits = 3 * rng.standard_normal((21, 5))
    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    scores = []
    for part in (p[:11], p[11:]):
        mean = part.mean(axis=0)
        divergences = [np.sum(row * np.log(row / mean)) for row in part]
        scores.append(np.exp(np.mean(divergences)))
    assert inception_score(logits, splits=2, seed=None) == pytest.approx(
        (np.mean(scores), np.std(scores))
    )


def test_large_logits_and_classes_without_images_are_no_trouble():
    logits = np.array([[1e4, -1e4, -1e4], [-1e4, 1e4, -1e4]])
    assert inception_score(logits, splits=1)[0] == pytest.approx(2)


@pytest.mark.parametrize(
    ("logits", "message"),
    [
        (np.ones(20), r"\(n, classes\)"),
        (np.ones((5, 3)), "n of 10"),
        (np.full((20, 3), np.nan), "NaN"),
    ],
)
def test_what_does_not_fit_is_refused(logits, message):
    with pytest.raises(ValueError, match=message):
        inception_score(logits)
