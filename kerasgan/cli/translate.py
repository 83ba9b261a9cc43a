"""The command that translates, and what `train` needs to learn it."""

import enum
import pathlib
import re
from typing import Annotated

import typer

import kerasgan
from kerasgan.cli import pictures
from kerasgan.cli.app import app

GRID = 16  # images of a run's grids, at most


class Derive(enum.StrEnum):
    """Sources that are made of the images."""

    PENCIL = "pencil"
    GRAY = "gray"
    CORRUPT = "corrupt"

    @property
    def function(self):
        name = self.value if self is Derive.CORRUPT else f"to_{self.value}"
        return getattr(kerasgan.data, name)


def check(model, source, derive):
    """Refuses a source for a model that takes none, and the reverse.

    Args:
        model: Name of a class.
        source: Folder, or `None`.
        derive: `Derive`, or `None`.

    Returns:
        Whether the model translates.

    Raises:
        ValueError: It has a source too few or too many.
    """
    translates = hasattr(getattr(kerasgan, model), "translate")
    if not translates and (source or derive):
        raise ValueError(
            f"{model} draws images from noise, so it takes neither --source nor "
            "--derive; --model Pix2Pix does."
        )
    if translates and (source is None) == (derive is None):
        raise ValueError(
            f"{model} translates images: give the folder of those to start from by "
            "--source, or --derive to make them of the others."
        )
    if derive and not getattr(kerasgan, model).paired:
        raise ValueError(
            f"{model} learns without pairs, but derived images come in pairs: give a "
            "folder by --source, or use --model Pix2Pix."
        )
    return translates


def dataset_of(model, images, source, derive, size, batch_size, channels, **options):
    """The dataset of a translator, its arguments and its grids.

    Args:
        model: Name of a class.
        images: Folder of what it should make.
        source: Folder of what it should make them of, or `None`.
        derive: `Derive` in its place.
        channels: Two numbers, of the sources and of the images.
        size, batch_size, **options: As of `kerasgan.data.pairs`.

    Returns:
        The dataset; a dict of arguments of `for_images`; and, by the name of a folder,
        the arguments of each `SampleGrid`.
    """
    if getattr(kerasgan, model).paired:
        start = derive.function if derive else source
        dataset = kerasgan.data.pairs(
            start, images, size, batch_size, channels=channels, **options
        )
        sources, targets = first_of(dataset)
        grids = {"samples": {"source": sources, "target": targets}}
        return dataset, {"source_shape": sources.shape[1:]}, grids
    domains = domains_of(source, images)
    dataset = kerasgan.data.unpaired(
        images, source, size, batch_size, channels=channels[::-1], **options
    )
    ones, others = first_of(dataset)
    grids = {
        f"samples/to_{domains[1]}": {"source": ones, "to": domains[1]},
        f"samples/to_{domains[0]}": {"source": others, "to": domains[0]},
    }
    return dataset, {"other_shape": others.shape[1:], "domains": domains}, grids


def first_of(dataset):
    """Arrays of the first images of both kinds."""
    return [part.numpy()[:GRID] for part in next(iter(dataset))]


def domains_of(source, images):
    """Names of the domains: those of both folders, where they are two words."""
    names = [
        re.sub(r"\W", "_", f.expanduser().resolve().name) for f in (images, source)
    ]
    if names[0] != names[1] and all(name.isidentifier() for name in names):
        return tuple(names)
    return "images", "source"


@app.command(
    epilog="Example: `kerasgan translate runs/sketch/model.keras drawing.jpg album/`"
)
def translate(
    model: Annotated[
        pathlib.Path,
        typer.Argument(help="A run of a model that translates, or a `.keras` file."),
    ],
    photos: Annotated[
        list[pathlib.Path], typer.Argument(help="Files and folders of images.")
    ],
    out: Annotated[pathlib.Path, typer.Option(help="Folder of the PNGs.")] = (
        pathlib.Path("translated")
    ),
    to: Annotated[
        str | None, typer.Option(help="Domain, for a model with two directions.")
    ] = None,
):
    """Translates images; each keeps its size and orientation.

    The network takes whole images of one size: an image is resized to this size, and
    the result is resized back. No file is overwritten.
    """
    gan = kerasgan.runs.load_gan(model)
    if not hasattr(gan, "translate"):
        raise ValueError(f"{model} is a {type(gan).__name__}, which doesn't translate.")
    gan.sampler_to(to)  # refuses a domain that isn't
    shape = gan.inputs_to(to)["source"].shape

    def change(path):
        from kerasgan.data import decode

        image, _ = decode.upright(path, shape[-1])
        return translated(gan, image, shape, to)

    source = kerasgan.provenance.source_of(gan)
    pictures.convert(photos, out, change, "translated", source)


def translated(gan, image, shape, to):
    """A translated Pillow image, of the size that it had.

    It is padded by what is at its borders to the proportions that the network takes.
    """
    import numpy as np
    from PIL import Image

    height, width, channels = shape
    pixels = np.asarray(image).reshape(image.height, image.width, channels)
    scale = max(image.height / height, image.width / width)
    sides = round(height * scale), round(width * scale)
    spare = [max(s - n, 0) for s, n in zip(sides, pixels.shape[:2], strict=True)]
    margins = [(n // 2, n - n // 2) for n in spare]
    whole = pictures.picture(np.pad(pixels, (*margins, (0, 0)), "edge"))
    source = np.asarray(whole.resize((width, height), Image.Resampling.BICUBIC))
    made = gan.translate(source.reshape(1, *shape), to=to)
    made = pictures.picture(kerasgan.data.to_uint8(made)[0])
    made = made.resize(whole.size, Image.Resampling.BICUBIC)
    (top, _), (left, _) = margins
    return made.crop((left, top, left + image.width, top + image.height))
