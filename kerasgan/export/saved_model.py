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

    Its signatures give `images`, uint8 `(batch, height, width, channels)`. They take
    the model's `inputs` by their names: latents as float32, images as uint8, captions
    as strings `(batch,)`.

    - `serving_default` takes all inputs; one pass for the whole batch. A model with two
      directions has a signature for each instead, `to_` and the domain, of which the
      first is `serving_default`, too.
    - `sample` takes for latents `seed`, int64 `(batch,)`, and `truncation`, float32
      `(batch,)`, their factor; row by row, so that a seed gives the same bytes in
      whatever batch a server puts it.
    - The same names with `_png` give `image_bytes`, PNG files as strings, and take
      images as `source_bytes`, PNG or JPEG files: in base64 these are a sixth of
      pixels in JSON.

    The version is run without Keras and compared with Keras before it appears,
    and it has a `report.json` inside. Servers take a version as final, so one
    that exists is refused.

    Args:
        gan: A model, or any object with a `sampler` and `inputs`.
        path: Folder of the model; its versions are folders inside.
        version: Int, from 1 on. `None` is the one after the highest.
        size: `(height, width)` of the images that it takes, of a network for any.
        to: Of a model that grows: the side of images of an earlier stage; of one with
            two directions: the domain, if the other isn't to be served.
        warm_up: Ints, sizes of batches such as `(1, 16)` that TensorFlow Serving runs
            of each signature before it says that it is ready. The served name is the
            folder's.

    Returns:
        `pathlib.Path` of the version's folder.

    Raises:
        ImportError: The extra `serving` is missing, for `warm_up`.
        ValueError: The version exists, or is below 1.
        RuntimeError: The images of the export are not those of Keras.
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
