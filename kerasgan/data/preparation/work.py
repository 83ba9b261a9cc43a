"""A part of the work, which one process does: from photos to faces, in one file.

The result of a part depends only on its photos and options, and not on the machine. Its
file appears whole or not at all. So a part is done when its file exists.
"""

import hashlib
import io
import json
import pathlib
import zipfile
from collections.abc import Iterator
from collections.abc import Mapping
from typing import Any
from typing import NamedTuple

import numpy as np

from kerasgan import files
from kerasgan.data import decode
from kerasgan.data.preparation import detection
from kerasgan.data.preparation import geometry
from kerasgan.data.preparation import measures
from kerasgan.data.preparation.faces import Face
from kerasgan.data.preparation.faces import of_points

ROWS = "rows.jsonl"
SURE = 0.7
THUMBNAIL = 96  # side of what is kept of a photo without faces
FORMATS = {
    "png": {"format": "PNG", "optimize": False},
    "jpeg": {"format": "JPEG", "quality": 95, "subsampling": 0},
}
EARLIEST = (1980, 1, 1, 0, 0, 0)  # that a ZIP file may name: its bytes depend on none


class Options(NamedTuple):
    """The settings that determine the faces from photos.

    Args:
        size: Side of a crop in pixels.
        crop: One of `geometry.SQUARES`.
        faces: `"largest"`, among faces with a score of `SURE` or more; or `"all"`.
        detector: As in `detection.made`; `None` for the best installed detector.
        image_format: One of `FORMATS`.
    """

    size: int = 256
    crop: str = "aligned"
    faces: str = "largest"
    detector: Any = None
    image_format: str = "jpeg"


class Part(NamedTuple):
    """Photos that are worked on together.

    Args:
        folder: The folder of the photos.
        names: The names of the photos within the folder.
        path: The file to write.
        options: The `Options`.
        points: Known points of faces, by the names of photos.
    """

    folder: pathlib.Path
    names: list[str]
    path: pathlib.Path
    options: Options
    points: dict[str, Any]

    @property
    def num_items(self) -> int:
        """The number of photos."""
        return len(self.names)

    def is_done(self) -> bool:
        """Whether its file exists."""
        return self.path.exists()

    def work(self) -> int:
        """Writes its file, unless it exists; returns the number of photos."""
        if self.is_done():
            return self.num_items
        with (
            files.written_whole(self.path) as draft,
            zipfile.ZipFile(draft, "w") as archive,
        ):
            rows, images = [], {}  # equal images have one name
            for name in self.names:
                for row, shown in rows_of(self, name):
                    images.update(shown)
                    rows.append(json.dumps(row))
            for image, content in images.items():
                archive.writestr(zipfile.ZipInfo(image, EARLIEST), content)
            archive.writestr(zipfile.ZipInfo(ROWS, EARLIEST), "\n".join(rows))
        return self.num_items


def rows_of(part: Part, name: str) -> Iterator[tuple[dict, dict[str, bytes]]]:
    """The rows of a photo and of each of its faces, each with its images by name."""
    path = part.folder / name
    row = {"file": name}
    try:
        content = path.read_bytes()
        row["sha256"] = hashlib.sha256(content).hexdigest()
        photo, _ = decode.upright(path, 3)
    except (OSError, decode.Unreadable) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        yield {**row, "reason": "unreadable", "detail": reason}, {}
        return
    options, faces, reason = part.options, [], None
    row.update(width=photo.width, height=photo.height)
    try:
        faces = faces_of(part, name, photo)
    except ValueError as error:  # points that can't be
        reason = ("points", str(error))
    row["faces"] = len(faces)
    if not faces:
        row["reason"], row["detail"] = reason or ("no face", None)
        photo.thumbnail((THUMBNAIL, THUMBNAIL))
        shown = f"{row['sha256'][:16]}-photo.jpg"
        yield {**row, "shown": shown}, {shown: encoded(photo, FORMATS["jpeg"])}
        return
    yield {**row, "reason": None}, {}
    if options.faces == "largest":
        sure = [face for face in faces if face.score >= SURE]
        faces = [max(sure or faces, key=lambda face: face.size)]
    for index, face in enumerate(faces):
        face_row = {"file": name, "sha256": row["sha256"], "face": index}
        yield cropped(face_row, photo, face, options)


def faces_of(part: Part, name: str, photo: Any) -> list[Face]:
    """The faces of a photo: from known points, or else from the detector."""
    if name in part.points:
        points = np.asarray(part.points[name], "float64")
        return [of_points(face) for face in (points if points.ndim == 3 else [points])]
    return detection.made(part.options.detector)(np.asarray(photo))


def cropped(
    row: dict, photo: Any, face: Face, options: Options
) -> tuple[dict, dict[str, bytes]]:
    """The row of a face with its measures, and its crop by name."""
    try:
        square = geometry.SQUARES[options.crop](face.points)
        row.update(measures.of_face(face, square, photo.size))
        image = geometry.crop(photo, square, options.size)
    except geometry.Unusable as error:
        return {**row, "reason": "points", "detail": str(error)}, {}
    row.update(measures.of_crop(image))
    content = encoded(image, FORMATS[options.image_format])
    ending = "jpg" if options.image_format == "jpeg" else options.image_format
    row["shown"] = f"{hashlib.sha256(content).hexdigest()[:16]}.{ending}"
    return {**row, "reason": None}, {row["shown"]: content}


def encoded(image: Any, options: dict) -> bytes:
    """The bytes of an image's file."""
    buffer = io.BytesIO()
    image.save(buffer, **options)
    return buffer.getvalue()


def key_of(options: Options) -> dict:
    """The settings and versions that determine the bytes of crops, for JSON."""
    import PIL

    return {
        **options._asdict(),
        "detector": detection.name_of(options.detector),
        "pillow": PIL.__version__,
    }


def rows_in(path: pathlib.Path) -> list[dict]:
    """The rows of a part's file.

    Raises:
        zipfile.BadZipFile: The file is incomplete.
    """
    with zipfile.ZipFile(path) as archive:
        return [json.loads(line) for line in archive.read(ROWS).decode().splitlines()]


class Contents(Mapping):
    """The bytes of images by their names, in the files of parts.

    Args:
        places: Dict from a name to the path of a part's file.
    """

    def __init__(self, places: dict[str, pathlib.Path]):
        self.places = places

    def __getitem__(self, name: str) -> bytes:
        with zipfile.ZipFile(self.places[name]) as archive:
            return archive.read(name)

    def __iter__(self):
        return iter(self.places)

    def __len__(self) -> int:
        return len(self.places)
