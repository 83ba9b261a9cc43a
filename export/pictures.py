"""Grids of images and PNG files, with NumPy and the standard library alone."""

import math
import struct
import zlib

import numpy as np


def grid(images):
    """Images side by side in rows, black where there are too few."""
    columns = math.ceil(math.sqrt(len(images)))
    rows = math.ceil(len(images) / columns)
    _, height, width, channels = images.shape
    cells = np.zeros((rows * columns, height, width, channels), "uint8")
    cells[: len(images)] = images
    cells = cells.reshape(rows, columns, height, width, channels).swapaxes(1, 2)
    return cells.reshape(rows * height, columns * width, channels)


def png(image):
    """Bytes of a PNG of an image `(height, width, 1 or 3)`, uint8."""
    height, width, channels = image.shape

    def chunk(name, data):
        checksum = struct.pack(">I", zlib.crc32(name + data))
        return struct.pack(">I", len(data)) + name + data + checksum

    color = {1: 0, 3: 2}[channels]
    header = struct.pack(">IIBBBBB", width, height, 8, color, 0, 0, 0)
    rows = b"".join(b"\0" + row.tobytes() for row in image)  # filter 0: none
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows))
    return b"\x89PNG\r\n\x1a\n" + body + chunk(b"IEND", b"")
