"""Commands that train."""

import enum
import pathlib
from typing import Annotated

import typer

import kerasgan
from kerasgan import files
from kerasgan.cli import labels
from kerasgan.cli import recipe
from kerasgan.cli import strategies
from kerasgan.cli import translate
from kerasgan.cli import upscale
from kerasgan.cli.app import SEED
from kerasgan.cli.app import app
from kerasgan.cli.recipe import Decay
from kerasgan.cli.recipe import Precision

Model = enum.StrEnum("Model", {name: name for name in kerasgan.models.__all__})


MODELS = """Models that draw new faces: RSGAN, DCGAN, TTURGAN, LSGAN, SNGAN, WGANGP,
WGAN, BEGAN, R3GAN, PlainGAN, L2GAN, VanillaGAN, GAN; with networks that grow: ProGAN;
with styles: StyleGAN2. Models conditioned on labels, with --labels: RSACGAN, ACGAN,
ConditionalGAN, ProjectionGAN, SCGAN; on captions: TextGAN; on age groups: AgeGAN; on
codes that it learns without labels: InfoGAN. Models that translate images: Pix2Pix,
CycleGAN; that enlarge images: CompactSR, SRResNet, SRGAN, ESRGAN; that remove noise:
DenoisingVAE."""
EXAMPLE = "Example: `kerasgan train faces/ --out runs/faces --minutes 20`"


