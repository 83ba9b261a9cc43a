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
from kerasgan.export.sampler import sampler_to
from kerasgan.export.sampler import write_functions
from kerasgan.inputs import named

NUM_CALIBRATION = 128


def to_tflite(
    gan,
    path,
    quantize=None,
    batch_size=1,
    calibration=None,
    overwrite=False,
    to=None,
    size=None,
):
    """Writes the generator as a .tflite file of builtin operations only.

    Whatever `quantize`, the file takes the model's `inputs` by their names, in float32
    but for classes, images in [-1, 1], and gives `images`, float32 `(batch_size,
    height, width, channels)` in [-1, 1], so one file replaces another without a change
    in the app. A model with two directions gives a file for each.

    The file is run without Keras and compared with Keras before it appears, and
    `faces.tflite` has a `faces.report.json` beside it.

    Args:
        gan: A model, or any object with a `sampler` and `inputs`.
        path: File name that ends in `.tflite`.
        quantize: `None` for float32; `"float16"` halves the file; `"int8"` quarters
            it and computes in integers.
        batch_size: Int, fixed in the file.
        calibration: Array of examples of the first input, which set the ranges of int8,
            or a dict of such by the names of inputs; `None` is 128 draws from the
            prior. If the app truncates its latents, so should these be. An input
            without a prior, an image, needs examples for int8.
        overwrite: Boolean, replace a file that exists instead of refusing.
        to: Of a model with two directions: the domain of the images.
        size: `(height, width)` of the images that it takes, of a network for any.

    Returns:
        `pathlib.Path` of the file.
    """
    path = pathlib.Path(path).expanduser()
    _check(path, quantize, overwrite)
    part = sampler_to(gan, to, size)
    calibration = _calibration(calibration, part, quantize)
    with files.landing_in(path.parent) as draft:
        file = draft / path.name
        _convert(part, file, quantize, batch_size, calibration)
        proof = parity.prove("tflite", file, part, quantize)
        report.write(gan, [part], file, report.path_for(file), [proof], quantize)
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


def _calibration(values, part, quantize):
    """Inputs by name; those that a user gives, with draws of the others."""
    values = {} if values is None else values
    if not isinstance(values, dict):
        values = {next(iter(part.inputs)): values}
    num = len(next(iter(values.values()), range(NUM_CALIBRATION)))
    missing = [
        name
        for name, kind in part.inputs.items()
        if not kind.has_prior and name not in values
    ]
    if missing and quantize != "int8":
        return {}  # nothing is calibrated
    if missing or num == 0:
        raise ValueError(
            "int8 sets its ranges by examples, of which there are none of "
            f"{missing or list(values)}. Pass as `calibration=` a hundred of those to "
            "come, or a dict of such by the names of inputs."
        )
    values = named.encoded(values, part.inputs, num)
    # Second key 1: the latents of the proof, which has 0, are not among them.
    seeds = np.stack([np.arange(num), np.ones(num, int)], axis=1)
    return named.draw(part.inputs, seeds, values)


def _convert(part, file, quantize, batch_size, calibration):
    def serving_default(*values):
        return {"images": part.images_of(dict(zip(part.inputs, values, strict=True)))}

    specs = [
        tf.TensorSpec((batch_size, *kind.shape), kind.dtype, name)
        for name, kind in part.inputs.items()
    ]
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        signatures = {"serving_default": (serving_default, specs)}
        write_functions(signatures, folder / "model")
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
