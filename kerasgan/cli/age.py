"""The command that ages."""

import pathlib
from typing import Annotated

import typer

import kerasgan
from kerasgan.cli import in_photo
from kerasgan.cli import pictures
from kerasgan.cli.app import app


@app.command(
    epilog="Example: `kerasgan age photo.jpg --to 60-69`, with the run `runs/age`"
)
def age(
    photos: Annotated[
        list[pathlib.Path],
        typer.Argument(
            exists=True,
            dir_okay=False,
            help="Images of faces, cropped like the faces that the GAN was trained on.",
        ),
    ],
    to: Annotated[list[str], typer.Option(help="New age group; repeatable.")],
    model: Annotated[
        pathlib.Path, typer.Option(help="A run of an AgeGAN, or its `.keras` file.")
    ] = pathlib.Path("runs/age/model.keras"),
    source: Annotated[
        str | None,
        typer.Option(
            "--from", help="Their present age group (default: the predicted one)."
        ),
    ] = None,
    out: Annotated[pathlib.Path, typer.Option(help="PNG file to write.")] = (
        pathlib.Path("aged.png")
    ),
    crop: Annotated[
        int | None, typer.Option(help="Side of the centre crop (default: the largest).")
    ] = None,
    identity: Annotated[
        bool,
        typer.Option(help="Compare a face detector's features, too."),
    ] = True,
    recognizer: Annotated[
        pathlib.Path | None,
        typer.Option(help="A face recognizer in Keras, in place of the detector."),
    ] = None,
    detail: Annotated[
        float,
        typer.Option(
            min=0, max=1, help="Fraction to keep of details that the GAN can't draw."
        ),
    ] = 0.0,
    steps: Annotated[
        int, typer.Option(min=1, help="Steps of the search for each photo.")
    ] = 300,
    whole: Annotated[
        bool,
        typer.Option("--whole", help="Find the faces in photos, and put them back."),
    ] = False,
):
    """Ages faces; each row shows a photo, the GAN's image of it, and aged images.

    With --whole, a photo for each age group is written to a folder with the name of
    --out. Each face is found and aligned as in `kerasgan data prepare`, so the GAN
    should have been trained on faces from this command.
    """
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
    labels = None if source is None else {AGE: source}

    def inverted(images):
        return gan.invert(images, labels=labels, identity=keeps, steps=steps)

    if whole:
        if gan.image_shape[-1] != 3:
            raise ValueError("--whole needs a GAN of color images.")
        groups = dict(zip(to, targets, strict=True))
        for photo in photos:
            age_whole(gan, photo, groups, detail, inverted, out.with_suffix(""))
        return
    images = np.stack([read(photo, gan.image_shape, crop) for photo in photos])
    inputs = inverted(images)
    aged = [gan.age(images, target, detail, inputs) for target in targets]
    columns = [ranges.to_floats(images), gan.images_of(inputs), *aged]
    rows = np.stack(columns, axis=1).reshape(-1, *gan.image_shape)
    kerasgan.plots.save_grid(
        out, rows, columns=len(columns), source=kerasgan.provenance.EDITED
    )
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


def age_whole(gan, path, targets, detail, inverted, out):
    """Writes a photo for each age group, with all of its faces in it.

    Args:
        gan: An AgeGAN of color images.
        path: Path of the photo.
        targets: Dict of numbers of age groups by their names.
        detail: As of `gan.age`.
        inverted: Function from faces to their inputs of the GAN.
        out: Folder of the PNGs, of which none is overwritten.

    Raises:
        ValueError: There is no face in the photo, or a file exists.
    """
    import numpy as np

    from kerasgan import ranges
    from kerasgan.data import decode

    places = {text: out / f"{path.stem}-{text}.png" for text in targets}
    if there := [str(place) for place in places.values() if place.exists()]:
        raise ValueError(f"{there[0]} exists already. Pass another --out.")
    try:
        photo, _ = decode.upright(path, 3)
        faces, squares = in_photo.faces_of(photo, gan.image_shape[0])
    except decode.Unreadable as error:
        raise ValueError(f"{path}: {error}.") from error
    faces = np.stack(faces)
    inputs = inverted(faces)
    for text, target in targets.items():
        aged = ranges.to_uint8(gan.age(faces, target, detail, inputs))
        image = in_photo.pasted(photo, aged, squares)
        pictures.save(places[text], image, kerasgan.provenance.EDITED)
        num = len(faces)
        print(f"{path}: {num} face{'s'[: num != 1]} to {text}, in {places[text]}.")
