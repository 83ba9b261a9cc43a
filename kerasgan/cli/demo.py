"""The demo: from embedded faces to a generator that is served and on a device."""

import pathlib
from typing import Annotated

import typer

import kerasgan
from kerasgan.cli import formats
from kerasgan.cli import recipe
from kerasgan.cli.app import app

MINUTES, BATCH = 6.0, 16
LEAST_IMAGES = 40_000  # a face is found in 0.98 of 500 samples then
NEXT = """\
Faces    {samples}
Model    {model}
Exports  {exports}, each compared with Keras

Next:
  kerasgan sample {run} --num 16 --seed 1 --out more.png
  kerasgan export {run} page/ --to web
  kerasgan train YOUR-FACES/ --out runs/mine --minutes 20"""


@app.command(epilog="Example: `kerasgan demo --minutes 5`")
def demo(
    out: Annotated[pathlib.Path, typer.Option(help="Folder of the run.")] = (
        pathlib.Path("runs/demo")
    ),
    minutes: Annotated[float, typer.Option(min=0.1, help="Minutes of training.")] = (
        MINUTES
    ),
    images: Annotated[
        int,
        typer.Option(min=BATCH, help="Least number of images, even after the minutes."),
    ] = LEAST_IMAGES,
):
    """Trains a GAN on 878 embedded faces, exports it and checks the exports."""
    faces = kerasgan.data.congress(image_size=64, batch_size=BATCH, mirror=True)
    faces = faces.repeat(9)  # 878 faces are a short epoch; each pass is reshuffled
    run = kerasgan.runs.Run(out, {"demo": "RSGAN with DiffAugment, congress 64x64x3"})
    print(
        f"878 portraits, from scratch: {minutes:g} minutes, {images:,} images at least."
    )
    gan, interrupted = run.train(
        build,
        faces,
        epochs=recipe.NO_LIMIT,
        minutes=minutes,
        least_steps=images // BATCH,
    )
    if interrupted:
        raise typer.Exit(130)
    samples = out / "samples.png"
    kerasgan.plots.save_grid(
        samples, gan.sample(64, seed=0), source=kerasgan.provenance.SAMPLE
    )
    for kind in (
        formats.Format.SAVED_MODEL,
        formats.Format.FLOAT32,
        formats.Format.INT8,
    ):
        for path in formats.export(gan, out / "export", kind, overwrite=True):
            kerasgan.export.summary(path)
    print(
        NEXT.format(
            samples=samples, model=run.model_path, exports=out / "export", run=out
        )
    )


def build():
    """An RSGAN for few images, which two cores train in minutes."""
    import keras

    keras.utils.set_random_seed(0)
    with recipe.layers_compute_in(recipe.Precision.AUTO):
        gan = kerasgan.RSGAN.for_images((64, 64, 3), augmentation=recipe.augmentation())
    gan.compile()
    return gan
