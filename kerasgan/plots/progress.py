"""Pictures of a training: images of one seed over the epochs."""

import io
import math

import numpy as np

from kerasgan import files
from kerasgan.plots.images import enlarged
from kerasgan.plots.images import tile_scale
from kerasgan.plots.images import to_rgb

# Pixels of the longer side, frames and colours, from fine to coarse.
GIF_SIZES = (
    (384, 40, 128),
    (320, 32, 64),
    (272, 24, 64),
    (272, 16, 32),
    (232, 16, 32),
    (176, 12, 32),
    (128, 12, 16),
)


def progress_strip(images, epochs, columns=5, max_tiles=25, min_tile=96):
    """One image for each epoch, in reading order, with the epoch below it.

    If there are more than `max_tiles` epochs, `max_tiles` of them are shown, evenly
    spaced, including the first and the last.

    Reference: Fig. 5 of Roy & Quadir, Creating Human-like Faces using GAN.

    Args:
        images: For each epoch an image `(height, width, 1 or 3)` of the same latent,
            floats in [-1, 1] or uint8; from a batch, the first image is shown. Smaller
            images are enlarged to the largest size, each pixel to a square.
        epochs: For each of the `images`, an int; or a string, which is used as label.
        columns: Int, number of images in a row.
        max_tiles: Int, largest number of images.
        min_tile: Int, the smallest side of an image, as in `save_grid`.

    Returns:
        A matplotlib `Figure`; Jupyter displays it, `savefig` writes it.

    Example:

    ```python
    kerasgan.plots.progress_strip([untrained, after_1, after_2], [0, 1, 2])
    kerasgan.plots.progress_strip([small, large], ["4x4", "8x8"])
    ```
    """
    from kerasgan.plots.figure import Figure

    if len(images) != len(epochs) or not len(images):
        raise ValueError(
            f"Each image should have its epoch, but there are {len(images)} images "
            f"and {len(epochs)} epochs. Pass one of each for an epoch."
        )
    chosen = evenly(len(images), max_tiles)
    tiles = [to_rgb(first(images[index])[None]) for index in chosen]
    height, width = (max(tile.shape[axis] for tile in tiles) for axis in (1, 2))
    tiles = np.concatenate([enlarged(tile, height, width) for tile in tiles])
    tiles = np.stack([np.asarray(picture(tile, 256)) for tile in tiles])
    scale = tile_scale(tiles, min_tile)
    height, width = tiles.shape[1] * scale, tiles.shape[2] * scale
    columns = min(columns, len(tiles))
    rows = math.ceil(len(tiles) / columns)
    gap, label = 12, 26  # pixels between tiles, and for the line under one

    total = np.array((columns * (width + gap) + gap, rows * (height + label) + gap))
    figure = Figure(figsize=total / 100, dpi=100)
    for place, (index, tile) in enumerate(zip(chosen, tiles, strict=True)):
        row, column = divmod(place, columns)
        corner = (gap + column * (width + gap), gap + row * (height + label))
        epoch = epochs[index]
        name = epoch if isinstance(epoch, str) else f"epoch {epoch}"
        draw_tile(figure, tile, corner, (width, height), total, name)
    return figure


def draw_tile(figure, tile, corner, size, total, label):
    """Draws a tile, without blur, at a corner in pixels from the upper left."""
    left, top = corner[0] / total[0], 1 - (corner[1] + size[1]) / total[1]
    axes = figure.add_axes((left, top, *(size / total)))
    axes.imshow(tile, interpolation="nearest", aspect="auto")
    axes.set_axis_off()
    axes.annotate(
        label,
        (0.5, 0),
        (0, -3),
        "axes fraction",
        "offset points",
        ha="center",
        va="top",
    )


def save_gif(path, frames, milliseconds=200, labels=None, max_bytes=500_000):
    """Writes frames as an endless GIF whose last frame stays for two seconds.

    The GIF is as large as `max_bytes` allows: at most 384 pixels per side and 40
    frames, evenly spaced, in one palette.

    Args:
        path: Path of the file; its folders are created.
        frames: Images `(height, width, 1 or 3)` of one shape, floats in [-1, 1] or
            uint8, such as the results of `image_grid`.
        milliseconds: Int, duration of a frame.
        labels: List of a string for each frame, which is written below it; or `None`.
        max_bytes: Int, largest size of the file, unless even the smallest form is
            larger.

    Example:

    ```python
    kerasgan.plots.save_gif("faces.gif", [grid_1, grid_2], labels=["epoch 1", "2"])
    ```
    """
    if not len(frames):
        raise ValueError("A GIF needs a frame, but received none. Pass `frames`.")
    frames = to_rgb(frames)
    for side, max_frames, colours in GIF_SIZES:
        chosen = evenly(len(frames), max_frames)
        pictures = [picture(frames[index], side) for index in chosen]
        if labels is not None:
            texts = [labels[index] for index in chosen]
            pictures = [with_label(*pair) for pair in zip(pictures, texts, strict=True)]
        durations = [milliseconds] * (len(pictures) - 1) + [2000]
        content = encode_gif(pictures, colours, durations, pictures[-4:])
        if len(content) <= max_bytes:
            break
    files.write_whole(path, content)


def encode_gif(pictures, colours, durations, examples):
    """Bytes of a GIF in one palette, which is chosen from a few of its pictures."""
    from PIL import Image

    sample = np.concatenate([np.asarray(picture) for picture in examples])
    palette = Image.fromarray(sample).quantize(colours)
    none = Image.Dither.NONE  # dots of a dither would not compress
    pictures = [p.quantize(palette=palette, dither=none) for p in pictures]
    buffer = io.BytesIO()
    pictures[0].save(
        buffer,
        "GIF",
        save_all=True,
        append_images=pictures[1:],
        duration=durations,
        loop=0,
        comment=b"kerasgan",
    )
    return buffer.getvalue()


def picture(frame, side):
    """A Pillow image of at most `side` pixels per side."""
    from PIL import Image

    image = Image.fromarray(frame)
    image.thumbnail((side, side), Image.Resampling.LANCZOS)
    return image


def with_label(image, text):
    """The image above a line of text."""
    from PIL import Image
    from PIL import ImageDraw
    from PIL import ImageFont

    labelled = Image.new("RGB", (image.width, image.height + 20), "white")
    labelled.paste(image)
    centre = (image.width / 2, image.height + 10)
    font = ImageFont.load_default(13)
    ImageDraw.Draw(labelled).text(centre, text, "black", font, anchor="mm")
    return labelled


def evenly(count, at_most):
    """At most `at_most` of `range(count)`, evenly spaced, including both ends."""
    return np.unique(np.linspace(0, count - 1, min(count, at_most)).round().astype(int))


def first(image):
    """The image, or the first image of a batch."""
    image = np.asarray(image)
    return image[0] if image.ndim == 4 else image
