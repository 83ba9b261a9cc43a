"""The origin of a picture, written in its file.

It is the IPTC's digital source type, in XMP. It takes 360 bytes; most viewers show it,
and most re-encoding removes it. Reference:
[IPTC, Digital Source Type](https://cv.iptc.org/newscodes/digitalsourcetype/).
"""

import struct
import zlib

SAMPLE = "trainedAlgorithmicMedia"  # made by a model alone
EDITED = "compositeWithTrainedAlgorithmicMedia"  # a picture that a model has changed
ENHANCED = "algorithmicallyEnhanced"  # the same picture, sharper
CODES = "http://cv.iptc.org/newscodes/digitalsourcetype/"
KEYWORD = "XML:com.adobe.xmp"
AFTER_HEADER = 33  # bytes of a PNG's signature and of its first chunk


def source_of(gan):
    """The digital source type of the images that a model makes."""
    if hasattr(gan, "upscale"):
        return ENHANCED
    return EDITED if hasattr(gan, "translate") else SAMPLE


def xmp(source):
    """The XMP packet of a digital source type of this module."""
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" '
        'xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" '
        f'Iptc4xmpExt:DigitalSourceType="{CODES}{source}"/>'
        "</rdf:RDF></x:xmpmeta>"
    )


def chunk(source):
    """The bytes of an iTXt chunk with the XMP packet, for a PNG file."""
    data = KEYWORD.encode() + b"\0\0\0\0\0" + xmp(source).encode()
    body = b"iTXt" + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def in_png(content, source):
    """The bytes of a PNG file with a digital source type; `None` adds no type."""
    if source is None:
        return content
    return content[:AFTER_HEADER] + chunk(source) + content[AFTER_HEADER:]
