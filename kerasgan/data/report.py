"""The report of a dataset: files that were read, and those left out, with reasons."""

import hashlib
from collections.abc import Iterable
from typing import Any
from typing import NamedTuple


class Report(NamedTuple):
    """The sources of a dataset; every dataset carries one as `dataset.report`.

    Args:
        num_images: The number of images in one pass.
        skipped: A list of `(path, reason)`, the files left out.
        class_names: Names of the classes in the order of their indices, `None`
            where labels are numbers. A dict of such for a dict of labels.
        cache: Where the decoded images are, in words.
        fingerprint: A string that is the same for files of the same names, in the
            same order; `None` where the images are no files.
    """

    num_images: int
    skipped: list[tuple[str, str]]
    class_names: list[str] | dict[str, list[str] | None] | None
    cache: str
    fingerprint: str | None = None


def fingerprint(names: Iterable[bytes]) -> str:
    """A short hash of the names of files, in their order."""
    return hashlib.sha256(b"\0".join(names)).hexdigest()[:16]


def announce(
    source: str, report: Report, shape: tuple[int, ...], unit: str = "file"
) -> None:
    """Prints one line for what was read and one for each image skipped."""
    num_images, height, width, channels = shape
    megabytes = num_images * height * width * channels / 1e6
    line = (
        f"{source}: {num_images:,} image{'s'[: num_images != 1]} "
        f"{height}x{width}x{channels} {report.cache} ({megabytes:,.0f} MB)"
    )
    if report.skipped:
        num_skipped = len(report.skipped)
        line += f"; {num_skipped:,} {unit}{'s'[: num_skipped != 1]} skipped"
    print("\n".join([f"{line}.", *skip_lines(report.skipped)]))


def skip_lines(skipped: list[tuple[str, str]], limit: int = 10) -> list[str]:
    """A line for each skipped file, at most `limit` and a count of the rest.

    Many files of one reason have a line together, so that no rare one is hidden.
    """
    alike: dict[str, list[str]] = {}
    for path, reason in skipped:
        alike.setdefault(reason, []).append(path)
    many = {reason: paths for reason, paths in alike.items() if len(paths) > limit // 2}
    lines = [
        f"  {paths[0]} and {len(paths) - 1:,} more: {reason}"
        for reason, paths in many.items()
    ]
    lines += [f"  {path}: {reason}" for path, reason in skipped if reason not in many]
    if len(lines) > limit:
        lines[limit:] = [f"  and {len(lines) - limit:,} more"]
    return lines


def none_left(source: Any, skipped: list[tuple[str, str]]) -> str:
    """The error for a source of which every image was left out."""
    first = "\n".join(skip_lines(skipped, limit=5))
    return (
        f"None of the {len(skipped):,} images of {str(source)!r} can be used. Mend the "
        f"files or the arguments that these reasons name:\n{first}"
    )
