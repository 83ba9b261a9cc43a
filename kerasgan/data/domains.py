"""The images of one kind, of a folder or an array, in the form of a batch."""

import os
from typing import Any

import numpy as np

from kerasgan.data import arrays
from kerasgan.data import decode
from kerasgan.data.folder import read_folder
from kerasgan.data.report import Report
from kerasgan.data.report import skip_lines

JITTER = 286 / 256  # of the authors of pix2pix: images so much larger are cropped


def read_domain(
    source: Any, target: decode.Target, **cached: Any
) -> tuple[np.ndarray, Report]:
    """The images of a folder, or of an array, and their origin.

    Args:
        source: Path of a folder, or an array of images.
        target: The form in which they are read.
        **cached: `cache_dir` and `memory_limit` of `image_folder`.
    """
    if is_path(source):
        images, _, report = read_folder(source, target, source=None, **cached)
        return images, report
    images = arrays.checked(source)
    if images.shape[-1] != target.channels:
        raise ValueError(
            f"Images of {images.shape[-1]} channels came for {target.channels}. Pass "
            "`channels=`, for two kinds of images a pair of numbers."
        )
    if images.shape[1:3] != (target.height, target.width) or target.crop:
        images = arrays.resized(images, target)
    return images, Report(len(images), [], None, "the array itself")


def is_path(source: Any) -> bool:
    """Whether images are given as a folder."""
    return isinstance(source, str | os.PathLike)


def targets_of(
    image_size: Any, channels: Any, crops: list, jitter: bool
) -> tuple[tuple[int, int], list[decode.Target]]:
    """The size of batches, and the form in which images of both kinds are read.

    Args:
        image_size: As in `image_folder`.
        channels: 1 or 3, or two of these.
        crops: List of two `crop`s of `image_folder`.
        jitter: Whether images are read larger than batches are.
    """
    both = channels if np.ndim(channels) else (channels, channels)
    if len(both) != 2 or len(crops) != 2:
        raise ValueError(
            "channels and crops are those of both kinds of images, or a pair of them, "
            f"but received {channels!r} and {crops!r}."
        )
    targets = [
        decode.target(image_size, number, crop)
        for number, crop in zip(both, crops, strict=True)
    ]
    size = targets[0].height, targets[0].width
    if jitter:
        height, width = (round(side * JITTER) for side in size)
        targets = [t._replace(height=height, width=width) for t in targets]
    return size, targets


def announce(kind: str, report: Report, domains: list) -> None:
    """Prints a line for two domains, and one for each file skipped.

    Args:
        kind: The function's name.
        report: The report of both domains.
        domains: Arrays, or functions that make the images.
    """
    parts = [
        f"by {getattr(domain, '__name__', 'a function')}"
        if callable(domain)
        else f"{len(domain):,} of {'x'.join(map(str, domain.shape[1:]))}"
        for domain in domains
    ]
    line = f"{kind}: {' and '.join(parts)}, {report.cache}"
    if number := len(report.skipped):
        line += f"; {number:,} file{'s'[: number != 1]} skipped"
    print("\n".join([f"{line}.", *skip_lines(report.skipped)]))
