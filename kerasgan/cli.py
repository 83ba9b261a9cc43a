"""The command `kerasgan`."""

import enum
import pathlib
import sys
from typing import Annotated

import keras
import numpy as np
import typer

import kerasgan
from kerasgan import demonstration
from kerasgan import runs

app = typer.Typer(
    help="Generative adversarial networks for faces, from a folder to a device.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)

Model = enum.StrEnum(
    "Model",
    {name: name for name in kerasgan.models.__all__ if name != "AdversarialModel"},
)


class Format(enum.StrEnum):
    """What a generator can be exported to."""

    SAVED_MODEL = "saved-model"
    FLOAT32 = "float32"
    FLOAT16 = "float16"
    INT8 = "int8"


MODEL_FILE = Annotated[pathlib.Path, typer.Argument(help="A `.keras` file of a GAN.")]
SEED = Annotated[int, typer.Option(help="Seed of all that is drawn.")]


@app.command(epilog="Example: `kerasgan demo --minutes 5`")
def demo(
    out: Annotated[pathlib.Path, typer.Option(help="Folder of the run.")] = (
        pathlib.Path("runs/demo")
    ),
    minutes: Annotated[float, typer.Option(min=0.1, help="Budget of training.")] = (
        demonstration.MINUTES
    ),
):
    """Trains a small DCGAN on 400 embedded faces, exports it and checks the exports."""
    if demonstration.run(out, minutes):
        raise typer.Exit(130)


@app.command(
    epilog="Example: `kerasgan train faces/ --out runs/faces --width 32 --minutes 20`"
)
def train(
    faces: Annotated[pathlib.Path, typer.Argument(help="Folder of images.")],
    out: Annotated[pathlib.Path, typer.Option(help="Folder of the run.")],
    model: Annotated[Model, typer.Option(help="The algorithm.")] = Model.DCGAN,
    size: Annotated[int, typer.Option(min=16, max=256, help="Side in pixels.")] = 64,
    channels: Annotated[int, typer.Option(help="3 for RGB, 1 for gray.")] = 3,
    width: Annotated[
        int | None, typer.Option(min=1, help="Width of the networks; the paper's.")
    ] = None,
    crop: Annotated[
        int | None, typer.Option(help="Side of the centre crop; the largest.")
    ] = None,
    mirror: Annotated[bool, typer.Option(help="Mirror half of the images.")] = True,
    batch_size: Annotated[int, typer.Option(min=1)] = 64,
    epochs: Annotated[int, typer.Option(min=1, help="In all, over resumes.")] = 50,
    minutes: Annotated[
        float | None, typer.Option(min=0.01, help="Budget of this call; none.")
    ] = None,
    seed: SEED = 0,
):
    """Trains a GAN on a folder of images; the same command goes on after a stop."""
    options = {
        "faces": str(faces.resolve()),
        "model": model.value,
        "size": size,
        "channels": channels,
        "width": width,
        "crop": crop,
        "mirror": mirror,
        "batch_size": batch_size,
        "seed": seed,
    }
    run = runs.Run(out, options)
    dataset = kerasgan.data.image_folder(
        faces, size, batch_size, channels=channels, crop=crop, mirror=mirror, seed=seed
    )

    def build():
        keras.utils.set_random_seed(seed)
        widths = {} if width is None else {"width": width}
        shape = (size, size, channels)
        gan = getattr(kerasgan, model.value).for_images(shape, seed=seed, **widths)
        gan.compile()
        return gan

    _, interrupted = run.train(build, dataset, epochs, minutes)
    if interrupted:
        raise typer.Exit(130)
    print(f"The model is {run.model_path}, its samples are in {out / 'samples'}.")


@app.command(epilog="Example: `kerasgan sample runs/faces/model.keras --num 16`")
def sample(
    model: MODEL_FILE,
    out: Annotated[pathlib.Path, typer.Option(help="A PNG; with --each a folder.")] = (
        pathlib.Path("samples.png")
    ),
    num: Annotated[int, typer.Option(min=1, help="How many images.")] = 64,
    each: Annotated[bool, typer.Option(help="A file an image, not a grid.")] = False,
    seed: SEED = 0,
):
    """Draws images from a trained GAN."""
    images = load(model).sample(num, seed=seed)
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
    gan = load(model)
    for kind in to or Format:
        path = demonstration.export(gan, folder, kind.value, overwrite)
        kerasgan.export.summary(path)


def load(path):
    """The GAN of a `.keras` file."""
    if not path.is_file():
        raise FileNotFoundError(
            f"There is no file {path}. A run of `kerasgan train` keeps its model as "
            f"RUN/{runs.MODEL}."
        )
    return keras.models.load_model(path)


def main():
    """Runs the command; what the user can mend is one line, not a traceback."""
    try:
        app()
    except (ValueError, FileNotFoundError) as error:
        sys.exit(f"kerasgan: {error}")
