"""Small files of GANs, which Keras loads like any other file."""

import hashlib
import io
import zipfile

import h5py
import numpy as np

from kerasgan import files

WEIGHTS = "model.weights.h5"


def save(gan, path):
    """Saves a GAN in few bytes, for sampling and for further training.

    Kernels become float16. Optimizers and the step are left out. The averaged
    generator replaces the generator itself. Equal weights are stored once.

    Args:
        gan: A model of kerasgan.
        path: Path of the file, `.keras`.

    Raises:
        ValueError: A weight is too large for float16.
    """
    gan.reset_averages()  # of networks whose weights were assigned
    begun = type(gan).from_config(gan.get_config())
    for name, network in gan.networks.items():
        best = gan.averages.get(name, network).get_weights()
        begun.networks[name].set_weights(best)
        if name in gan.averages:
            begun.averages[name].set_weights(best)
    with files.written_whole(path) as draft:
        begun.save(draft)
        with zipfile.ZipFile(draft) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        members[WEIGHTS] = compacted(members[WEIGHTS])
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in members.items():
                archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)


def compacted(content):
    """A file of weights with smaller numbers, in which equal arrays are stored once."""
    small, seen = io.BytesIO(), {}
    with h5py.File(io.BytesIO(content)) as source, h5py.File(small, "w") as target:

        def copy(name, item):
            if isinstance(item, h5py.Group):
                group = target.require_group(name)
                group.attrs.update(item.attrs)
                return
            values = halved(item[()])
            key = hashlib.sha256(values.tobytes()).digest(), values.shape
            if key in seen and values.size > 1:
                target[name] = target[seen[key]]  # a link
                return
            target[name] = values
            target[name].attrs.update(item.attrs)
            seen[key] = name

        target.attrs.update(source.attrs)
        source.visititems(copy)
    return small.getvalue()


def halved(values):
    """Kernels as float16; biases and statistics, which are few, are unchanged."""
    if values.ndim < 2:
        return values
    if np.abs(values).max() > np.finfo(np.float16).max:
        raise ValueError(
            f"A weight of {np.abs(values).max():g} exceeds float16's range."
        )
    return values.astype(np.float16)
