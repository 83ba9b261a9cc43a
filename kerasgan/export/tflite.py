"""Generators as .tflite files, for LiteRT on devices."""

import json
import pathlib
import tempfile

import numpy as np
import tensorflow as tf

from kerasgan import files
from kerasgan import latent
from kerasgan.export import parity
from kerasgan.export import report
from kerasgan.export.child import run_script
from kerasgan.export.sampler import float32_sampler
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
    one file replaces another without a change in the app.

    The file is run without Keras and compared with Keras before it appears, and
    `faces.tflite` has a `faces.report.json` beside it.

    Args:
        gan: A GAN, or any object with a `sampler` and a `latent_dim`.
        path: File name that ends in `.tflite`.
        quantize: `None` for float32; `"float16"` halves the file; `"int8"` quarters
            it and computes in integers.
        batch_size: Int, fixed in the file.
        calibration_latents: Float32 array `(num_latents, latent_dim)` that sets the
            ranges of int8; `None` is 128 draws from the standard normal prior. If
            the app truncates its latents, so should these be.
        overwrite: Boolean, replace a file that exists instead of refusing.

    Returns:
        `pathlib.Path` of the file.
    """
    path = pathlib.Path(path)
    _check(path, quantize, overwrite)
    sampler = float32_sampler(gan)
    if calibration_latents is None:
        calibration_latents = _draws_from_prior(gan.latent_dim)
    _check_calibration(np.shape(calibration_latents), gan.latent_dim)
    with files.landing_in(path.parent) as draft:
        file = draft / path.name
        _convert(sampler, file, quantize, batch_size, calibration_latents)
        proof = parity.prove("tflite", file, sampler, quantize)
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


def _check_calibration(shape, latent_dim):
    if len(shape) != 2 or shape[0] == 0 or shape[1] != latent_dim:
        raise ValueError(
            f"`calibration_latents` have shape (num_latents, {latent_dim}), but "
            f"received {shape}."
        )


def _draws_from_prior(latent_dim):
    rows = np.arange(NUM_CALIBRATION_LATENTS)
    # Second key 1: the latents of the proof, which has 0, are not among them.
    return latent.from_seeds(np.stack([rows, np.ones_like(rows)], axis=1), latent_dim)


def _convert(sampler, file, quantize, batch_size, calibration_latents):
    def serving_default(latents):
        return {"images": sampler(latents, training=False)}

    latents = tf.TensorSpec((batch_size, *sampler.input_shape[1:]), name="latents")
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        signatures = {"serving_default": (serving_default, [latents])}
        write_signatures(signatures, folder / "model")
        np.save(folder / "calibration.npy", calibration_latents)
        run_script("_converter.py", folder, quantize or "float32", file)
        if not file.exists():
            _refuse(json.loads((folder / "unsupported.json").read_text()))


def _refuse(operations):
    raise ValueError(
        "LiteRT has no builtin for these operations of the generator: "
        f"{', '.join(operations)}. Replace the layers that use them, or export with "
        "`to_saved_model`."
    )
