"""The pictures of `faces.py`: each class' grid, and all of them side by side."""

import io
import math
import pathlib

import numpy as np
from PIL import Image

from kerasgan import files
from kerasgan import plots

MOST_BYTES = 500_000
TILES, COLUMNS = 4, 4  # of a panel's side, of the montage
TITLE, GAP, DPI = 26, 10, 100  # pixels


def write(results, folder):
    """Writes `CLASS/grid.png` of each class and `grids.png`, in the order of names.

    Real faces have no picture: those of UTKFace are not to be published.
    """
    folder = pathlib.Path(folder)
    panels = {}
    for result in results:
        name = result["settings"]["model"]
        if name:
            samples = np.load(folder / name / "samples.npy")
            write_small(folder / name / "grid.png", plots.image_grid(samples, 8))
            panels[name] = plots.image_grid(samples[: TILES**2], TILES)
    if panels:
        write_small(folder / "grids.png", montage(panels))


def montage(panels):
    """Labelled grids side by side, pixel by pixel, as one array."""
    from kerasgan.plots.figure import Figure
    from kerasgan.plots.figure import png_of

    side = len(next(iter(panels.values())))
    columns = min(COLUMNS, len(panels))
    rows = math.ceil(len(panels) / columns)
    width, height = columns * (side + GAP), rows * (side + TITLE)
    figure = Figure(figsize=(width / DPI, height / DPI), dpi=DPI)
    for place, (name, panel) in enumerate(panels.items()):
        left = place % columns * (side + GAP) + GAP / 2
        bottom = height - (place // columns + 1) * (side + TITLE)
        box = (left / width, bottom / height, side / width, side / height)
        axes = figure.add_axes(box)
        axes.imshow(panel, interpolation="nearest")
        axes.set_axis_off()
        axes.set_title(name, fontsize=11, pad=4)
    return np.asarray(Image.open(io.BytesIO(png_of(figure))).convert("RGB"))


def write_small(path, array):
    """Writes a PNG file, in fewer colors where it would be too large."""
    image = Image.fromarray(array)
    for colors in (None, 256, 128, 64, 32):
        buffer = io.BytesIO()
        picture = image if colors is None else image.quantize(colors)
        picture.save(buffer, "PNG", optimize=True)
        if buffer.tell() < MOST_BYTES:
            break
    files.write_whole(path, buffer.getvalue())
