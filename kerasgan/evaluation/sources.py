"""Images to evaluate: a model's samples, or the files of a folder."""

import pathlib

import keras
import numpy as np
import tensorflow as tf

from kerasgan import data
from kerasgan import latent
from kerasgan import runs

BATCH = 64


def images_of(source, num, seed=0, size=None):
    """Images from whatever draws them or holds them.

    Args:
        source: Path of a `.keras` file, of a run's folder, of a SavedModel that
            `kerasgan.export` wrote, or of a folder of images.
        num: Int, how many images. A folder may hold fewer: all of it is taken.
        seed: Int. Seed of the samples, or of which files are taken.
        size: Int, or `(height, width)`, of the images of a folder; 64 if absent.

    Returns:
        uint8 array `(num, height, width, channels)`.

    Raises:
        FileNotFoundError: There is no such file or folder, or a folder has no images.
        ValueError: A SavedModel takes labels, too.
    """
    source = pathlib.Path(source)
    if not source.exists():
        raise FileNotFoundError(
            f"There is no {source}. Pass a .keras file, the folder of a run, a "
            "SavedModel, or a folder of images."
        )
    if source.is_file() or (source / runs.MODEL).is_file():
        path = source if source.is_file() else source / runs.MODEL
        return data.to_uint8(keras.models.load_model(path).sample(num, seed=seed))
    if saved := saved_model_in(source):
        return served(saved, num, seed)
    files = data.image_folder(
        source, size or 64, BATCH, seed=seed, drop_remainder=False
    )
    batches = [data.to_uint8(batch) for batch in files.take(-(-num // BATCH))]
    return np.concatenate(batches)[:num]


def saved_model_in(folder):
    """The folder of a SavedModel: this one, or its highest version; or `None`."""
    versions = sorted(
        (path.parent for path in folder.glob("*/saved_model.pb")),
        key=lambda path: int(path.name) if path.name.isdecimal() else -1,
    )
    if (folder / "saved_model.pb").is_file():
        return folder
    return versions[-1] if versions else None


def served(folder, num, seed):
    """Samples of a SavedModel, those of `gan.sample(num, seed)`."""
    generate = tf.saved_model.load(str(folder)).signatures["serving_default"]
    _, inputs = generate.structured_input_signature
    if len(inputs) > 1:
        raise ValueError(
            f"The SavedModel {folder} takes {sorted(inputs)}: which labels its samples "
            "should have is not known. Give the `.keras` file, which draws them."
        )
    latents = latent.from_seeds(
        latent.seeds_of_samples(num, seed), inputs["latents"].shape[-1]
    )
    batches = [
        generate(latents=latents[start : start + BATCH])["images"].numpy()
        for start in range(0, num, BATCH)
    ]
    return np.concatenate(batches)
