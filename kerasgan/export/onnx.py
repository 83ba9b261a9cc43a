"""Generators as ONNX files, for every runtime that reads them."""

import importlib.util

from kerasgan import files
from kerasgan.export import parity
from kerasgan.export import report
from kerasgan.export.child import run_converter
from kerasgan.export.sampler import sampler_to

NEEDED = ("tf2onnx", "onnxruntime")


def to_onnx(gan, path, overwrite=False, to=None, size=None):
    """Writes the generator as an ONNX file, in float32.

    It takes the model's `inputs` by their names, as a .tflite file does, and gives
    `images`, float32 `(batch, height, width, channels)` in [-1, 1], for a batch of any
    size. ONNX Runtime runs the file and it is compared with Keras before it appears;
    `faces.onnx` has a `faces.onnx.report.json` beside it.

    Seeds are not among the inputs, since ONNX has no such random numbers:
    `latents_from_seeds` of `export/tflite_sampler.py` makes latents of them in NumPy.

    Args:
        gan: A model, or any object with a `sampler` and `inputs`.
        path: File name that ends in `.onnx`.
        overwrite: Boolean, replace a file that exists instead of refusing.
        to: Of a model with two directions: the domain of the images; of one that grows:
            the side of those of an earlier stage.
        size: `(height, width)` of the images that it takes, of a network for any.

    Returns:
        `pathlib.Path` of the file.

    Raises:
        ImportError: The extra `onnx` is missing.
        ValueError: The file exists, or the network has an operation that ONNX lacks.
        RuntimeError: The images of the file are not those of Keras.
    """
    path = files.free_path(path, ".onnx", overwrite)
    if missing := [name for name in NEEDED if not importlib.util.find_spec(name)]:
        raise ImportError(
            f"to_onnx needs {' and '.join(missing)}: pip install 'kerasgan[onnx]'"
        )
    part = sampler_to(gan, to, size)
    with files.landing_in(path.parent) as draft:
        file = draft / path.name
        with part.as_floats() as folder:
            run_converter("ONNX", "_onnx_converter.py", folder, file)
        proof = parity.prove("onnx", file, part)
        report.write(gan, [part], file, report.path_for(file), [proof])
    return path
