"""A few inputs and what Keras draws of them, kept beside an export for `verify`."""

import io

import numpy as np

from kerasgan import ranges

NUM = 4
FILE_NAME = "examples.npz"


def path_for(artefact):
    """Where the examples of an artefact are: inside a folder, beside a file."""
    if artefact.is_dir():
        return artefact / FILE_NAME
    return artefact.with_name(f"{artefact.name}.{FILE_NAME}")


def write(artefact, signature, inputs, images):
    """Keeps the first examples of a proof.

    Args:
        artefact: `pathlib.Path` of the file or folder.
        signature: String, the SavedModel's signature that took the inputs.
        inputs: Dict of arrays by name, as the artefact takes them.
        images: The images that Keras has drawn, floats in [-1, 1].
    """
    kept = {f"{signature}/{name}": values[:NUM] for name, values in inputs.items()}
    kept[f"{signature}/="] = ranges.to_uint8(images[:NUM])
    path = path_for(artefact)
    if path.exists():  # of another direction
        kept = {**read(path), **kept}
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **kept)
    path.write_bytes(buffer.getvalue())


def read(path):
    """The arrays of the examples, by name."""
    with np.load(path, allow_pickle=False) as arrays:
        return dict(arrays)


def by_signature(path):
    """Inputs and pixels of each signature: `{signature: (inputs, pixels)}`."""
    found = {}
    for key, values in read(path).items():
        signature, name = key.rsplit("/", 1)
        inputs, pixels = found.get(signature, ({}, None))
        if name == "=":
            pixels = values
        else:
            inputs[name] = values
        found[signature] = inputs, pixels
    return found
