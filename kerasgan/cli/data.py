"""The commands that make data: raw photos to faces."""

import enum
import pathlib
from typing import Annotated

import typer

import kerasgan
from kerasgan.cli import labels
from kerasgan.cli.app import App
from kerasgan.cli.app import app

data_app = App(help="Makes data to train on.", no_args_is_help=True)
app.add_typer(data_app, name="data")


class Crop(enum.StrEnum):
    """The kinds of crops of a face."""

    ALIGNED = "aligned"
    PLAIN = "plain"


class Faces(enum.StrEnum):
    """Which faces of a photo are wanted."""

    LARGEST = "largest"
    ALL = "all"


class ImageFormat(enum.StrEnum):
    """The forms that faces are written in."""

    JPEG = "jpeg"
    PNG = "png"


def limits_of(texts):
    """`Limits` of texts such as `yaw=0.25` and `near=off`.

    Raises:
        ValueError: There is no such limit, or its value is no number.
    """
    limits = kerasgan.data.Limits()
    for text in texts:
        name, _, value = text.partition("=")
        if name not in limits._fields:
            raise ValueError(
                f"--limit {text} is none of {', '.join(limits._fields)}; write "
                "`--limit yaw=0.25`, or `--limit yaw=off`."
            )
        try:
            limits = limits._replace(**{name: value_of(name, value)})
        except ValueError as error:
            raise ValueError(
                f"--limit {text} has no number behind `{name}=`, nor `off`"
                + "; of a ratio there are two, `ratio=0.75,1.7`" * (name == "ratio")
                + "."
            ) from error
    return limits


def value_of(name, text):
    """The value of a limit; `None` if it is off, and of one without a number a bool."""
    if name == "landmarks" and text in ("on", "off"):
        return text == "on"
    if text == "off":
        return None
    if name == "landmarks":
        raise ValueError
    if name == "ratio":
        least, most = map(float, text.split(","))
        return least, most
    return int(text) if name == "near" else float(text)


@data_app.command(
    epilog="Example: `kerasgan data prepare photos/ --out faces/ --size 128`"
)
def prepare(
    photos: Annotated[pathlib.Path, typer.Argument(help="Folder of photos.")],
    out: Annotated[pathlib.Path, typer.Option(help="Folder of the faces.")],
    size: Annotated[int, typer.Option(min=16, help="Side of a face's image.")] = 256,
    crop: Annotated[
        Crop, typer.Option(help="Rotated and sized by eyes and mouth, or not rotated.")
    ] = Crop.ALIGNED,
    faces: Annotated[
        Faces, typer.Option(help="One face of each photo, or all.")
    ] = Faces.LARGEST,
    limit: Annotated[
        list[str] | None,
        typer.Option(help="A limit of faces: `yaw=0.25`, `near=off` ...; repeatable."),
    ] = None,
    by: Annotated[
        labels.Label | None,
        typer.Option(help="Labels by which rejections are counted."),
    ] = None,
    image_format: Annotated[
        ImageFormat, typer.Option("--format", help="Format of the images.")
    ] = ImageFormat.JPEG,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes (default: one for each core).")
    ] = None,
    dask: Annotated[
        str | None,
        typer.Option(help="Address of a Dask scheduler, in place of local processes."),
    ] = None,
):
    """Finds, aligns and selects the faces of photos; the photos are not changed."""
    prepared = kerasgan.data.prepare(
        photos,
        out,
        size,
        crop=crop.value,
        faces=faces.value,
        limits=limits_of(limit or []),
        labels=by and group_of(by),
        image_format=image_format.value,
        workers=workers,
        executor=executor_at(dask) if dask else None,
    )
    print(prepared)
    print(f"Contact sheets: {out / 'contact.pdf'}; rows: {prepared.manifest}")


def group_of(by):
    """The function from a photo's path to the name of its group.

    Raises:
        ValueError: Captions are no groups.
    """
    if by is labels.Label.CAPTION:
        raise ValueError(
            "--by needs groups, such as --by gender; captions are not groups."
        )
    if by is labels.Label.FOLDER:
        return kerasgan.data.folder_label
    label = kerasgan.data.face_labels(by.value)
    names = labels.class_names(kerasgan.data.AGE_BOUNDS)[by.value]
    return lambda path: names[label(path)]


def executor_at(address):
    """The executor of a Dask scheduler.

    Raises:
        ImportError: Dask is not installed.
    """
    try:
        from dask.distributed import Client
    except ImportError as error:
        raise ImportError(
            "--dask needs Dask: pip install 'kerasgan[scale]', here and on the workers"
        ) from error
    return Client(address).get_executor()
