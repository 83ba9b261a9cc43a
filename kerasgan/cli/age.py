"""The command that ages."""

import pathlib
from typing import Annotated

import typer

import kerasgan
from kerasgan.cli.app import app


@app.command(
    epilog="Example: `kerasgan age photo.jpg --to 60-69`, of the run `runs/age`"
)
def age(
    photos: Annotated[
        list[pathlib.Path],
        typer.Argument(
            exists=True,
            dir_okay=False,
            help="Faces, cropped as those the GAN was trained on.",
        ),
    ],
    to: Annotated[list[str], typer.Option(help="Age group; repeatable.")],
    model: Annotated[
        pathlib.Path, typer.Option(help="A `.keras` file of an AgeGAN.")
    ] = pathlib.Path("runs/age/model.keras"),
    source: Annotated[
        str | None,
        typer.Option("--from", help="Their age group (default: the encoder's guess)."),
    ] = None,
    out: Annotated[pathlib.Path, typer.Option(help="A PNG.")] = (
        pathlib.Path("aged.png")
    ),
    crop: Annotated[
        int | None, typer.Option(help="Side of the centre crop (default: the largest).")
    ] = None,
    identity: Annotated[
        bool,
        typer.Option(help="Go by a face detector's features, too."),
    ] = True,
    recognizer: Annotated[
        pathlib.Path | None,
        typer.Option(help="A face recognizer in Keras, in the detector's place."),
    ] = None,
    detail: Annotated[
        float,
        typer.Option(min=0, max=1, help="Fraction kept of what the GAN can't draw."),
    ] = 0.0,
    steps: Annotated[int, typer.Option(min=1, help="Of the search, a photo.")] = 300,
):
    """Ages faces; a row of the picture is a photo, as the GAN draws it, and aged."""
    import numpy as np

    from kerasgan import ranges
    from kerasgan.models.age_gan import AGE

    gan = kerasgan.runs.load_gan(model)
    if not isinstance(gan, kerasgan.AgeGAN):
        raise ValueError(f"{model} is a {type(gan).__name__}, but only AgeGAN ages.")
    keeps = "faces" if identity else None
    if recognizer is not None:
        keeps = kerasgan.metrics.FaceEmbedding(recognizer)
    targets = [gan.conditions[AGE].number(text) for text in to]
    images = np.stack([read(photo, gan.image_shape, crop) for photo in photos])
    inputs = gan.invert(
        images,
        labels=None if source is None else {AGE: source},
        identity=keeps,
        steps=steps,
    )
    aged = [gan.age(images, target, detail, inputs) for target in targets]
    columns = [ranges.to_floats(images), gan.images_of(inputs), *aged]
    rows = np.stack(columns, axis=1).reshape(-1, *gan.image_shape)
    kerasgan.plots.save_grid(out, rows, columns=len(columns))
    names = gan.conditions[AGE].names or range(gan.conditions[AGE].size)
    for photo, number in zip(photos, np.asarray(inputs[AGE]), strict=True):
        print(f"{photo}: from {names[number]} to {', '.join(to)}, in {out}.")


def read(path, image_shape, crop):
    """A photo as `image_folder` would read it, uint8 `(height, width, channels)`."""
    from kerasgan.data import decode

    target = decode.target(image_shape[:2], image_shape[-1], crop)
    try:
        return decode.decode(path, target)
    except decode.Unreadable as error:
        raise ValueError(f"{path}: {error}.") from error
