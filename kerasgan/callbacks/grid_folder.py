"""The files of `SampleGrid`: a PNG an epoch, and what is made of them."""

import pathlib
import re

import numpy as np

from kerasgan import files
from kerasgan import plots
from kerasgan.plots.images import image_grid
from kerasgan.plots.images import tile_scale
from kerasgan.plots.progress import evenly

MAKER = "kerasgan SampleGrid"
GAP = 2  # pixels between two images


class GridFolder:
    """Grids by epoch; each file stores its run and the size of a tile.

    Args:
        path: Path of the folder.
    """

    def __init__(self, path):
        self.path = pathlib.Path(path).expanduser()
        self.strip = self.path / "progress.png"
        self.gif = self.path / "progress.gif"

    def check(self):
        """Rejects a folder with other files under the names of the grids."""
        pictures = [self.strip, *self.grids().values()]
        foreign = [
            p for p in pictures if p.exists() and text_of(p, "Software") != MAKER
        ]
        if self.gif.exists() and b"kerasgan" not in self.gif.read_bytes():
            foreign.append(self.gif)
        if foreign:
            raise ValueError(
                "SampleGrid should own the files that it overwrites, but didn't write "
                f"{', '.join(map(str, foreign))}. Pass another folder."
            )

    def grids(self, run=None, last_epoch=float("inf")):
        """Dict of epoch to path in order, of one run if given, up to an epoch."""
        paths = self.path.glob("epoch-*.png")
        matches = [re.fullmatch(r"epoch-(\d+)\.png", path.name) for path in paths]
        epochs = sorted((int(match[1]), match[0]) for match in matches if match)
        return {
            epoch: self.path / name
            for epoch, name in epochs
            if epoch <= last_epoch
            and (run is None or text_of(self.path / name, "run") == run)
        }

    def run_before(self, epoch):
        """The run that drew the newest grid up to an epoch, or `None`."""
        earlier = list(self.grids(last_epoch=epoch).values())
        return text_of(earlier[-1], "run") if earlier else None

    def write(self, epoch, images, run, source=None):
        """Writes the grid of an epoch, with its `source`, and returns its path."""
        images = np.asarray(images)
        scale = tile_scale(images, 64)
        height, width = images.shape[1] * scale, images.shape[2] * scale
        path = self.path / f"epoch-{epoch:04d}.png"
        text = {"Software": MAKER, "run": run, "tile": f"{height} {width}"}
        grid = image_grid(images, scale=scale, gap=GAP)
        plots.save_image(path, grid, text, source)
        return path

    def write_progress(self, run, last_epoch):
        """Writes the strip and the GIF of a run's grids up to an epoch."""
        from kerasgan.plots.figure import png_of

        grids = self.grids(run, last_epoch)
        if not grids:
            return
        strip = thinned(grids, 25)
        tiles = [first_tiles(path, 1) for path in strip.values()]
        figure = plots.progress_strip(tiles, list(strip))
        files.write_whole(self.strip, png_of(figure, {"Software": MAKER}))

        # In a GIF of few bytes, 4 x 4 faces are still faces.
        frames = {e: first_tiles(path, 4) for e, path in thinned(grids, 40).items()}
        shape = frames[max(frames)].shape  # a resumed run may draw fewer than before
        frames = {e: frame for e, frame in frames.items() if frame.shape == shape}
        labels = [f"epoch {epoch}" for epoch in frames]
        plots.save_gif(self.gif, list(frames.values()), labels=labels)


def thinned(grids, at_most):
    """At most `at_most` of the grids, evenly chosen."""
    epochs = list(grids)
    return {epochs[i]: grids[epochs[i]] for i in evenly(len(epochs), at_most)}


def first_tiles(path, side):
    """The upper left `side` x `side` images of a grid, uint8 `(height, width, 3)`."""
    from PIL import Image

    height, width = (int(size) + GAP for size in text_of(path, "tile").split())
    with Image.open(path) as image:
        grid = np.asarray(image.convert("RGB"))
    return grid[: side * height - GAP, : side * width - GAP]


def text_of(path, key):
    """A text in the metadata of a PNG file, or `None`."""
    from PIL import Image

    with Image.open(path) as image:
        return image.info.get(key)
