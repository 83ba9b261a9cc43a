"""Files that appear whole or not at all, and folders that lie apart."""

import contextlib
import os
import pathlib
import re
import shutil
import socket
import tempfile


@contextlib.contextmanager
def landing_in(folder):
    """A draft folder whose entries move into `folder` if all goes well.

    The draft is inside `folder`, so that moving is one rename of the same file
    system. Upon an error nothing stays, not even folders made on the way; what a
    killed process left is removed when the next one writes there.

    Args:
        folder: Path; it and its parents are made where missing. `~` is the user's home.
    """
    folder = pathlib.Path(folder).expanduser()
    made = [parent for parent in (folder, *folder.parents) if not parent.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        sweep(folder)
        prefix = f".draft-{socket.gethostname()}-{os.getpid()}-"
        with tempfile.TemporaryDirectory(prefix=prefix, dir=folder) as draft:
            yield pathlib.Path(draft)
            for entry in sorted(pathlib.Path(draft).iterdir()):
                os.replace(entry, folder / entry.name)
    except BaseException:
        for parent in made:
            with contextlib.suppress(OSError):  # another writer's file may be there
                parent.rmdir()
        raise


def sweep(folder):
    """Removes the drafts in a folder of processes of this machine that are no more."""
    for draft in folder.glob(".draft-*"):
        named = re.fullmatch(r"\.draft-(.+)-(\d+)-[^-]+", draft.name)
        if named and named[1] == socket.gethostname() and not is_alive(int(named[2])):
            shutil.rmtree(draft, ignore_errors=True)


def is_alive(process_id):
    """Whether a process of this machine runs."""
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # another user's
        return True
    return True


@contextlib.contextmanager
def written_whole(path):
    """A draft of the same name that takes the place of `path` if all goes well."""
    path = pathlib.Path(path).expanduser()
    with landing_in(path.parent) as draft:
        yield draft / path.name


def write_whole(path, content):
    """Writes bytes to `path` at once: a reader never sees half a file."""
    with written_whole(path) as draft:
        draft.write_bytes(content)


def free_path(path, ending, overwrite=False):
    """The path of a file that is to be written.

    Args:
        path: Path; `~` is the user's home.
        ending: String, such as `".tflite"`.
        overwrite: Bool, whether the file may exist.

    Raises:
        ValueError: It has another ending, or exists.
    """
    path = pathlib.Path(path).expanduser()
    if path.suffix != ending:
        raise ValueError(f"The file name must end in {ending}, but received {path}.")
    if path.exists() and not overwrite:
        raise ValueError(f"{path} exists. Pass `overwrite=True` to replace it.")
    return path


def check_apart(images, out):
    """Refuses to write among the images that are read: they would be read again.

    Args:
        images: Path of a folder of images.
        out: Path of the folder that is written to.

    Raises:
        ValueError: One of both folders is in the other.
    """
    inner, outer = images.expanduser().resolve(), out.expanduser().resolve()
    if inner.is_relative_to(outer) or outer.is_relative_to(inner):
        raise ValueError(
            f"The folder to write to, {out}, and the images in {images} lie in one "
            "another, so what is written would be read as images, too. Write to a "
            "folder elsewhere."
        )
