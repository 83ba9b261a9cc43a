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


# A picture made by a model alone; edited ones are compositeWithTrainedAlgorithmicMedia,
# enlarged ones algorithmicallyEnhanced: https://cv.iptc.org/newscodes/digitalsourcetype
SAMPLE = "trainedAlgorithmicMedia"
XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="" '
    'xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" '
    "Iptc4xmpExt:DigitalSourceType="
    '"http://cv.iptc.org/newscodes/digitalsourcetype/{}"/></rdf:RDF></x:xmpmeta>'
)


def png(image, source=SAMPLE):
    """Bytes of a PNG of an image `(height, width, 1 or 3)`, uint8.

    The file says where it comes from, an IPTC digital source type.
    """
    height, width, channels = image.shape

    def chunk(name, data):
        checksum = struct.pack(">I", zlib.crc32(name + data))
        return struct.pack(">I", len(data)) + name + data + checksum

    color = {1: 0, 3: 2}[channels]
    header = struct.pack(">IIBBBBB", width, height, 8, color, 0, 0, 0)
    rows = b"".join(b"\0" + row.tobytes() for row in image)  # filter 0: none
    xmp = b"XML:com.adobe.xmp\0\0\0\0\0" + XMP.format(source).encode()
    body = chunk(b"IHDR", header) + chunk(b"iTXt", xmp)
    body += chunk(b"IDAT", zlib.compress(rows))
    return b"\x89PNG\r\n\x1a\n" + body + chunk(b"IEND", b"")
