"""Folders that a command reads, and those that it writes."""


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
            f"--out {out} and the images in {images} lie in one another, so what is "
            "written would be read as images, too. Give --out a folder elsewhere."
        )
