"""Headers of image files, with which TensorFlow alone can decode the files."""

import os
import pathlib
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from typing import NamedTuple

import numpy as np

from kerasgan.data import decode
from kerasgan.data.cache import Reasons

# The ways to decode: JPEG at 1/1, 1/2, 1/4 and 1/8, opaque, with transparency.
JPEG_RATIOS = (1, 2, 4, 8)
OPAQUE, TRANSPARENT = 4, 5


class Header(NamedTuple):
    """How to decode one file and which part of it to resize, a row of the graph.

    Args:
        way: Index of the way to decode: JPEG at 1/1, 1/2, 1/4 and 1/8, opaque, with
            transparency.
        turn: Orientation of EXIF, 1 to 8.
        scale: Pixels of the result per decoded pixel, `(down, across)`.
        shift: Position of the first decoded pixel in the result, `(down, across)`.
    """

    way: int
    turn: int
    scale: tuple[float, float]
    shift: tuple[float, float]


def as_columns(headers: list[Header]) -> dict[str, np.ndarray]:
    """The fields of headers as arrays, with a row for each file."""
    columns = zip(*headers, strict=True)
    return {
        field: np.array(column, "uint8" if field in ("way", "turn") else "float32")
        for field, column in zip(Header._fields, columns, strict=True)
    }


def read_headers(
    paths: list[pathlib.Path], target: decode.Target
) -> tuple[list[Header], Reasons]:
    """Reads the headers of files, in threads.

    Returns:
        The headers of the files that can be used and, for each file, `None` or the
        reason why it cannot.
    """
    from tqdm import tqdm

    def read(path):
        try:
            return read_header(path, target), None
        except decode.Unreadable as error:
            return None, str(error)

    few = len(paths) <= 10_000
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        rows = pool.map(read, paths)
        both = list(tqdm(rows, "Headers", len(paths), leave=False, disable=few))
    headers = [header for header, reason in both if reason is None]
    return headers, [reason for _, reason in both]


def read_header(path: pathlib.Path, target: decode.Target) -> Header:
    """The `Header` of a file, for the same pixels as in `decode.decode`.

    Raises:
        Unreadable: For a file that Pillow cannot open, that TensorFlow does not
            decode as Pillow does, or that is smaller than the crop.
    """
    from PIL import Image

    try:
        with open(path, "rb") as file, Image.open(file) as image:
            way = _way(image)
            if image.mode.startswith("I"):  # only its pixels show whether of 16 bits
                decode.to_8_bits(image, target.channels)
            turn = _turn(image)
            size = image.size
            if way == 0:
                decode._draft(image, target)
                way = JPEG_RATIOS.index(_ratio(size, image.size))
            drafted = image.size
    except decode.Unreadable:
        raise
    except Exception as error:  # on broken data Pillow's readers raise any type
        raise decode.Unreadable(decode._reason(path, error)) from error
    if turn >= 5:  # by a quarter
        size, drafted = size[::-1], drafted[::-1]
    return Header(way, turn, *_placement(size, drafted, target))


def _way(image: Any) -> int:
    """Index of the way to decode an opened file; its ratio is not chosen yet."""
    kind = image.format
    if kind in ("JPEG", "MPO"):  # an MPO is a JPEG with more pictures behind it
        return 0
    if kind == "PNG" or (kind == "WEBP" and not image.is_animated):
        return TRANSPARENT if image.has_transparency_data else OPAQUE
    if kind == "BMP" and image.mode in ("L", "RGB"):
        return OPAQUE
    raise decode.Unreadable(
        f"{kind} of mode {image.mode}, which TensorFlow does not decode "
        "as Pillow does; convert it to PNG or JPEG, or use image_folder"
    )


def _turn(image: Any) -> int:
    from PIL import Image

    exif = Image.Image.getexif(image)  # a PNG's own would decode all of its pixels
    turn = exif.get(0x0112, 1)
    return turn if turn in range(1, 9) else 1


def _ratio(size: tuple[int, int], drafted: tuple[int, int]) -> int:
    """The ratio at which a JPEG of `size` decodes to `drafted`, rounded up."""
    ratios = (
        ratio
        for ratio in JPEG_RATIOS
        if drafted == tuple(-(-side // ratio) for side in size)
    )
    return next(ratios)


def _placement(
    size: tuple[int, int], drafted: tuple[int, int], target: decode.Target
) -> tuple[tuple[float, float], tuple[float, float]]:
    """`scale` and `shift` of `Header`, for the box that `decode.fit` resizes."""
    top, left, height, width = decode.crop_box(size, target)
    across, down = drafted[0] / size[0], drafted[1] / size[1]
    upper, lower = top * down, min((top + height) * down, drafted[1])
    start, end = left * across, min((left + width) * across, drafted[0])
    scale = target.height / (lower - upper), target.width / (end - start)
    return scale, (-upper * scale[0], -start * scale[1])