@app.command(epilog=f"{EXAMPLE}\n\n{MODELS}")
def train(
    faces: Annotated[pathlib.Path, typer.Argument(help="Folder of images.")],
    out: Annotated[pathlib.Path, typer.Option(help="Folder of the run.")],
    model: Annotated[
        Model | None,
        typer.Option(
            metavar="<model>",
            help="A model from below (default: RSGAN; with labels RSACGAN or TextGAN).",
        ),
    ] = None,
    source: Annotated[
        pathlib.Path | None,
        typer.Option(help="Folder of source images, for a model that translates."),
    ] = None,
    derive: Annotated[
        translate.Derive | None,
        typer.Option(help="Makes source images from the images, in place of --source."),
    ] = None,
    pretrained: Annotated[
        str | None,
        typer.Option(metavar="<name>", help="A shipped GAN to fine-tune: `faces-64`."),
    ] = None,
    start: Annotated[
        pathlib.Path | None,
        typer.Option(help="For SRGAN: file of a CompactSR or SRResNet to start from."),
    ] = None,
    size: Annotated[
        str, typer.Option(help="Side in pixels, or height and width: `52x76`.")
    ] = "64",
    scale: Annotated[
        int | None,
        typer.Option(help="Factor by which a model enlarges: 2, 4 or 8 (default: 4)."),
    ] = None,
    degradation: Annotated[
        upscale.Degradation | None,
        typer.Option(help="How its small images are made (default: bicubic)."),
    ] = None,
    patch: Annotated[
        int | None,
        typer.Option(help="Side of the crops that it trains on (default: all)."),
    ] = None,
    channels: Annotated[int, typer.Option(help="3 for RGB, 1 for gray.")] = 3,
    source_channels: Annotated[
        int | None,
        typer.Option(help="Channels of the source (default: those of the images)."),
    ] = None,
    width: Annotated[
        int | None,
        typer.Option(min=1, help="Width of the networks (default: that of the class)."),
    ] = None,
    crop: Annotated[
        int | None, typer.Option(help="Side of the centre crop (default: the largest).")
    ] = None,
    label: Annotated[
        list[labels.Label] | None,
        typer.Option("--labels", help="Labels of a conditional GAN; repeatable."),
    ] = None,
    mirror: Annotated[bool, typer.Option(help="Mirror half of the images.")] = True,
    augment: Annotated[
        bool,
        typer.Option(
            "--augment",
            help="For RSGAN: use DiffAugment, for fewer than a few thousand images.",
        ),
    ] = False,
    batch_size: Annotated[
        int | None,
        typer.Option(min=1, help="For all devices (default: 64; for a translator 8)."),
    ] = None,
    epochs: Annotated[
        int | None,
        typer.Option(
            min=1, help="Total, with resumes (default: 50; with --minutes no limit)."
        ),
    ] = None,
    minutes: Annotated[
        float | None,
        typer.Option(
            min=0.01, help="Minutes of this call; with --decay, of the whole run."
        ),
    ] = None,
    decay: Annotated[
        Decay | None,
        typer.Option(
            help="linear: learning rates fall to zero in the second half of --minutes "
            "(default: for RSGAN and RSACGAN)."
        ),
    ] = None,
    strategy: Annotated[
        strategies.Strategy, typer.Option(help="The devices that train together.")
    ] = strategies.Strategy.ONE_DEVICE,
    precision: Annotated[
        Precision | None,
        typer.Option(
            help="Number format of layers (default: float32; for RSGAN and RSACGAN "
            "auto, which is mixed_bfloat16 on processors that support it)."
        ),
    ] = None,
    jit: Annotated[bool, typer.Option(help="Compile with XLA; one device.")] = False,
    steps_per_execution: Annotated[
        int, typer.Option(min=1, help="Steps in a call of TensorFlow; one device.")
    ] = 1,
    deterministic: Annotated[
        bool, typer.Option(help="Same bits every time, also on a GPU; slower there.")
    ] = False,
    seed: SEED = 0,
):
    """Trains a GAN on a folder of images; after a stop, the same command resumes."""
    if deterministic:
        import tensorflow as tf

        tf.config.experimental.enable_op_determinism()
    if pretrained:
        others = (model, width, label, source, derive, start, augment, precision)
        recipe.check_alone(pretrained, *others)
    model = model or Model(recipe.model_of(label))
    in_minutes = model.value in recipe.IN_MINUTES and not pretrained
    precision = precision or (Precision.AUTO if in_minutes else Precision.FLOAT32)
    one_clock = strategy is not strategies.Strategy.MULTI_WORKER
    decay = recipe.decay_of(decay, minutes, in_minutes and one_clock)
    epochs = epochs or (recipe.NO_LIMIT if minutes else recipe.EPOCHS)
    if augment:
        recipe.check_augment(model.value)
    labels.check(model.value, label)
    translates = translate.check(model.value, source, derive)
    enlarging = upscale.arguments_of(model.value, scale, degradation, patch, start)
    files.check_apart(faces, out)
    image_size = sides_of(size)
    batch_size = batch_size or (8 if translates else 64)
    devices = strategies.start(strategy)
    options = {
        "faces": str(faces.resolve()),
        "model": None if pretrained else model.value,
        "source": str(source.resolve()) if source else None,
        "derive": derive.value if derive else None,
        "source_channels": source_channels,
        **{name: enlarging.get(name) for name in upscale.ARGUMENTS},
        "start": str(start.resolve()) if start else None,
        "pretrained": pretrained,
        "size": image_size[0] if len({*image_size}) == 1 else list(image_size),
        "channels": channels,
        "width": width,
        "crop": crop,
        "labels": [kind.value for kind in label] if label else None,
        "mirror": mirror,
        "augment": augment or None,
        "batch_size": batch_size,
        "precision": None if precision is Precision.FLOAT32 else precision.value,
        "jit": jit or None,
        "steps_per_execution": None
        if steps_per_execution == 1
        else steps_per_execution,
        "seed": seed,
    }
    run = kerasgan.runs.Run(out, options, devices)
    reading = {"crop": crop, "mirror": mirror, "seed": seed}
    grids = {"samples": {}}
    first = kerasgan.runs.load_gan(start) if start else None
    if translates:
        dataset, arguments, grids = translate.dataset_of(
            model.value,
            faces,
            source,
            derive,
            image_size,
            batch_size,
            channels=(source_channels or channels, channels),
            **reading,
        )
    else:
        dataset, arguments = labels.labeled_folder(
            faces,
            image_size,
            batch_size,
            label or [],
            model.value,
            channels=channels,
            **reading,
        )
        if hasattr(getattr(kerasgan, model.value), "upscale"):
            larger = first.scale if first else scale or 4
            grids["samples"] = upscale.grid_of(dataset, larger)

    num = dataset.report.num_images
    if model.value == recipe.PLAIN and num < recipe.FEW and not (augment or pretrained):
        print(
            f"{num:,} images are few: --augment keeps them from being learned by heart."
        )
    execution = {
        "jit_compile": jit or "auto",
        "steps_per_execution": steps_per_execution,
    }

    def build():
        import keras

        if pretrained:
            gan = kerasgan.pretrained(pretrained)
            gan.seed = seed
            gan.compile(**execution)
            return gan
        widths = {} if width is None else {"width": width}
        with recipe.layers_compute_in(precision):
            keras.utils.set_random_seed(seed)
            make = upscale.maker_of(model.value, (*image_size, channels), first)
            if augment:
                widths["augmentation"] = recipe.augmentation()
            gan = make(seed=seed, **arguments, **enlarging, **widths)
        gan.compile(**execution)
        return gan

    falls = decay is Decay.LINEAR
    _, interrupted = run.train(build, dataset, epochs, minutes, grids, falls=falls)
    if interrupted:
        raise typer.Exit(130)
    print(f"The model is {run.model_path}, its samples are in {out / 'samples'}.")


def sides_of(size):
    """Height and width, of `"64"` or `"52x76"`.

    Raises:
        ValueError: It is neither.
    """
    sides = size.lower().split("x")
    if len(sides) > 2 or not all(side.isdecimal() and int(side) for side in sides):
        raise ValueError(
            f"--size is a side in pixels or height and width, such as 64 or 52x76, but "
            f"received {size}."
        )
    return int(sides[0]), int(sides[-1])
