"""Files that appear whole or not at all."""

import contextlib
import hashlib
import os
import pathlib
import tempfile


@contextlib.contextmanager
def landing_in(folder):
    """A draft folder whose entries move into `folder` if all goes well.

    The draft is inside `folder`, so that moving is one rename of the same file
    system. Upon an error nothing stays, not even folders made on the way.

    Args:
        folder: `pathlib.Path`; it and its parents are made where missing.
    """
    made = [parent for parent in (folder, *folder.parents) if not parent.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".draft-", dir=folder) as draft:
            yield pathlib.Path(draft)
            for entry in sorted(pathlib.Path(draft).iterdir()):
                os.replace(entry, folder / entry.name)
    except BaseException:
        for parent in made:
            with contextlib.suppress(OSError):  # another writer's file may be there
                parent.rmdir()
        raise


def digests(path):
    """SHA-256 of a file, or of each file below a folder, by relative name."""
    files = sorted(file for file in path.rglob("*") if file.is_file()) or [path]
    root = path if path.is_dir() else path.parent
    return {
        file.relative_to(root).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in files
    }


def size(path):
    """Bytes of a file, or of all files below a folder."""
    files = [file for file in path.rglob("*") if file.is_file()] or [path]
    return sum(file.stat().st_size for file in files)
