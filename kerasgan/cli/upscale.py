"""The command that enlarges images, and what `train` needs to learn it."""

import enum
import functools
import pathlib
from typing import Annotated

import typer

import kerasgan
from kerasgan.cli import pictures
from kerasgan.cli.app import app

ARGUMENTS = ("scale", "degradation", "patch_size")
GRID = 16  # images of a run's grids, at most


class Degradation(enum.StrEnum):
    """What makes images small."""

    BICUBIC = "bicubic"
    REAL = "real"


def arguments_of(model, scale, degradation, patch, start):
    """Arguments of `for_images` of a model that enlarges, of those that were given.

    Raises:
        ValueError: The model doesn't enlarge, and there are such; or it can't begin
            from another one.
    """
    if start and not hasattr(getattr(kerasgan, model), "from_srresnet"):
        raise ValueError(f"{model} begins by itself, without --start; SRGAN takes it.")
    if start and scale:
        raise ValueError("The scale is that of --start: leave --scale out.")
    values = (scale, degradation and degradation.value, patch)
    arguments = {n: v for n, v in zip(ARGUMENTS, values, strict=True) if v is not None}
    if arguments and not hasattr(getattr(kerasgan, model), "upscale"):
        raise ValueError(
            f"{model} doesn't enlarge images, so it takes no --scale, --degradation "
            "or --patch; --model CompactSR does."
        )
    return arguments


def maker_of(model, image_shape, first):
    """The function that makes a model for images, or from a first model."""
    cls = getattr(kerasgan, model)
    if first is None:
        return functools.partial(cls.for_images, image_shape)
    return functools.partial(cls.from_srresnet, first)


def grid_of(dataset, scale):
    """Arguments of a `SampleGrid` of a dataset's first images, made small."""
    images = next(iter(dataset))[:GRID].numpy()
    small = kerasgan.data.downscale(images, factor=scale).numpy()
    return {"source": small, "target": images}


@app.command(epilog="Example: `kerasgan upscale runs/sharper/model.keras photo.jpg`")
def upscale(
    model: Annotated[
        pathlib.Path, typer.Argument(help="A `.keras` file of a model that enlarges.")
    ],
    photos: Annotated[
        list[pathlib.Path], typer.Argument(help="Files and folders of images.")
    ],
    out: Annotated[pathlib.Path, typer.Option(help="Folder of the PNGs.")] = (
        pathlib.Path("upscaled")
    ),
    tile: Annotated[
        int, typer.Option(min=64, help="Side of a tile; smaller needs less memory.")
    ] = 192,
):
    """Enlarges images of any size, in tiles; each keeps its orientation.

    Gray images stay gray; transparency is enlarged beside the colors. No file is
    overwritten.
    """
    gan = kerasgan.runs.load_gan(model)
    if not hasattr(gan, "upscale"):
        raise ValueError(
            f"{model} is a {type(gan).__name__}, which doesn't enlarge images; a "
            "SRResNet does."
        )
    pictures.convert(photos, out, lambda path: upscaled(gan, path, tile), "upscaled")


def upscaled(gan, path, tile):
    """The enlarged Pillow image of a file: gray, RGB, or either with transparency."""
    import numpy as np
    from PIL import Image

    from kerasgan.data import decode

    image, alpha = decode.with_alpha(path)
    channels = gan.inputs["source"].shape[-1]
    is_gray = image.mode == "L"
    source = image.convert("L" if channels == 1 else "RGB")
    pixels = np.asarray(source).reshape(1, source.height, source.width, channels)
    made = pictures.picture(gan.upscale(pixels, tile)[0])
    if is_gray:
        made = made.convert("L")
    if alpha is not None:
        made.putalpha(alpha.resize(made.size, Image.Resampling.BICUBIC))
    return made
