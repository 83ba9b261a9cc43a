"""Generators as SavedModels, for TensorFlow Serving."""

import pathlib

from kerasgan import files
from kerasgan.export import parity
from kerasgan.export import report
from kerasgan.export import warm_up as requests
from kerasgan.export.sampler import sampler_to
from kerasgan.export.sampler import samplers_of
from kerasgan.export.sampler import write_signatures


def to_saved_model(gan, path, version=None, size=None, to=None, warm_up=()):
    """Writes the generator as a version of a served model, in float32.

    Its signatures return `images`, uint8 `(batch, height, width, channels)`. They take
    the model's `inputs` by their names: latents as float32, images as uint8, captions
    as strings `(batch,)`.

    - `serving_default` takes all inputs and computes the whole batch in one pass. A
      model with two directions has a signature for each direction instead, named `to_`
      and the domain; the first one is `serving_default`, too.
    - `sample` takes, instead of latents, `seed`, int64 `(batch,)`, and `truncation`,
      float32 `(batch,)`, the factor of the latents. It computes row by row, so a seed
      gives the same bytes in any batch that a server makes.
    - The same names with `_png` return `image_bytes`, PNG files as strings, and take
      images as `source_bytes`, PNG or JPEG files: in base64, these files have a sixth
      of the size of pixels in JSON.

    Before the version is put in place, it is run without Keras and its images are
    compared with Keras'. It has a `report.json` inside. Servers treat a version as
    final, so an existing version raises an error.

    Args:
        gan: A model, or any object with a `sampler` and `inputs`.
        path: Folder of the model; its versions are folders inside.
        version: Int, from 1 on. `None` takes the number after the highest version.
        size: `(height, width)` of the input images, if the network takes any size.
        to: For a model that grows, the side of the images of an earlier stage; for a
            model with two directions, the domain, to serve this direction only.
        warm_up: Ints, batch sizes such as `(1, 16)`. TensorFlow Serving runs each
            signature with each size before it reports that it is ready. The model must
            be served under the name of the folder.

    Returns:
        `pathlib.Path` of the version's folder.

    Raises:
        ImportError: The extra `serving` is missing, for `warm_up`.
        ValueError: The version exists, or is below 1.
        RuntimeError: The images of the export differ from those of Keras.
    """
    path = pathlib.Path(path).expanduser()
    version = _next_version(path) if version is None else version
    _check_version(path, version)
    parts = samplers_of(gan, size) if to is None else [sampler_to(gan, to, size)]
    with files.landing_in(path) as draft:
        folder = draft / str(version)
        write_signatures(parts, folder)
        if warm_up:
            requests.write(folder, path.name, parts, warm_up)
        proofs = [parity.prove("saved_model", folder, part) for part in parts]
        report.write(gan, parts, folder, folder / report.FILE_NAME, proofs)
    return path / str(version)


def _next_version(path):
    present = [int(entry.name) for entry in path.glob("*") if entry.name.isdecimal()]
    return max(present, default=0) + 1


def _check_version(path, version):
    if version < 1:
        raise ValueError(f"Versions count from 1, but received version={version}.")
    if (path / str(version)).exists():
        raise ValueError(
            f"{path / str(version)} exists, and servers take a version as final. Leave "
            f"`version` out for the next one, which is {_next_version(path)}."
        )
