"""Commands that use a trained model."""

import enum
import pathlib
from typing import Annotated

import numpy as np
import typer

import kerasgan
from kerasgan import demonstration
from kerasgan import runs
from kerasgan.cli import labels
from kerasgan.cli.app import SEED
from kerasgan.cli.app import app


class Format(enum.StrEnum):
    """What a generator can be exported to."""

    SAVED_MODEL = "saved-model"
    FLOAT32 = "float32"
    FLOAT16 = "float16"
    INT8 = "int8"


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
        typer.Option(help="What is to be seen: `female`, or `gender=female`."),
    ] = None,
    seed: SEED = 0,
):
    """Draws images from a trained GAN."""
    gan = runs.load_gan(model)
    told = {"labels": labels.wanted(label)} if label else {}
    if told and not hasattr(gan, "conditions"):
        raise ValueError(f"{model} is a {type(gan).__name__}, which takes no labels.")
    images = gan.sample(num, seed=seed, **told)
    if not each:
        kerasgan.plots.save_grid(out, images)
        print(f"{num} samples of seed {seed} are in {out}.")
        return
    for index, image in enumerate(images):
        path = out.with_suffix("") / f"seed-{seed}-{index:05d}.png"
        kerasgan.plots.save_grid(path, image[np.newaxis], min_tile=1)
    print(f"{num} samples of seed {seed} are in {out.with_suffix('')}.")


@app.command(
    epilog="Example: `kerasgan export runs/faces/model.keras runs/faces/export "
    "--to saved-model --to int8`"
)
def export(
    model: MODEL_FILE,
    folder: Annotated[pathlib.Path, typer.Argument(help="Where the exports go.")],
    to: Annotated[
        list[Format] | None, typer.Option(help="Format, may be repeated; all.")
    ] = None,
    overwrite: Annotated[bool, typer.Option(help="Replace .tflite files.")] = False,
):
    """Exports a trained generator, runs what it wrote, and reports the difference."""
    gan = runs.load_gan(model)
    for kind in to or Format:
        path = demonstration.export(gan, folder, kind.value, overwrite)
        kerasgan.export.summary(path)
