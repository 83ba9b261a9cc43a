"""Scores carry their protocol, and refuse to be compared across two."""

import pytest

from kerasgan.metrics.score import Score
from kerasgan.metrics.score import merged

PROTOCOL = {"extractor": "vgg16", "fake": 2000, "sides": (64, 64)}


def test_it_prints_value_repeats_and_protocol():
    score = Score("frechet", [38.2, 38.9], PROTOCOL, [0, 1])
    assert str(score) == (
        "frechet 38.55 +- 0.35 of 2 (extractor vgg16, fake 2000, sides [64, 64])"
    )
    assert str(Score("kid", [0.5], {"fake": 10})) == "kid 0.5 (fake 10)"
    assert float(score) == score.mean == pytest.approx(38.55)
    assert score.std == pytest.approx(0.35)


def test_scores_of_one_protocol_compare_by_their_means():
    low, high = Score("fid", [1, 2], PROTOCOL), Score("fid", [3], PROTOCOL)
    assert low < high and high > low and min(high, low) is low
    assert sorted([high, low]) == [low, high]


@pytest.mark.parametrize(
    ("other", "message"),
    [
        (Score("fid", [1], {**PROTOCOL, "fake": 50_000}), "fake 2000 and 50000"),
        (Score("fid", [1], {**PROTOCOL, "split": "test"}), "split None and 'test'"),
        (Score("kid", [1], PROTOCOL), "metric 'fid' and 'kid'"),
    ],
)
def test_scores_of_two_protocols_neither_compare_nor_merge(other, message):
    score = Score("fid", [2], PROTOCOL)
    for attempt in (
        lambda: score < other,
        lambda: score > other,
        lambda: merged([score, other]),
    ):
        with pytest.raises(ValueError, match=message):
            attempt()
    with pytest.raises(ValueError, match="not measured alike"):
        min(score, other)
    with pytest.raises(TypeError, match="score.mean"):
        score < 3.0  # noqa: B015


def test_json_gives_back_the_score():
    score = Score("frechet", [38.2, 38.9], PROTOCOL, [0, 1])
    again = Score.from_json(score.to_json())
    assert again == score
    again.check_comparable(score)


def test_merging_keeps_all_repeats():
    scores = [Score("fid", [1, 2], PROTOCOL, [0, 1]), Score("fid", [6], PROTOCOL, [2])]
    assert merged(scores) == Score("fid", [1, 2, 6], PROTOCOL, [0, 1, 2])
    assert merged([*scores, Score("fid", [3], PROTOCOL)]).seeds == ()
    with pytest.raises(ValueError, match="no scores"):
        merged([])


@pytest.mark.parametrize(("values", "seeds"), [((), ()), ((1.0,), (0, 1))])
def test_values_and_seeds_belong_together(values, seeds):
    with pytest.raises(ValueError, match="seed for each"):
        Score("fid", values, {}, seeds)
