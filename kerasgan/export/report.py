"""The report that stands beside every exported generator."""

import datetime
import json
import pathlib
import sys

import keras
import tensorflow as tf

from kerasgan.export import measure
from kerasgan.inputs import Condition

FILE_NAME = "report.json"


def path_for(artefact):
    """The path of an artefact's report: inside a folder, or beside a file."""
    if artefact.suffix == ".tflite":
        return artefact.with_suffix(f".{FILE_NAME}")
    if artefact.suffix == ".onnx":  # a .tflite file of that name may stand beside it
        return artefact.with_suffix(f".onnx.{FILE_NAME}")
    return artefact / FILE_NAME


def write(gan, parts, artefact, path, proofs, quantize=None):
    """Writes a description of the artefact and the results of its proofs, as JSON.

    Args:
        gan: The model.
        parts: List of its `Sampler`s; all after the first are reported under
            `directions`.
        artefact: `pathlib.Path` of a file or folder.
        path: `pathlib.Path` of the report.
        proofs: List of dicts, one for each of the parts.
        quantize: As in `to_tflite`.
    """
    part, proof = parts[0], proofs[0]
    _, height, width, channels = part.network.output_shape
    is_file = artefact.is_file()
    content = {
        "model_class": type(gan).__name__,
        "model_name": getattr(gan, "name", None),
        "format": artefact.suffix.removeprefix(".") if is_file else "saved_model",
        "quantize": quantize,
        "kerasgan_version": sys.modules["kerasgan"].__version__,
        "keras_version": keras.__version__,
        "tensorflow_version": tf.__version__,
        "created": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "inputs": _facts(part),
        "labels": {
            name: kind.facts().get("names", kind.size)
            for name, kind in part.inputs.items()
            if isinstance(kind, Condition)
        },
        "resolution": [height, width],
        "channels": channels,
        "value_range": [-1, 1] if is_file else [0, 255],
        **proof,
        "directions": {
            part.signature: {"inputs": _facts(part), **proof}
            for part, proof in zip(parts, proofs, strict=True)
            if parts[1:]
        },
        "file_size_bytes": measure.size(artefact),
        "sha256": measure.digests(artefact),
    }
    path.write_text(json.dumps(content, indent=2) + "\n")


def _facts(part):
    return {name: kind.facts() for name, kind in part.inputs.items()}


def artefacts_in(folder):
    """Paths of the exports in a folder, which are the artefacts with a report."""
    return [path for path in sorted(folder.rglob("*")) if path_for(path).is_file()]


def read_report(path):
    """The report of an exported generator, as a dictionary.

    Args:
        path: The path that `to_saved_model`, `to_tflite` or `to_onnx` returned.
    """
    return json.loads(path_for(pathlib.Path(path).expanduser()).read_text())


def summary(path):
    """Prints the report of an exported generator in one line.

    `faces.tflite: int8, 1.2 MB, PSNR 36.1 dB, 4.2 ms an image`

    Args:
        path: The path that `to_saved_model`, `to_tflite` or `to_onnx` returned.
    """
    path = pathlib.Path(path).expanduser()
    content = read_report(path)
    is_file = content["format"] != "saved_model"
    psnr, milliseconds = content["psnr_db"], content["median_latency_ms"]
    facts = [
        content["quantize"] or "float32",
        f"{content['file_size_bytes'] / 1e6:.1f} MB",
        "same pixels as Keras" if psnr is None else f"PSNR {psnr:.1f} dB",
        f"{milliseconds / content['latency_batch_size']:.2g} ms an image",
    ]
    name = path.name if is_file else f"{path.parent.name}/{path.name}"
    print(f"{name}: {', '.join(facts)}")
