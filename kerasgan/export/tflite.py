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

    With any `quantize`, the file takes the model's `inputs` by their names. They are
    float32, except for classes, and images are in [-1, 1]. It returns `images`, float32
    `(batch_size, height, width, channels)` in [-1, 1], so one file replaces another
    without a change in the app. A model with two directions gives a file for each.

    Before the file is put in place, it is run without Keras and its images are compared
    with Keras'. `faces.tflite` gets a `faces.report.json` beside it. The report has the
    versions of all `operators`, and in `not_on_gpu` the operators that LiteRT's GPU
    delegates leave to the CPU; this list is empty for `DCGAN.for_device`.

    Args:
        gan: A model, or any object with a `sampler` and `inputs`.
        path: File name that ends in `.tflite`.
        quantize: `None` for float32; `"float16"` halves the file; `"dynamic8"` quarters
            it, with 8-bit weights and float activations; `"int8"` computes in integers
            only, for devices without floats. Prefer `"dynamic8"` to `"int8"`, because
            it needs no calibration and is nearer to float32.
        batch_size: Int, fixed in the file.
        calibration: Array of examples of the first input, which set the ranges of int8,
            or a dict of arrays by the names of inputs; `None` takes 128 draws from the
            prior. If the app truncates its latents, truncate the examples, too. An
            input without a prior, such as an image, needs examples for int8.
        overwrite: Boolean, replace a file that exists instead of raising an error.
        to: For a model with two directions, the domain of the images; for a model that
            grows, the side of the images of an earlier stage.
        size: `(height, width)` of the input images, if the network takes any size.

    Returns:
        `pathlib.Path` of the file.

    Raises:
        ImportError: The extra `quantize` is missing, for `"dynamic8"`.
        ValueError: The file exists, `quantize` is unknown, or the network has an
            operation without a builtin.
        RuntimeError: The images of the file differ from those of Keras.
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
