"""Commands that train."""

import contextlib
import enum
import pathlib
from typing import Annotated

import typer

import kerasgan
from kerasgan.cli import labels
from kerasgan.cli import strategies
from kerasgan.cli.app import SEED
from kerasgan.cli.app import app

Model = enum.StrEnum("Model", {name: name for name in kerasgan.models.__all__})


class Precision(enum.StrEnum):
    """Number formats of layers; weights and losses are float32 in all."""

    FLOAT32 = "float32"
    FLOAT16 = "mixed_float16"
    BFLOAT16 = "mixed_bfloat16"


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
        int | None,
        typer.Option(min=1, help="Width of the networks (default: the paper's)."),
    ] = None,
    crop: Annotated[
        int | None, typer.Option(help="Side of the centre crop (default: the largest).")
    ] = None,
    label: Annotated[
        list[labels.Label] | None,
        typer.Option("--labels", help="Labels of a conditional GAN; repeatable."),
    ] = None,
    mirror: Annotated[bool, typer.Option(help="Mirror half of the images.")] = True,
    batch_size: Annotated[int, typer.Option(min=1, help="Of all devices.")] = 64,
    epochs: Annotated[int, typer.Option(min=1, help="In all, over resumes.")] = 50,
    minutes: Annotated[
        float | None,
        typer.Option(min=0.01, help="Budget of this call (default: none)."),
    ] = None,
    strategy: Annotated[
        strategies.Strategy, typer.Option(help="The devices that train together.")
    ] = strategies.Strategy.ONE_DEVICE,
    precision: Annotated[
        Precision, typer.Option(help="Number format of layers.")
    ] = Precision.FLOAT32,
    jit: Annotated[bool, typer.Option(help="Compile with XLA; one device.")] = False,
    steps_per_execution: Annotated[
        int, typer.Option(min=1, help="Steps to a call of TensorFlow; one device.")
    ] = 1,
    deterministic: Annotated[
        bool, typer.Option(help="Same bits every time, on a GPU too; slower there.")
    ] = False,
    seed: SEED = 0,
):
    """Trains a GAN on a folder of images; the same command goes on after a stop."""
    if deterministic:
        import tensorflow as tf

        tf.config.experimental.enable_op_determinism()
    labels.check(model.value, label)
    check_apart(faces, out)
    devices = strategies.start(strategy)
    options = {
        "faces": str(faces.resolve()),
        "model": model.value,
        "size": size,
        "channels": channels,
        "width": width,
        "crop": crop,
        "labels": [kind.value for kind in label] if label else None,
        "mirror": mirror,
        "batch_size": batch_size,
        "precision": None if precision is Precision.FLOAT32 else precision.value,
        "jit": jit or None,
        "steps_per_execution": None
        if steps_per_execution == 1
        else steps_per_execution,
        "seed": seed,
    }
    run = kerasgan.runs.Run(out, options, devices)
    dataset, arguments = labels.labeled_folder(
        faces,
        size,
        batch_size,
        label or [],
        model.value,
        channels=channels,
        crop=crop,
        mirror=mirror,
        seed=seed,
    )

    def build():
        import keras

        widths = {} if width is None else {"width": width}
        with layers_compute_in(precision.value):
            keras.utils.set_random_seed(seed)
            gan = getattr(kerasgan, model.value).for_images(
                (size, size, channels), seed=seed, **arguments, **widths
            )
        gan.compile(jit_compile=jit or "auto", steps_per_execution=steps_per_execution)
        return gan

    _, interrupted = run.train(build, dataset, epochs, minutes)
    if interrupted:
        raise typer.Exit(130)
    print(f"The model is {run.model_path}, its samples are in {out / 'samples'}.")


def check_apart(faces, out):
    """Refuses a run among its own images, whose grids would be trained on.

    Raises:
        ValueError: One of both folders is in the other.
    """
    inner, outer = faces.expanduser().resolve(), out.expanduser().resolve()
    if inner.is_relative_to(outer) or outer.is_relative_to(inner):
        raise ValueError(
            f"--out {out} and the images in {faces} lie in one another, so the run "
            "would train on its own samples. Give --out a folder elsewhere."
        )


@contextlib.contextmanager
def layers_compute_in(policy):
    """Gives the layers that are made meanwhile a policy of precision."""
    import keras

    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(policy)
    try:
        yield
    finally:
        keras.config.set_dtype_policy(before)
