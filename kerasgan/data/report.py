"""The report of a dataset: files that were read, and those left out, with reasons."""

import hashlib
from collections.abc import Iterable
from typing import Any
from typing import NamedTuple


class Report(NamedTuple):
    """A report on the files of a dataset; every dataset has one as `dataset.report`.

    Args:
        num_images: The number of images in one pass.
        skipped: A list of `(path, reason)`, the files left out.
        class_names: Names of the classes in the order of their indices, `None`
            if labels are numbers. For a dict of labels, a dict of these.
        cache: A text that describes where the decoded images are.
        fingerprint: A string that is the same for files of the same names, in the
            same order; `None` if the images are not files.
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
    """Prints one line for the images that were read, and one for each skipped image."""
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
    """A line for each skipped file, at most `limit` lines and a count of the rest.

    Many files with the same reason share a line, so that rare reasons are not hidden.
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
    """The error message for a source if all its images were left out."""
    first = "\n".join(skip_lines(skipped, limit=5))
    return (
        f"None of the {len(skipped):,} images of {str(source)!r} can be used. Mend the "
        f"files or the arguments that these reasons name:\n{first}"
    )
