"""The demo: from embedded faces to a generator that is served and on a device."""

import pathlib
from typing import Annotated

import typer

import kerasgan
from kerasgan.cli import formats
from kerasgan.cli.app import app

MINUTES = 6.0


@app.command(epilog="Example: `kerasgan demo --minutes 5`")
def demo(
    out: Annotated[pathlib.Path, typer.Option(help="Folder of the run.")] = (
        pathlib.Path("runs/demo")
    ),
    minutes: Annotated[float, typer.Option(min=0.1, help="Budget of training.")] = (
        MINUTES
    ),
):
    """Trains a small DCGAN on 878 embedded faces, exports it and checks the exports."""
    faces = kerasgan.data.congress(image_size=64, batch_size=16, mirror=True)
    faces = faces.repeat(9)  # 878 faces are a short epoch; each pass is reshuffled
    run = kerasgan.runs.Run(out, {"demo": "DCGAN, width 32, on congress 64x64x3"})
    epochs = max(1, round(2 * minutes))  # half a minute each on two cores
    gan, interrupted = run.train(build, faces, epochs, minutes)
    if interrupted:
        raise typer.Exit(130)
    kerasgan.plots.save_grid(
        out / "samples.png", gan.sample(64, seed=0), source=kerasgan.provenance.SAMPLE
    )
    for kind in (
        formats.Format.SAVED_MODEL,
        formats.Format.FLOAT32,
        formats.Format.INT8,
    ):
        for path in formats.export(gan, out / "export", kind, overwrite=True):
            kerasgan.export.summary(path)
    print(f"The faces are {out / 'samples.png'}; all of it is in {run.folder}.")


def build():
    """A DCGAN that two cores train in minutes."""
    import keras

    keras.utils.set_random_seed(0)
    gan = kerasgan.DCGAN.for_images((64, 64, 3), width=32)
    gan.compile()
    return gan
