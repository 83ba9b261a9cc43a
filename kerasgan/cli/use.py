"""Commands that use a trained model."""

import pathlib
from typing import Annotated

import typer

import kerasgan
from kerasgan.cli import formats
from kerasgan.cli import labels
from kerasgan.cli.app import SEED
from kerasgan.cli.app import app
from kerasgan.cli.train import sides_of

MODEL_FILE = Annotated[pathlib.Path, typer.Argument(help="A `.keras` file of a GAN.")]


@app.command(epilog="Example: `kerasgan sample runs/faces/model.keras --num 16`")
def sample(
    model: MODEL_FILE,
    out: Annotated[pathlib.Path, typer.Option(help="A PNG; with --each a folder.")] = (
        pathlib.Path("samples.png")
    ),
    num: Annotated[int, typer.Option(min=1, help="How many images.")] = 64,
    each: Annotated[bool, typer.Option(help="A file an image, not a grid.")] = False,
    label: Annotated[
        list[str] | None,
        typer.Option(help="Label of the images: `female`, or `gender=female`."),
    ] = None,
    seed: SEED = 0,
):
    """Draws images from a trained GAN."""
    gan = kerasgan.runs.load_gan(model)
    if hasattr(gan, "translate"):
        raise ValueError(
            f"{model} is a {type(gan).__name__}, which makes images of images: "
            "`kerasgan translate`."
        )
    images = gan.sample(num, seed=seed, labels=labels.wanted(label or []))
    if not each:
        kerasgan.plots.save_grid(out, images)
        print(f"{num} samples of seed {seed} are in {out}.")
        return
    for index, image in enumerate(images):
        path = out.with_suffix("") / f"seed-{seed}-{index:05d}.png"
        kerasgan.plots.save_grid(path, image[None], min_tile=1)
    print(f"{num} samples of seed {seed} are in {out.with_suffix('')}.")


@app.command(
    epilog="Example: `kerasgan export runs/faces/model.keras runs/faces/export "
    "--to saved-model --to int8`"
)
def export(
    model: MODEL_FILE,
    folder: Annotated[pathlib.Path, typer.Argument(help="Where the exports go.")],
    to: Annotated[
        list[formats.Format] | None,
        typer.Option(help="Format; repeatable (default: all)."),
    ] = None,
    size: Annotated[
        str | None,
        typer.Option(help="Of the images that a network for any size takes."),
    ] = None,
    calibration: Annotated[
        pathlib.Path | None,
        typer.Option(help="Folder of images for int8, of a model that takes images."),
    ] = None,
    overwrite: Annotated[bool, typer.Option(help="Replace .tflite files.")] = False,
):
    """Exports a trained generator, runs what it wrote, and reports the difference."""
    gan = kerasgan.runs.load_gan(model)
    size = sides_of(size) if size else None
    for kind in to or formats.Format:
        for path in formats.export(gan, folder, kind, overwrite, size, calibration):
            kerasgan.export.summary(path)
