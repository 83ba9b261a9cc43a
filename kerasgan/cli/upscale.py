"""The command that enlarges images, and what `train` needs to learn it."""

import enum
import functools
import pathlib
from typing import Annotated

import typer

import kerasgan
from kerasgan.cli import in_photo
from kerasgan.cli import pictures
from kerasgan.cli.app import app

ARGUMENTS = ("scale", "degradation", "patch_size")
GRID = 16  # images of a run's grids, at most


class Degradation(enum.StrEnum):
    """The ways to make images small."""

    BICUBIC = "bicubic"
    REAL = "real"


def arguments_of(model, scale, degradation, patch, start):
    """Arguments of `for_images` of a model that enlarges, of those that were given.

    Raises:
        ValueError: The model doesn't enlarge, but options of those that do were given;
            or it can't begin from another one.
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
        pathlib.Path,
        typer.Argument(help="A run of a model that enlarges, or a `.keras` file."),
    ],
    photos: Annotated[
        list[pathlib.Path], typer.Argument(help="Files and folders of images.")
    ],
    out: Annotated[pathlib.Path, typer.Option(help="Folder of the PNGs.")] = (
        pathlib.Path("upscaled")
    ),
    tile: Annotated[
        int, typer.Option(min=64, help="Side of a tile; small tiles need less memory.")
    ] = 192,
    faces: Annotated[
        bool,
        typer.Option(
            "--faces", help="Use the model, trained on faces, for faces only."
        ),
    ] = False,
):
    """Enlarges images of any size, in tiles; each keeps its orientation.

    Gray images stay gray, and transparency is enlarged, too. No file is overwritten.
    With --faces, each face is found, aligned, enlarged by the model and put back into
    the photo; the rest of the photo is enlarged with a Lanczos filter.
    """
    gan = kerasgan.runs.load_gan(model)
    if not hasattr(gan, "upscale"):
        raise ValueError(
            f"{model} is a {type(gan).__name__}, which doesn't enlarge images; a "
            "SRResNet does."
        )
    change = with_faces if faces else upscaled
    source = kerasgan.provenance.source_of(gan)
    pictures.convert(
        photos, out, lambda path: change(gan, path, tile), "upscaled", source
    )


def with_faces(gan, path, tile):
    """The enlarged Pillow image of a file, its faces by the model.

    Raises:
        Unreadable: There is no face in it.
    """
    from kerasgan.data import decode

    photo, _ = decode.upright(path, 3)
    faces, squares = in_photo.faces_of(photo)
    large = [gan.upscale(face[None], tile)[0] for face in faces]
    return in_photo.pasted(photo, large, squares, gan.scale)


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
