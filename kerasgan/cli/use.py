"""Commands that use a trained model."""

import json
import pathlib
from typing import Annotated

import typer

import kerasgan
from kerasgan.cli import formats
from kerasgan.cli import labels
from kerasgan.cli.app import SEED
from kerasgan.cli.app import app
from kerasgan.cli.train import sides_of

MODEL_FILE = Annotated[
    pathlib.Path, typer.Argument(help="A run, or a `.keras` file of a GAN.")
]


@app.command(epilog="Example: `kerasgan sample --pretrained faces-64 --out grid.png`")
def sample(
    model: Annotated[
        pathlib.Path | None,
        typer.Argument(help="A run, or a `.keras` file of a GAN."),
    ] = None,
    pretrained: Annotated[
        str | None,
        typer.Option(metavar="<name>", help="A shipped GAN: `faces-64`."),
    ] = None,
    out: Annotated[pathlib.Path, typer.Option(help="A PNG; with --each a folder.")] = (
        pathlib.Path("samples.png")
    ),
    num: Annotated[int, typer.Option(min=1, help="Number of images.")] = 64,
    each: Annotated[bool, typer.Option(help="One file per image, not a grid.")] = False,
    label: Annotated[
        list[str] | None,
        typer.Option(help="Label of the images: `female`, or `gender=female`."),
    ] = None,
    seed: SEED = 0,
):
    """Draws images from a trained GAN."""
    if (model is None) == (pretrained is None):
        raise ValueError(
            "Give a model to draw from: a run such as `runs/faces`, a `.keras` file, "
            "or --pretrained faces-64, and one alone."
        )
    gan = kerasgan.runs.load_gan(model) if model else kerasgan.pretrained(pretrained)
    if hasattr(gan, "translate"):
        raise ValueError(
            f"{model} is a {type(gan).__name__}, which makes images of images: "
            "`kerasgan translate`."
        )
    images = gan.sample(num, seed=seed, labels=labels.wanted(label or []))
    if not each:
        kerasgan.plots.save_grid(out, images, source=kerasgan.provenance.SAMPLE)
        print(f"{num} samples of seed {seed} are in {out}.")
        return
    for index, image in enumerate(images):
        path = out.with_suffix("") / f"seed-{seed}-{index:05d}.png"
        kerasgan.plots.save_grid(
            path, image[None], min_tile=1, source=kerasgan.provenance.SAMPLE
        )
    print(f"{num} samples of seed {seed} are in {out.with_suffix('')}.")


@app.command(
    epilog="Example: `kerasgan export runs/faces/model.keras runs/faces/export "
    "--to saved-model --to dynamic8`"
)
def export(
    model: MODEL_FILE,
    folder: Annotated[pathlib.Path, typer.Argument(help="Folder for the exports.")],
    to: Annotated[
        list[formats.Format] | None,
        typer.Option(
            help="Format; repeatable (default: all installed ones except web)."
        ),
    ] = None,
    size: Annotated[
        str | None,
        typer.Option(help="Size of input images, if the network takes any size."),
    ] = None,
    calibration: Annotated[
        pathlib.Path | None,
        typer.Option(help="Folder of images for int8, if the model takes images."),
    ] = None,
    data: Annotated[
        str | None,
        typer.Option(help="For the model card: a description of the training data."),
    ] = None,
    scores: Annotated[
        pathlib.Path | None,
        typer.Option(help="For the model card: `scores.json` of `kerasgan evaluate`."),
    ] = None,
    overwrite: Annotated[
        bool, typer.Option(help="Replace .tflite and .onnx files.")
    ] = False,
):
    """Exports a trained generator, runs the exports, and reports the differences."""
    kerasgan.export.card.check(folder)
    measured = scores_of(scores, model) if scores else None
    gan = kerasgan.runs.load_gan(model)
    size = sides_of(size) if size else None
    for kind in to or formats.installed():
        for path in formats.export(gan, folder, kind, overwrite, size, calibration):
            if kind is formats.Format.WEB:
                print(f"{path}: a page, to see by `python -m http.server -d {path}`")
            else:
                kerasgan.export.summary(path)
    kerasgan.export.write_card(folder, gan, data, measured)
    kerasgan.export.seal(folder)


def scores_of(path, model):
    """Scores by metric that `kerasgan evaluate` has given a model.

    Raises:
        ValueError: It has measured others only.
    """
    rows = json.loads(path.read_text())
    own = [name for name in rows if pathlib.Path(name).resolve() == model.resolve()]
    if not own:
        raise ValueError(
            f"{path} has scores of {', '.join(rows)}, but not of {model}. Measure it: "
            f"`kerasgan evaluate {model} --real faces/`."
        )
    score = kerasgan.metrics.Score
    return {n: score.from_json(json.dumps(v)) for n, v in rows[own[0]].items()}


@app.command(epilog="Example: `kerasgan verify runs/faces/export`")
def verify(
    path: Annotated[
        pathlib.Path,
        typer.Argument(
            help="A folder of exports with its manifest, or a single export."
        ),
    ],
):
    """Checks that exports are unchanged: their bytes, and the images they draw."""
    for line in kerasgan.export.verify(path):
        print(line)
    print(f"{path}: nothing was changed.")


@app.command(epilog="Example: `kerasgan push runs/faces/export someone/faces`")
def push(
    folder: Annotated[pathlib.Path, typer.Argument(help="A folder of exports.")],
    repository: Annotated[str, typer.Argument(help="`owner/name` on the hub.")],
    private: Annotated[
        bool, typer.Option(help="Make a new repository private.")
    ] = True,
):
    """Uploads unchanged exports with their card to the Hugging Face Hub."""
    print(kerasgan.export.push(folder, repository, private))


@app.command(
    epilog="Example: `kerasgan sign face.png --certificate chain.pem --key key.pem`"
)
def sign(
    pictures: Annotated[list[pathlib.Path], typer.Argument(help="PNG files.")],
    certificate: Annotated[pathlib.Path, typer.Option(help="Certificate chain, PEM.")],
    key: Annotated[
        pathlib.Path, typer.Option(help="Private key of the certificate, PEM.")
    ],
    out: Annotated[pathlib.Path, typer.Option(help="Folder of the signed copies.")] = (
        pathlib.Path("signed")
    ),
):
    """Signs pictures with C2PA, so that readers can detect changes."""
    for picture in pictures:
        kerasgan.signing.sign(picture, out / picture.name, certificate, key)
    print(f"{len(pictures)} signed cop{'y' if len(pictures) == 1 else 'ies'} in {out}.")
