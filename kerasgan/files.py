"""Files that appear whole or not at all, and checks that folders are separate."""

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

    The draft is inside `folder`, so that an entry is moved by one rename in the same
    file system. After an error nothing remains, not even new folders. Drafts of a
    killed process are removed when the next process writes there.

    Args:
        folder: Path; it and its parents are created if they are missing. `~` is the
            user's home.
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
    """Removes drafts from a folder if their processes, on this machine, have ended."""
    for draft in folder.glob(".draft-*"):
        named = re.fullmatch(r"\.draft-(.+)-(\d+)-[^-]+", draft.name)
        if named and named[1] == socket.gethostname() and not is_alive(int(named[2])):
            shutil.rmtree(draft, ignore_errors=True)


def is_alive(process_id):
    """Whether a process of this machine is running."""
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # another user's
        return True
    return True


@contextlib.contextmanager
def written_whole(path):
    """A draft file of the same name, which replaces `path` if all goes well."""
    path = pathlib.Path(path).expanduser()
    with landing_in(path.parent) as draft:
        yield draft / path.name


def write_whole(path, content):
    """Writes bytes to `path` at once: a reader never sees half a file."""
    with written_whole(path) as draft:
        draft.write_bytes(content)


def free_path(path, ending, overwrite=False):
    """The checked path of a file to write.

    Args:
        path: Path; `~` is the user's home.
        ending: String, such as `".tflite"`.
        overwrite: Bool, whether the file may exist.

    Raises:
        ValueError: The file has another ending, or exists.
    """
    path = pathlib.Path(path).expanduser()
    if path.suffix != ending:
        raise ValueError(f"The file name must end in {ending}, but received {path}.")
    if path.exists() and not overwrite:
        raise ValueError(f"{path} exists. Pass `overwrite=True` to replace it.")
    return path


def check_apart(images, out):
    """Rejects an output folder among images, where the output would be read, too.

    Args:
        images: Path of a folder of images.
        out: Path of the output folder.

    Raises:
        ValueError: One folder is inside the other folder.
    """
    inner, outer = images.expanduser().resolve(), out.expanduser().resolve()
    if inner.is_relative_to(outer) or outer.is_relative_to(inner):
        raise ValueError(
            f"The folder to write to, {out}, and the images in {images} lie in one "
            "another, so what is written would be read as images, too. Write to a "
            "folder elsewhere."
        )
