"""The selection of the faces that were found, with reasons for rejections."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

ROWS = 256  # faces whose hashes are compared at once


class Limits(NamedTuple):
    """Limits that faces must meet; `None` leaves a test out.

    If the limits that are on by default are set to reject 2% of UTKFace, they reject no
    group significantly more than twice as often as another. There is no limit of
    brightness, because it rejects faces with dark skin 18 times as often.

    Args:
        landmarks: Whether faces are left out if FaceMesh doesn't find them, so that
            they have only the points of their detector.
        score: The least score of a face by the detector. This limit rejects babies more
            often than other people.
        yaw: The largest distance of the nose from the line between eyes and mouth, in
            eye distances: .25 nearly frontal, .35 three-quarter views (default).
        roll: The largest rotation of the eyes in degrees. Beyond 90 the head is
            upside down, and always left out.
        ratio: The least and largest distance from eyes to mouth, in eye distances.
        outside: The largest fraction of a crop outside of the photo; this part is
            filled by mirroring.
        resolution: The least ratio of the side of the crop in the photo, in pixels, to
            the side of the resulting image.
        near: The largest number of bits, of 256, in which hashes of near duplicates
            differ.
        blurred: The fraction of faces to leave out, the most blurred ones.
    """

    landmarks: bool = True
    score: float | None = None
    yaw: float | None = 0.35
    roll: float | None = 45.0
    ratio: tuple[float, float] | None = (0.75, 1.7)
    outside: float | None = None
    resolution: float | None = 0.5
    near: int | None = 24
    blurred: float | None = None


def selected(rows: list[dict], size: int, limits: Limits) -> list[dict]:
    """The rows with a `reason` for each face that is not kept.

    Of near duplicates, the face with the highest resolution is kept; of equal files,
    the first file.

    Args:
        rows: Rows of photos and faces from the parts, in the order of names.
        size: Int, side of a crop.
        limits: The `Limits`.
    """
    rows = [dict(row) for row in rows]
    faces = [row for row in rows if row.get("shown") and "face" in row]
    originals: dict[str, str] = {}
    for row in faces:
        first = originals.setdefault(row["sha256"], row["file"])
        row["reason"] = reason_of(row, size, limits)
        if first != row["file"]:
            row["reason"], row["duplicate_of"] = "exact duplicate", first
    if limits.near is not None:
        mark_near(kept(faces), limits.near)
    if limits.blurred:
        remaining = sorted(kept(faces), key=lambda row: -row["blur"])
        for row in remaining[: int(limits.blurred * len(remaining))]:
            row["reason"] = "blurred"
    return rows


def kept(faces: list[dict]) -> list[dict]:
    """The faces without a reason for rejection."""
    return [row for row in faces if row["reason"] is None]


def reason_of(row: dict, size: int, limits: Limits) -> str | None:
    """The first limit that a face doesn't meet, or `None`."""
    least, most = limits.ratio or (-np.inf, np.inf)
    tests = (
        ("landmarks", limits.landmarks and row["points_from"] == "centerface"),
        ("score", is_below(row["score"], limits.score)),
        ("upside down", abs(row["roll"]) > 90),
        ("roll", is_above(abs(row["roll"]), limits.roll)),
        ("yaw", is_above(abs(row["yaw"]), limits.yaw)),
        ("ratio", not least <= row["ratio"] <= most),
        ("outside", is_above(row["outside"], limits.outside)),
        ("resolution", is_below(row["side"] / size, limits.resolution)),
    )
    return next((name for name, fails in tests if fails), None)


def is_above(value: float, most: float | None) -> bool:
    """Whether there is a limit, and a value is above it."""
    return most is not None and value > most


def is_below(value: float, least: float | None) -> bool:
    """Whether there is a limit, and a value is below it."""
    return least is not None and value < least


def mark_near(faces: list[dict], most_bits: int) -> None:
    """Marks near duplicates; of these, the face with the most pixels is kept."""
    faces = sorted(faces, key=lambda row: (-row["side"], row["file"], row["face"]))
    hashes = np.array([bits_of(row["hash"]) for row in faces], "uint64").reshape(-1, 4)
    for first in range(0, len(faces), ROWS):
        block = hashes[first : first + ROWS]
        others = hashes[: first + ROWS]
        differ = np.bitwise_count(block[:, None] ^ others[None]).sum(axis=-1)
        for place, row in enumerate(faces[first : first + ROWS]):
            near = np.nonzero(differ[place, : first + place] <= most_bits)[0]
            original = next((n for n in near if faces[n]["reason"] is None), None)
            if original is not None:
                row["reason"] = "near duplicate"
                row["duplicate_of"] = faces[original]["file"]


def bits_of(text: str) -> list[int]:
    """A hash in hexadecimal digits as four numbers of 64 bits."""
    return [int(text[at : at + 16], 16) for at in range(0, 64, 16)]


def rates(
    rows: list[dict], group_of: Callable[[dict], str | None] | None
) -> dict[str, dict[str, tuple[int, int]]]:
    """For each reason and group, the number of rejections and the total number.

    Args:
        rows: Rows from `selected`.
        group_of: Optional function from a row to its group; without it, the only group
            is `"all"`.
    """
    groups = [group_of(row) if group_of else "all" for row in rows]
    totals: dict[str, int] = {}
    counts: dict[str, dict[str, int]] = {}
    for row, group in zip(rows, groups, strict=True):
        if group is None or ("face" not in row and row["reason"] is None):
            continue
        totals[group] = totals.get(group, 0) + 1
        if row["reason"]:
            of_reason = counts.setdefault(row["reason"], {})
            of_reason[group] = of_reason.get(group, 0) + 1
    return {
        reason: {g: (of_reason.get(g, 0), total) for g, total in totals.items()}
        for reason, of_reason in sorted(counts.items())
    }
