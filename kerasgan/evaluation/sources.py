"""Images to evaluate: a model's samples, or the files of a folder."""

import json
import pathlib
from typing import NamedTuple

import numpy as np
import tensorflow as tf

from kerasgan import data
from kerasgan import inputs
from kerasgan import runs
from kerasgan.inputs import named

BATCH = 64


class Form(NamedTuple):
    """The size and channels of images, which must agree in all sets.

    Args:
        size: `(height, width)` in pixels.
        channels: 3 for RGB, 1 for gray.
        crop: Crop of files, as in `kerasgan.data.image_folder`.
    """

    size: tuple = (64, 64)
    channels: int = 3
    crop: int | None = None


def form_of(source):
    """The `Form` of the images that a model draws; `None` for a folder of images.

    For a run, the form has the crop of the training images.

    Args:
        source: As in `images_of`.
    """
    source = pathlib.Path(source).expanduser()
    options = options_of(source)
    if "size" in options:
        side = options["size"]
        size = tuple(side) if isinstance(side, list) else (side, side)
        return Form(size, options["channels"], options["crop"])
    if path := model_of(source):
        height, width, channels = runs.load_gan(path).image_shape
        return Form((height, width), channels)
    if saved := saved_model_in(source):
        generate = tf.saved_model.load(str(saved)).signatures["serving_default"]
        height, width, channels = generate.structured_outputs["images"].shape[1:]
        return Form((height, width), channels)
    return None


def options_of(source):
    """The options of the run of a folder or of a `.keras` file; or an empty dict."""
    path = (source if source.is_dir() else source.parent) / runs.OPTIONS
    return json.loads(path.read_text()) if path.is_file() else {}


def model_of(source):
    """The `.keras` file of a source, which is a file or a run; or `None`."""
    if source.is_file():
        return source
    return source / runs.MODEL if (source / runs.MODEL).is_file() else None


def images_of(source, num, seed=0, form=None, labels=None):
    """Images from a model or from a folder.

    Args:
        source: Path of a `.keras` file, of a run's folder, of a SavedModel that
            `kerasgan.export` wrote, or of a folder of images.
        num: Int, number of images. If a folder has fewer, all its images are returned.
        seed: Int. Seed of the samples, or of the choice of files.
        form: Optional `Form` of the images of a folder (default: 64x64 RGB).
        labels: Optional labels of a model's samples, as in its `sample`. By default,
            all labels are equally frequent.

    Returns:
        uint8 array `(num, height, width, channels)`.

    Raises:
        FileNotFoundError: The file or folder doesn't exist, or a folder has no images.
        ValueError: A SavedModel takes labels, or a model makes images from images.
    """
    source = pathlib.Path(source).expanduser()
    if not source.exists():
        raise FileNotFoundError(
            f"There is no {source}. Pass a .keras file, the folder of a run, a "
            "SavedModel, or a folder of images."
        )
    if path := model_of(source):
        options = {} if labels is None else {"labels": labels}
        gan = runs.load_gan(path)
        if hasattr(gan, "translate"):
            raise ValueError(
                f"{path} is a {type(gan).__name__}, which draws nothing without an "
                "image. Evaluate the folder of its translations (`kerasgan translate`)."
            )
        return data.to_uint8(gan.sample(num, seed=seed, **options))
    if saved := saved_model_in(source):
        return served(saved, num, seed)
    form = form or Form()
    files = data.image_folder(
        source,
        form.size,
        BATCH,
        channels=form.channels,
        crop=form.crop,
        seed=seed,
        drop_remainder=False,
    )
    batches = [data.to_uint8(batch) for batch in files.take(-(-num // BATCH))]
    return np.concatenate(batches)[:num]


def saved_model_in(folder):
    """The folder of a SavedModel: `folder`, or its highest version; or `None`."""
    versions = sorted(
        (path.parent for path in folder.glob("*/saved_model.pb")),
        key=lambda path: int(path.name) if path.name.isdecimal() else -1,
    )
    if (folder / "saved_model.pb").is_file():
        return folder
    return versions[-1] if versions else None


def served(folder, num, seed):
    """Samples of a SavedModel, the same as `gan.sample(num, seed)`."""
    signatures = tf.saved_model.load(str(folder)).signatures
    specs = specs_of(signatures["serving_default"])
    # The signature `sample` lacks the inputs that it draws from its seed.
    by_seed = specs_of(signatures["sample"]) if "sample" in signatures else specs
    if others := sorted(set(specs) & set(by_seed)):
        raise ValueError(
            f"The SavedModel {folder} takes {others}, and it is unknown which ones its "
            "samples should have. Give the `.keras` file, which draws labels."
        )
    kinds = {name: inputs.Latents(spec.shape[-1]) for name, spec in specs.items()}
    drawn = named.draw(kinds, inputs.seeds_of_samples(num, seed))
    generate = signatures["serving_default"]
    return np.concatenate(
        [generate(**rows)["images"].numpy() for rows in named.rows_of(drawn, BATCH)]
    )


def specs_of(signature):
    """The inputs of a signature, `tf.TensorSpec`s by name."""
    return signature.structured_input_signature[1]
