"""Generators as SavedModels, for TensorFlow Serving."""

import pathlib

import tensorflow as tf

from kerasgan import files
from kerasgan import latent
from kerasgan.export import parity
from kerasgan.export import report
from kerasgan.export.sampler import encoders_of
from kerasgan.export.sampler import float32_sampler
from kerasgan.export.sampler import images_of
from kerasgan.export.sampler import inputs_of
from kerasgan.export.sampler import to_pixels
from kerasgan.export.sampler import write_signatures


def to_saved_model(gan, path, version=None):
    """Writes the generator as a version of a served model, in float32.

    Two signatures give `images`, uint8 `(batch, height, width, channels)`; labels and
    whatever else the generator takes besides latents are inputs of both, captions as
    strings `(batch,)`:

    - `serving_default`: `latents`, float32 `(batch, latent_dim)`; one pass for the
      whole batch.
    - `sample`: `seed`, int64 `(batch,)`, and `truncation`, float32 `(batch,)`, that
      multiplies the latents; row by row, so that a seed gives the same bytes in
      whatever batch a server puts it.

    The version is run without Keras and compared with Keras before it appears,
    and it has a `report.json` inside. Servers take a version as final, so one
    that exists is refused.

    Args:
        gan: A GAN, or any object with a `sampler` and a `latent_dim`.
        path: Folder of the model; its versions are folders inside.
        version: Int, from 1 on. `None` is the one after the highest.

    Returns:
        `pathlib.Path` of the version's folder.
    """
    path = pathlib.Path(path).expanduser()
    version = _next_version(path) if version is None else version
    _check_version(path, version)
    sampler = float32_sampler(gan)
    with files.landing_in(path) as draft:
        folder = draft / str(version)
        encoders = encoders_of(gan)
        signatures = _signatures(sampler, gan.latent_dim, encoders)
        write_signatures(signatures, folder, encoders.values())
        proof = parity.prove("saved_model", folder, gan, sampler)
        report.write(gan, sampler, folder, folder / report.FILE_NAME, proof)
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


def _signatures(sampler, latent_dim, encoders):
    specs = {
        name: tf.TensorSpec((None,), "string", name)
        if name in encoders
        else tf.TensorSpec(taken.shape, taken.dtype, name)
        for name, taken in inputs_of(sampler).items()
    }
    others = [spec for name, spec in specs.items() if name != "latents"]

    def pixels(inputs):
        vectors = {name: encode(inputs[name]) for name, encode in encoders.items()}
        return to_pixels(images_of(sampler, {**inputs, **vectors}))

    def serving_default(*inputs):
        return {"images": pixels(dict(zip(specs, inputs, strict=True)))}

    def sample(seed, truncation, *labels):
        latents = latent.from_seeds(seed, latent_dim) * truncation[:, None]
        inputs = {spec.name: some for spec, some in zip(others, labels, strict=True)}
        inputs["latents"] = latents
        # The kernels for an odd batch round otherwise than those for one row.
        images = tf.map_fn(
            lambda row: pixels({name: some[None] for name, some in row.items()})[0],
            inputs,
            fn_output_signature=tf.TensorSpec(sampler.output_shape[1:], "uint8"),
        )
        return {"images": images}

    drawn = [
        tf.TensorSpec((None,), "int64", name="seed"),
        tf.TensorSpec((None,), "float32", name="truncation"),
    ]
    return {
        "serving_default": (serving_default, list(specs.values())),
        "sample": (sample, [*drawn, *others]),
    }
