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

    The file takes the model's `inputs` by their names, as a .tflite file does, and
    returns `images`, float32 `(batch, height, width, channels)` in [-1, 1], for a batch
    of any size. Before the file is put in place, ONNX Runtime runs it and its images
    are compared with Keras'. `faces.onnx` gets a `faces.onnx.report.json` beside it.

    Seeds are not among the inputs, because ONNX does not have these random numbers:
    `latents_from_seeds` in `export/tflite_sampler.py` makes latents from seeds in
    NumPy.

    Args:
        gan: A model, or any object with a `sampler` and `inputs`.
        path: File name that ends in `.onnx`.
        overwrite: Boolean, replace a file that exists instead of refusing.
        to: For a model with two directions, the domain of the images; for a model that
            grows, the side of the images of an earlier stage.
        size: `(height, width)` of the input images, if the network takes any size.

    Returns:
        `pathlib.Path` of the file.

    Raises:
        ImportError: The extra `onnx` is missing.
        ValueError: The file exists, or the network has an operation that ONNX lacks.
        RuntimeError: The images of the file differ from those of Keras.
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
