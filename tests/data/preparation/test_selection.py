"""Which faces are kept, and why others are not."""

import numpy as np
import pytest

from kerasgan.data.preparation import selection
from kerasgan.data.preparation.selection import Limits

RNG = np.random.default_rng(0)


def face(file="a.jpg", **changes):
    """The row of a face that keeps all limits, but for changes."""
    digits = RNG.integers(0, 16, 64)
    row = {
        "file": file,
        "sha256": file,
        "face": 0,
        "shown": f"{file}.png",
        "score": 0.9,
        "points_from": "mesh",
        "roll": 0.0,
        "yaw": 0.0,
        "ratio": 1.1,
        "side": 200.0,
        "outside": 0.0,
        "blur": 0.3,
        "hash": "".join(f"{digit:x}" for digit in digits),
        "reason": None,
    }
    return {**row, **changes}


def reasons(rows, limits=Limits(), size=128):  # noqa: B008
    return [row["reason"] for row in selection.selected(rows, size, limits)]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, None),
        ({"points_from": "centerface"}, "landmarks"),
        ({"points_from": "mtcnn"}, None),
        ({"yaw": -0.36}, "yaw"),
        ({"roll": 46.0}, "roll"),
        ({"roll": -135.0}, "upside down"),
        ({"ratio": 0.7}, "ratio"),
        ({"ratio": 1.8}, "ratio"),
        ({"side": 63.0}, "resolution"),
        ({"side": 64.0}, None),
    ],
)
def test_each_limit_has_its_reason(changes, reason):
    assert reasons([face(**changes)]) == [reason]
    if reason and reason.split()[0] in Limits._fields:
        without = Limits()._replace(**{reason: None})
        assert reasons([face(**changes)], without) == [None]


@pytest.mark.parametrize(
    ("limits", "changes"),
    [
        ({"score": 0.7}, {"score": 0.69}),
        ({"outside": 0.25}, {"outside": 0.26}),
    ],
)
def test_limits_that_are_off_by_default(limits, changes):
    (reason,) = limits
    assert reasons([face(**changes)]) == [None]
    assert reasons([face(**changes)], Limits(**limits)) == [reason]
    assert reasons([face()], Limits(**limits)) == [None]


def test_of_equal_files_the_first_stays():
    rows = [face("a.jpg", sha256="1"), face("b.jpg", sha256="1"), face("c.jpg")]
    chosen = selection.selected(rows, 128, Limits())
    assert [row["reason"] for row in chosen] == [None, "exact duplicate", None]
    assert chosen[1]["duplicate_of"] == "a.jpg"


def flipped(digits, bits):
    """A hash that differs in so many bits."""
    return f"{int(digits, 16) ^ (2**bits - 1):064x}"


@pytest.mark.parametrize(("bits", "is_near"), [(0, True), (24, True), (25, False)])
def test_of_near_duplicates_the_largest_stays(bits, is_near):
    small, large = face("a.jpg", side=150.0), face("b.jpg", side=300.0)
    small["hash"] = flipped(large["hash"], bits)
    chosen = selection.selected([small, large], 128, Limits())
    assert chosen[1]["reason"] is None
    assert chosen[0]["reason"] == ("near duplicate" if is_near else None)
    assert chosen[0].get("duplicate_of") == ("b.jpg" if is_near else None)


def test_near_duplicates_are_found_among_many():
    """Beyond a block of hashes that are compared at once."""
    rows = [face(f"{number:04d}.jpg", side=500.0) for number in range(600)]
    rows[599]["hash"] = flipped(rows[3]["hash"], 10)
    found = reasons(rows)
    assert found[599] == "near duplicate" and found.count(None) == 599


def test_what_is_near_to_a_duplicate_alone_stays():
    """Of a chain, each near to the next, the ends are not near to one another."""
    rows = [face(f"{side}.jpg", side=float(side)) for side in (300, 250, 200)]
    rows[1]["hash"] = flipped(rows[0]["hash"], 20)
    rows[2]["hash"] = flipped(rows[0]["hash"], 40)
    assert reasons(rows) == [None, "near duplicate", None]


def test_a_duplicate_of_what_is_rejected_stays():
    rows = [face("a.jpg", side=300.0, yaw=0.5), face("b.jpg")]
    rows[0]["hash"] = rows[1]["hash"]
    assert reasons(rows) == ["yaw", None]


def test_blur_goes_by_rank():
    rows = [face(f"{n}.jpg", blur=n / 100) for n in range(50)]
    found = reasons(rows, Limits(blurred=0.04))
    assert found == [None] * 48 + ["blurred"] * 2
    assert reasons(rows) == [None] * 50


def test_rates_are_by_group():
    rows = [face("a/1.jpg", yaw=1.0), face("a/2.jpg"), face("b/1.jpg")]
    rows.append({"file": "b/2.jpg", "reason": "no face"})
    rows = selection.selected(rows, 128, Limits())
    rates = selection.rates(rows, lambda row: row["file"][0])
    assert rates == {
        "no face": {"a": (0, 2), "b": (1, 2)},
        "yaw": {"a": (1, 2), "b": (0, 2)},
    }
    assert selection.rates(rows, None)["yaw"] == {"all": (1, 4)}
    group_of = {"a": "a"}.get  # of b no group is known
    rates = selection.rates(rows, lambda row: group_of(row["file"][0]))
    assert rates == {"yaw": {"a": (1, 2)}}


def test_there_is_no_limit_of_brightness():
    assert not any("bright" in name for name in Limits._fields)
