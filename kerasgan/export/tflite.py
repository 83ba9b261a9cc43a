"""Generators as .tflite files, for LiteRT on devices."""

import importlib.util
import json

import numpy as np

from kerasgan import files
from kerasgan.export import operators
from kerasgan.export import parity
from kerasgan.export import report
from kerasgan.export.child import run_converter
from kerasgan.export.sampler import sampler_to
from kerasgan.inputs import named

NUM_CALIBRATION = 128
KINDS = (None, "float16", "dynamic8", "int8")


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
    `faces.tflite` has a `faces.report.json` beside it. This has the versions of all
    `operators`, and in `not_on_gpu` those that LiteRT's GPU delegates leave to the CPU:
    of `DCGAN.for_device` there are none.

    Args:
        gan: A model, or any object with a `sampler` and `inputs`.
        path: File name that ends in `.tflite`.
        quantize: `None` for float32; `"float16"` halves the file; `"dynamic8"` quarters
            it, with 8-bit weights and activations that stay floats: the 8 bits to
            choose, for they need no calibration and are nearer to float32; `"int8"`
            computes in integers only, for devices that have nothing else.
        batch_size: Int, fixed in the file.
        calibration: Array of examples of the first input, which set the ranges of int8,
            or a dict of such by the names of inputs; `None` is 128 draws from the
            prior. If the app truncates its latents, so should these be. An input
            without a prior, an image, needs examples for int8.
        overwrite: Boolean, replace a file that exists instead of refusing.
        to: Of a model with two directions: the domain of the images; of one that
            grows: the side of those of an earlier stage.
        size: `(height, width)` of the images that it takes, of a network for any.

    Returns:
        `pathlib.Path` of the file.

    Raises:
        ImportError: The extra `quantize` is missing, for `"dynamic8"`.
        ValueError: The file exists, there is no such `quantize`, or the network has an
            operation without a builtin.
        RuntimeError: The images of the file are not those of Keras.
    """
    path = files.free_path(path, ".tflite", overwrite)
    if quantize not in KINDS:
        raise ValueError(
            f"`quantize` is one of {', '.join(map(repr, KINDS))}, but received "
            f"{quantize!r}."
        )
    if quantize == "dynamic8" and not importlib.util.find_spec("litert_quantizer"):
        raise ImportError(
            "dynamic8 needs litert-quantizer: pip install 'kerasgan[quantize]'"
        )
    part = sampler_to(gan, to, size)
    calibration = _calibration(calibration, part, quantize)
    with files.landing_in(path.parent) as draft:
        file = draft / path.name
        facts = _convert(part, file, quantize, batch_size, calibration)
        proof = parity.prove("tflite", file, part, quantize) | facts
        report.write(gan, [part], file, report.path_for(file), [proof], quantize)
    return path


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
            "int8 needs examples to set its ranges, but there are none of "
            f"{missing or list(values)}. Pass `calibration=`: about a hundred inputs "
            "such as the model will get, or a dict of them by the names of inputs."
        )
    values = named.encoded(values, part.inputs, num)
    # Second key 1: the latents of the proof, which has 0, are not among them.
    seeds = np.stack([np.arange(num), np.ones(num, int)], axis=1)
    return named.draw(part.inputs, seeds, values)


def _convert(part, file, quantize, batch_size, calibration):
    """Writes the file; gives facts of its operations for the report."""
    with part.as_floats(batch_size) as folder:
        np.savez(folder / "calibration.npz", **calibration)
        kind = quantize or "float32"
        run_converter("LiteRT", "_converter.py", folder, kind, file)
        versions = json.loads((folder / "operators.json").read_text())
    return {"operators": versions, "not_on_gpu": operators.refused_by_gpu(versions)}
