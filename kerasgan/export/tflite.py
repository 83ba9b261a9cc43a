"""Generators as .tflite files, for LiteRT on devices."""

import json
import pathlib
import tempfile

import numpy as np
import tensorflow as tf

from kerasgan import files
from kerasgan.export import parity
from kerasgan.export import report
from kerasgan.export.child import run_script
from kerasgan.export.sampler import draws
from kerasgan.export.sampler import float32_sampler
from kerasgan.export.sampler import images_of
from kerasgan.export.sampler import inputs_of
from kerasgan.export.sampler import write_signatures

NUM_CALIBRATION_LATENTS = 128


def to_tflite(
    gan,
    path,
    quantize=None,
    batch_size=1,
    calibration_latents=None,
    overwrite=False,
):
    """Writes the generator as a .tflite file of builtin operations only.

    Whatever `quantize`, the file takes `latents`, float32 `(batch_size, latent_dim)`,
    and gives `images`, float32 `(batch_size, height, width, channels)` in [-1, 1], so
    one file replaces another without a change in the app. Labels and whatever else the
    generator takes are further inputs by their names.

    The file is run without Keras and compared with Keras before it appears, and
    `faces.tflite` has a `faces.report.json` beside it.

    Args:
        gan: A GAN, or any object with a `sampler` and a `latent_dim`.
        path: File name that ends in `.tflite`.
        quantize: `None` for float32; `"float16"` halves the file; `"int8"` quarters
            it and computes in integers.
        batch_size: Int, fixed in the file.
        calibration_latents: Float32 array `(num_latents, latent_dim)` that sets the
            ranges of int8, or a dict of it and the other inputs; `None` is 128 draws
            from the prior. If the app truncates its latents, so should these be.
        overwrite: Boolean, replace a file that exists instead of refusing.

    Returns:
        `pathlib.Path` of the file.
    """
    path = pathlib.Path(path).expanduser()
    _check(path, quantize, overwrite)
    sampler = float32_sampler(gan)
    calibration = _calibration(calibration_latents, gan)
    with files.landing_in(path.parent) as draft:
        file = draft / path.name
        _convert(sampler, file, quantize, batch_size, calibration)
        proof = parity.prove("tflite", file, gan, sampler, quantize)
        report.write(gan, sampler, file, report.path_for(file), proof, quantize)
    return path


def _check(path, quantize, overwrite):
    if path.suffix != ".tflite":
        raise ValueError(f"The file name must end in .tflite, but received {path}.")
    if quantize not in (None, "float16", "int8"):
        raise ValueError(
            f'`quantize` is None, "float16" or "int8", but received {quantize!r}.'
        )
    if path.exists() and not overwrite:
        raise ValueError(f"{path} exists. Pass `overwrite=True` to replace it.")


def _calibration(given, gan):
    """Inputs by name; latents that a user gave, with draws of what else there is."""
    given = {} if given is None else given
    given = given if isinstance(given, dict) else {"latents": given}
    num = len(next(iter(given.values()), range(NUM_CALIBRATION_LATENTS)))
    shape = np.shape(given.get("latents", np.zeros((num, gan.latent_dim))))
    if num == 0 or shape != (num, gan.latent_dim):
        raise ValueError(
            f"`calibration_latents` have shape (num_latents, {gan.latent_dim}), but "
            f"received {shape}."
        )
    # Second key 1: the latents of the proof, which has 0, are not among them.
    return {
        **draws(gan, np.stack([np.arange(num), np.ones(num, int)], axis=1)),
        **given,
    }


def _convert(sampler, file, quantize, batch_size, calibration):
    taken = inputs_of(sampler)

    def serving_default(*inputs):
        return {"images": images_of(sampler, dict(zip(taken, inputs, strict=True)))}

    specs = [
        tf.TensorSpec((batch_size, *some.shape[1:]), some.dtype, name)
        for name, some in taken.items()
    ]
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        signatures = {"serving_default": (serving_default, specs)}
        write_signatures(signatures, folder / "model")
        np.savez(folder / "calibration.npz", **calibration)
        run_script("_converter.py", folder, quantize or "float32", file)
        if not file.exists():
            _refuse(json.loads((folder / "unsupported.json").read_text()))


def _refuse(operations):
    raise ValueError(
        "LiteRT has no builtin for these operations of the generator: "
        f"{', '.join(operations)}. Replace the layers that use them, or export with "
        "`to_saved_model`."
    )
