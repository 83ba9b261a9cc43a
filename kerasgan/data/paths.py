"""The image files below a folder."""

import os
import pathlib


def image_paths(folder: pathlib.Path) -> list[pathlib.Path]:
    """Every visible file below `folder` with the ending of an image, sorted."""
    if not folder.is_dir():
        raise FileNotFoundError(
            f"There is no folder {str(folder)!r} (from {os.getcwd()!r}). Pass the "
            "folder that holds the images."
        )
    endings = _endings()
    paths, others = [], set()
    for root, folders, files in os.walk(folder, followlinks=True):
        here = pathlib.Path(root)
        above = [folder / parent for parent in here.relative_to(folder).parents]
        if here.resolve() in [path.resolve() for path in above]:
            folders.clear()  # a link that leads back
            continue
        folders[:] = [name for name in folders if not name.startswith(".")]
        for path in (here / name for name in files if not name.startswith(".")):
            if path.suffix.lower() in endings:
                paths.append(path)
            else:
                others.add(path.suffix.lower() or path.name)
    if not paths:
        found = f"only {', '.join(sorted(others)[:5])}" if others else "no files"
        raise FileNotFoundError(
            f"There are no images in {str(folder)!r}, {found}. Wanted are files that "
            "end in .jpg, .png, .gif, .bmp, .webp, .pgm, .tif ..."
        )
    return sorted(paths, key=lambda path: path.relative_to(folder).as_posix())


def _endings() -> set[str]:
    """Endings of the image formats that Pillow, with its plugins, can open."""
    from PIL import Image

    return {
        ending
        for ending, kind in Image.registered_extensions().items()
        if kind in Image.OPEN and Image.MIME.get(kind, "").startswith("image/")
    }
