"""The common part of commands that make a new image of each image file."""

import io
import pathlib

import typer

from kerasgan import files


def convert(photos, out, change, verb, source):
    """Writes what becomes of image files, as PNGs in a folder; overwrites none.

    Args:
        photos: Paths of files and folders; what is in a folder keeps its path there.
        out: Folder.
        change: Function from the path of a file to a Pillow image; it raises
            `Unreadable` for a file to be left out.
        verb: The work, such as `"translated"`.
        source: IPTC digital source type of the images.

    Raises:
        typer.Exit: No image was written.
    """
    from tqdm import tqdm

    from kerasgan.data.report import skip_lines

    written, skipped = 0, []
    for path, target in tqdm(list(targets_of(photos, out, skipped)), verb.capitalize()):
        if reason := convert_file(path, target, change, source):
            skipped.append((str(path), reason))
        else:
            written += 1
    print(f"{written} image{'s'[: written != 1]} {verb}, in {out}.")
    print("\n".join(skip_lines(skipped)), end="\n" * bool(skipped))
    if not written:
        raise typer.Exit(1)


def targets_of(photos, out, skipped):
    """Each image file, and the path of what it becomes.

    Args:
        photos, out: As of `convert`.
        skipped: List that files which can't be images are added to, with the reason.
    """
    from kerasgan.data.paths import image_paths

    for photo in map(pathlib.Path, photos):
        if not photo.is_dir():
            yield photo, out / f"{photo.stem}.png"
            continue
        files.check_apart(photo, out)
        paths, others = image_paths(photo)
        skipped += [(str(photo / name), reason) for name, reason in others]
        for path in paths:
            yield path, out / path.relative_to(photo).with_suffix(".png")


def convert_file(path, target, change, source):
    """Writes what becomes of a file; gives the reason if it can't be."""
    from kerasgan.data import decode

    if target.exists():
        return f"{target} exists already"
    if not path.is_file():
        return "no such file"
    try:
        image = change(path)
    except decode.Unreadable as error:
        return str(error)
    save(target, image, source)
    return None


def save(path, image, source):
    """Writes a Pillow image as PNG that says where it comes from.

    Args:
        path: Path of the file.
        image: The image.
        source: IPTC digital source type.
    """
    from kerasgan import provenance

    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    files.write_whole(path, provenance.in_png(buffer.getvalue(), source))


def picture(pixels):
    """A Pillow image of uint8 `(height, width, 1 or 3)`."""
    from PIL import Image

    return Image.fromarray(pixels[..., 0] if pixels.shape[-1] == 1 else pixels)
