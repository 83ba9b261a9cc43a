"""The download of the Inception network's weights, at a user's request."""

import hashlib
import importlib.util
import os
import pathlib

import keras

from kerasgan import files

NAME = "pt_inception-2015-12-05-6726825d.pth"
URL = f"https://github.com/mseitzer/pytorch-fid/releases/download/fid_weights/{NAME}"
SHA256 = "6726825d0af5f729cebd5821db510b11b1cfad8faad88a03f1befd49fb9129b2"


def downloaded():
    """Path of the checkpoint in Keras' cache, after a download of 96 MB if necessary.

    It is the copy of the frozen graph for PyTorch, which pytorch-fid and torch-fidelity
    use. Its SHA-256 was taken from public records; the file's name has the first eight
    digits. A file with another hash is never put in the cache.

    Raises:
        ImportError: If PyTorch, which reads the file, is not installed.
        OSError: The download failed, or the result is another file.
    """
    if importlib.util.find_spec("torch") is None:
        raise ImportError(
            "The weights to download take PyTorch to read: pip install torch. The "
            "frozen graph, whose path can be passed instead, needs none."
        )
    home = pathlib.Path(os.environ.get("KERAS_HOME", "~/.keras")).expanduser()
    path = home / "kerasgan" / NAME
    if not path.exists() or sha256(path) != SHA256:
        with files.landing_in(path.parent) as draft:
            download(draft)
    return path


def download(folder):
    """Downloads the file to a folder, if its hash is right."""
    try:
        keras.utils.get_file(
            NAME,
            URL,
            cache_dir=folder,
            cache_subdir=".",
            file_hash=SHA256,
            hash_algorithm="sha256",
        )
    except Exception as error:  # Keras raises it bare
        raise OSError(
            f"The weights of Inception could not be downloaded: {error} Download "
            f"{URL}, whose SHA-256 is {SHA256}, elsewhere, and pass its path."
        ) from error


def sha256(path):
    """The SHA-256 of a file, in hexadecimal digits."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
