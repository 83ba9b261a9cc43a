"""Processes large images tile by tile."""

import numpy as np

from kerasgan import ranges


def in_tiles(enlarge, images, scale, side, overlap):
    """Images, enlarged tile by tile, without seams.

    Tiles overlap, and only the middle of each tile is kept, where borders between tiles
    have no effect. So only the result and one tile need memory.

    Args:
        enlarge: Function from floats `(batch, height, width, channels)` in [-1, 1] to
            floats of `scale` times the size.
        images: Array `(batch, height, width, channels)`, uint8 or floats in [-1, 1].
        scale: Int.
        side: Int, side of a tile in pixels of the images.
        overlap: Int, pixels around the part of a tile that is kept.

    Returns:
        Array of the type of `images`.
    """
    num, height, width, channels = images.shape
    made = np.empty((num, scale * height, scale * width, channels), images.dtype)
    for rows, top, bottom in spans(height, side, overlap):
        for columns, left, right in spans(width, side, overlap):
            tile = enlarge(ranges.to_floats(images[:, rows, columns]))
            inside = tile[
                :,
                scale * (top - rows.start) : scale * (bottom - rows.start),
                scale * (left - columns.start) : scale * (right - columns.start),
            ]
            kept = np.s_[:, scale * top : scale * bottom, scale * left : scale * right]
            is_uint8 = images.dtype == np.uint8
            made[kept] = ranges.to_uint8(inside) if is_uint8 else inside
    return made


def spans(length, side, overlap):
    """Slices of one length that cover `range(length)`, with the part of each to keep.

    Yields:
        A slice, and the start and the end of the part that is kept.
    """
    side = min(side, length)
    for start in [*range(0, length - side, side - 2 * overlap), length - side]:
        end = start + side
        yield (
            slice(start, end),
            start + overlap if start else 0,
            end if end == length else end - overlap,
        )
