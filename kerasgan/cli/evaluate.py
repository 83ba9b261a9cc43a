"""The command that measures."""

import json
import pathlib
from typing import Annotated

import typer

import kerasgan
from kerasgan import files
from kerasgan.cli import labels
from kerasgan.cli.app import SEED
from kerasgan.cli.app import app


@app.command(
    epilog="Example: `kerasgan evaluate runs/faces --real faces/ --held-out others/`"
)
def evaluate(
    sources: Annotated[
        list[pathlib.Path],
        typer.Argument(help="Runs, `.keras` files, SavedModels, folders of images."),
    ],
    real: Annotated[pathlib.Path, typer.Option(help="Folder of training images.")],
    held_out: Annotated[
        pathlib.Path | None,
        typer.Option(help="Folder of real images that were not trained on."),
    ] = None,
    num: Annotated[
        int, typer.Option(min=12, help="Number of images of each source.")
    ] = 2000,
    num_real: Annotated[
        int, typer.Option(min=12, help="Number of training images.")
    ] = 10_000,
    repeats: Annotated[
        int, typer.Option(min=1, help="Number of draws of each source.")
    ] = 1,
    size: Annotated[
        int | None,
        typer.Option(help="Side of images in folders (default: the model's, or 64)."),
    ] = None,
    inception: Annotated[
        pathlib.Path | None,
        typer.Option(
            help="Weights of Inception, for an FID: a file, or `download` to download "
            "96 MB (default: O-Net)."
        ),
    ] = None,
    out: Annotated[pathlib.Path, typer.Option(help="Folder of the report.")] = (
        pathlib.Path("evaluation")
    ),
    seed: SEED = 0,
):
    """Compares samples with real images, and writes a page with the scores.

    Images in folders are read with the size and the channels of the models, and with
    the crop of the run. For a run with labels, the labels of the samples are as
    frequent as in the real images.
    """
    evaluation = kerasgan.evaluation
    extractor = kerasgan.metrics.InceptionFeatures(inception) if inception else None
    form = common_form(sources, size)
    images = {
        str(source): [
            evaluation.images_of(
                source, num, number, form, labels_for(source, real, num, number)
            )
            for number in range(seed, seed + repeats)
        ]
        for source in sources
    }
    scores, memorization = evaluation.evaluate(
        images,
        evaluation.images_of(real, num_real, seed, form),
        held_out and evaluation.images_of(held_out, num, seed, form),
        extractor,
        out / "cache",
    )
    print(evaluation.table(scores))
    print("\nPer 1,000 images, and the Frechet distance over the draws (--repeats):")
    print(evaluation.counts(scores))
    if memorization is None:
        print("Without --held-out, what was learned by heart isn't measured.")
    evaluation.write_page(out / "report.html", scores, images, memorization)
    whole = {
        name: {metric: json.loads(score.to_json()) for metric, score in row.items()}
        for name, row in scores.items()
    }
    files.write_whole(
        out / "scores.json", (json.dumps(whole, indent=2) + "\n").encode()
    )
    print(
        f"{out / 'report.html'} has pictures and explains each score; "
        f"{out / 'scores.json'} has each protocol."
    )


def common_form(sources, size):
    """The form in which all images are read, that of the models among the sources.

    Raises:
        ValueError: Two models draw images of two forms.
    """
    evaluation = kerasgan.evaluation
    forms = {source: evaluation.form_of(source) for source in sources}
    forms = {source: form for source, form in forms.items() if form is not None}
    if len(set(forms.values())) > 1:
        described = "; ".join(f"{source}: {form}" for source, form in forms.items())
        raise ValueError(
            f"Images are compared in one form, but these differ: {described}. Evaluate "
            "each alone."
        )
    form = next(iter(forms.values()), evaluation.Form())
    return form if size is None else form._replace(size=(size, size))


def labels_for(source, real, num, seed):
    """Labels of samples of a run, as frequent as in the real images; or `None`."""
    options = kerasgan.evaluation.options_of(source.expanduser())
    if not options.get("labels"):
        return None
    folder = real.expanduser()
    return labels.drawn(folder, options["labels"], options["model"], num, seed)
