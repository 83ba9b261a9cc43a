"""The digests of all files of a folder, so that a change of one shows."""

import datetime
import hashlib
import json
import pathlib
import sys

from kerasgan import files
from kerasgan.export import measure

NAME, DIGEST = "manifest.json", "manifest.sha256"


def seal(folder):
    """Writes `manifest.json`, with the sha256 of every file, and `manifest.sha256`.

    The latter has the sha256 of `manifest.json` itself.

    Args:
        folder: Path of a folder of exports. An earlier manifest is replaced.

    Returns:
        `pathlib.Path` of the manifest.
    """
    folder = pathlib.Path(folder).expanduser()
    content = {
        "kerasgan_version": sys.modules["kerasgan"].__version__,
        "created": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "files": digests(folder),
    }
    text = json.dumps(content, indent=2) + "\n"
    digest = hashlib.sha256(text.encode()).hexdigest()
    with files.landing_in(folder) as draft:
        (draft / NAME).write_text(text)
        # As `sha256sum --check manifest.sha256` reads it.
        (draft / DIGEST).write_text(f"{digest}  {NAME}\n")
    return folder / NAME


def digests(folder):
    """SHA-256 of each file but the manifest's own, by relative name."""
    found = measure.digests(folder)
    return {
        name: digest for name, digest in found.items() if name not in (NAME, DIGEST)
    }


def faults(folder):
    """The differences between a folder and its manifest, a line each.

    Raises:
        ValueError: There is no manifest.
    """
    if not (folder / NAME).is_file() or not (folder / DIGEST).is_file():
        raise ValueError(
            f"{folder} has no {NAME} with its {DIGEST}: `kerasgan export` and "
            "`kerasgan.export.seal` write them."
        )
    text = (folder / NAME).read_bytes()
    wanted = (folder / DIGEST).read_text().split()[:1]
    if wanted != [hashlib.sha256(text).hexdigest()]:
        return [f"{NAME} is not what {DIGEST} says"]
    known, found = json.loads(text)["files"], digests(folder)
    return [
        *(f"{name} is missing" for name in known if name not in found),
        *(f"{name} is new" for name in found if name not in known),
        *(
            f"{name} was changed"
            for name, digest in known.items()
            if found.get(name, digest) != digest
        ),
    ]
