"""The proof that an exported generator makes the images that Keras makes."""

import json
import math
import pathlib
import tempfile
import warnings

import numpy as np

from kerasgan import ranges
from kerasgan.export import examples
from kerasgan.export.child import run_script
from kerasgan.inputs import named

NUM_SEEDS = 64
MAX_LEVELS = {None: 1, "float16": 2}  # of 255; above it the export is given up
MIN_PSNR_DB = 30.0  # of 8 bits; below it the export comes with a warning
BETTER = {
    "int8": 'Pass more `calibration`, or use `quantize="dynamic8"` or "float16".',
    "dynamic8": 'Use `quantize="float16"`.',
}


def prove(kind, artefact, part, quantize=None):
    """Runs an artefact without Keras and compares its images with the sampler's.

    Args:
        kind: `"saved_model"`, `"tflite"` or `"onnx"`.
        artefact: `pathlib.Path` of the artefact.
        part: The `Sampler` that the artefact must equal.
        quantize: As in `to_tflite`; it determines the tolerance.

    A few of the examples are kept beside the artefact, for `verify`.

    Returns:
        Dictionary of errors, latency and facts, for the report.
    """
    seeds = np.arange(NUM_SEEDS)
    # Pairs, as a served model makes them of one seed.
    served = part.served_examples(np.stack([seeds, np.zeros_like(seeds)], axis=1))
    values = part.from_served(served)
    is_served = kind == "saved_model"
    signature = part.signature if is_served else "serving_default"
    inputs = {n: np.asarray(v) for n, v in (served if is_served else values).items()}
    images, facts = run(kind, artefact, signature, inputs)
    dynamic = facts.pop("dynamic_tensors")
    if dynamic:
        raise ValueError(
            "A .tflite generator has fixed shapes, but these tensors of it have none: "
            f"{', '.join(dynamic)}."
        )
    reference = np.concatenate(
        [part.images_of(rows) for rows in named.rows_of(values, NUM_SEEDS // 4)]
    )
    proof = {"num_seeds": NUM_SEEDS, **errors(images, reference), **facts}
    _judge(proof, quantize)
    examples.write(artefact, signature, inputs, reference)
    return proof


def run(kind, artefact, signature, values):
    """Images that an artefact draws from inputs by name, without Keras, and facts.

    The inputs are drawn from the seeds from 0 on.
    """
    num = len(next(iter(values.values())))
    with tempfile.TemporaryDirectory() as folder:
        inputs = pathlib.Path(folder, "inputs.npz")
        outputs = pathlib.Path(folder, "outputs.npz")
        np.savez(inputs, **values, seeds=np.arange(num))
        run_script("_runner.py", kind, artefact, signature, inputs, outputs)
        with np.load(outputs) as answer:
            return answer["images"], json.loads(str(answer["facts"]))


def errors(images, reference):
    """Differences between images and their reference.

    Args:
        images: Float32 array in [-1, 1], or uint8 pixels.
        reference: An array of the same type that broadcasts against `images`.

    Returns:
        Dictionary: largest and mean error in units of [-1, 1] and in levels of uint8
        pixels, and `psnr_db` of those pixels, `None` where all are equal.
    """
    in_levels = np.abs(_pixels(images) - _pixels(reference))
    in_units = in_levels / 127.5
    if np.uint8 not in (images.dtype, reference.dtype):
        in_units = np.abs(images - reference)
    mean_square = np.mean(in_levels**2)
    return {
        "max_abs_error": float(in_units.max()),
        "mean_abs_error": float(in_units.mean()),
        "max_abs_error_levels": int(in_levels.max()),
        "mean_abs_error_levels": float(in_levels.mean()),
        "psnr_db": 10 * math.log10(255**2 / mean_square) if mean_square else None,
    }


def _pixels(images):
    pixels = images if images.dtype == np.uint8 else ranges.to_uint8(images)
    return pixels.astype("float64")


def _judge(proof, quantize):
    if not math.isfinite(proof["mean_abs_error"]):
        raise RuntimeError("The images of the generator or of its export have NaNs.")
    psnr, levels = proof["psnr_db"], proof["max_abs_error_levels"]
    if quantize in BETTER:
        if psnr is not None and psnr < MIN_PSNR_DB:
            warnings.warn(
                f"The {quantize} generator is at {psnr:.1f} dB PSNR from float32, and "
                f"below {MIN_PSNR_DB:.0f} dB the difference shows. {BETTER[quantize]}",
                stacklevel=4,
            )
    elif levels > MAX_LEVELS[quantize]:
        raise RuntimeError(
            f"The exported generator is off by {levels} of 255 levels from Keras, at "
            f"most {MAX_LEVELS[quantize]} allowed. Nothing was written."
        )
