"""Files that appear whole or not at all."""

import contextlib
import os
import pathlib
import tempfile


@contextlib.contextmanager
def landing_in(folder):
    """A draft folder whose entries move into `folder` if all goes well.

    The draft is inside `folder`, so that moving is one rename of the same file
    system. Upon an error nothing stays, not even folders made on the way.

    Args:
        folder: Path; it and its parents are made where missing.
    """
    folder = pathlib.Path(folder)
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


@contextlib.contextmanager
def written_whole(path):
    """A draft of the same name that takes the place of `path` if all goes well."""
    path = pathlib.Path(path)
    with landing_in(path.parent) as draft:
        yield draft / path.name


def write_whole(path, content):
    """Writes bytes to `path` at once: a reader never sees half a file."""
    with written_whole(path) as draft:
        draft.write_bytes(content)
