"""The files below a folder: images, and others."""

import os
import pathlib


def image_paths(
    folder: pathlib.Path,
) -> tuple[list[pathlib.Path], list[tuple[str, str]]]:
    """All visible files below a folder: those that may be images, and all others.

    A file without an extension may be an image, too; Pillow checks its content.

    Returns:
        The sorted paths of possible images; and for all other files the name within the
        folder, with the reason why the file isn't used.

    Raises:
        FileNotFoundError: There is no such folder, or nothing in it may be an image.
    """
    if not folder.is_dir():
        raise FileNotFoundError(
            f"There is no folder {str(folder)!r} (from {os.getcwd()!r}). Pass the "
            "folder that holds the images."
        )
    endings = _endings()
    paths, others = [], []

    def unreadable(error):
        name = name_within(folder, pathlib.Path(error.filename))
        others.append((name, f"a folder that can't be read: {error.strerror}"))

    for root, folders, files in os.walk(folder, onerror=unreadable, followlinks=True):
        here = pathlib.Path(root)
        above = [folder / parent for parent in here.relative_to(folder).parents]
        if here.resolve() in [path.resolve() for path in above]:
            folders.clear()  # a link that leads back
            continue
        folders[:] = [name for name in folders if not name.startswith(".")]
        for path in (here / name for name in files if not name.startswith(".")):
            if reason := _no_image(path, endings):
                others.append((name_within(folder, path), reason))
            else:
                paths.append(path)
    if not paths:
        found = "; ".join(f"{name}: {reason}" for name, reason in sorted(others)[:5])
        raise FileNotFoundError(
            f"There are no images in {str(folder)!r}, {found or 'no files'}. "
            "Wanted are files that end in .jpg, .png, .gif, .bmp, .webp, .pgm, .tif ..."
        )
    return sorted(paths, key=lambda path: path.relative_to(folder).as_posix()), others


def name_within(folder: pathlib.Path, path: pathlib.Path) -> str:
    r"""The name of a file within a folder, such as `"anna/1.png"`.

    A byte that is not UTF-8 can't be printed, so it is written as `"\\xff"`.
    """
    name = os.fsencode(path.relative_to(folder).as_posix())
    return name.decode("utf-8", "backslashreplace")


def _no_image(path: pathlib.Path, endings: set[str]) -> str | None:
    """Why a file isn't used, as far as that shows without opening it."""
    ending = path.suffix.lower()
    if ending and ending not in endings:
        more = "; `pip install pillow-heif`, or convert it"
        return f"{ending} is no image that Pillow reads" + more * (ending in HEIF)
    if not path.exists():
        return "a link to nothing"
    return None if path.is_file() else "no regular file"


HEIF = (".heic", ".heif", ".hif")


def _endings() -> set[str]:
    """Endings of the image formats that Pillow, with its plugins, can open."""
    from PIL import Image

    return {
        ending
        for ending, kind in Image.registered_extensions().items()
        if kind in Image.OPEN and Image.MIME.get(kind, "").startswith("image/")
    }
