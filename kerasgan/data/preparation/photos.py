"""From photos to faces for training."""

import collections
import concurrent.futures
import hashlib
import json
import math
import os
import pathlib
import zipfile
import zlib
from collections.abc import Callable
from typing import Any
from typing import NamedTuple

from kerasgan import files
from kerasgan.data.folder import facts_of
from kerasgan.data.paths import image_paths
from kerasgan.data.preparation import detection
from kerasgan.data.preparation import geometry
from kerasgan.data.preparation import selection
from kerasgan.data.preparation import sheets
from kerasgan.data.preparation import work
from kerasgan.data.preparation.engine import run
from kerasgan.data.preparation.selection import Limits

PART = 32  # photos, about, that are worked on together
FILLED = 0.25  # of a crop, from which one sees that it was mirrored
IMAGES, MANIFEST, PARTS, SHEETS = "images", "manifest.jsonl", ".parts", "contact.pdf"


class Prepared(NamedTuple):
    """The result of `prepare`.

    Args:
        folder: Folder of the faces' images.
        manifest: Path of the file that has a row for each input file and each face.
        num_photos, num_faces, num_kept: Ints: numbers of input files, of faces found in
            them, and of faces that are kept.
        rates: For each reason against a face or a file, and for each group, the number
            of rejections and the total number.
        digest: String, the same for the same faces and rows.
        num_filled: Int, number of kept faces with a fraction of more than `FILLED`
            outside of the photo.
    """

    folder: pathlib.Path
    manifest: pathlib.Path
    num_photos: int
    num_faces: int
    num_kept: int
    rates: dict[str, dict[str, tuple[int, int]]]
    digest: str
    num_filled: int

    def __str__(self) -> str:
        lines = [
            f"{self.num_photos:,} files, {self.num_faces:,} faces, {self.num_kept:,} "
            f"kept in {self.folder}"
        ]
        for reason, groups in self.rates.items():
            counts = ", ".join(
                f"{num:,}" if group == "all" else f"{group} {num:,} of {total:,}"
                for group, (num, total) in sorted(groups.items())
            )
            lines.append(f"  {reason}: {counts}")
        if self.num_filled:
            lines.append(
                f"{self.num_filled:,} of those kept reach far beyond their photo, and "
                "are filled by mirroring; the limit outside=0.25 leaves them out. "
                "Photos that are cropped to faces already need no `prepare`."
            )
        return "\n".join(lines)


def prepare(
    photos: str | os.PathLike,
    out: str | os.PathLike,
    size: int = 256,
    *,
    crop: str = "aligned",
    faces: str = "largest",
    limits: Limits = Limits(),  # noqa: B008, which is a tuple
    detector: Any = None,
    points: dict[str, Any] | None = None,
    labels: Callable[[pathlib.Path], Any] | None = None,
    image_format: str = "jpeg",
    workers: int | None = None,
    executor: concurrent.futures.Executor | None = None,
) -> Prepared:
    """Finds, aligns and selects the faces of photos, and writes them to a folder.

    Photos are not changed. The folder gets `images/`, which `image_folder` can read.
    `manifest.jsonl` has a row for each file and each face, with the reason if it is
    rejected. `contact.pdf` shows the kept faces, and the rejected faces for each
    reason. After an interruption, the same call resumes. With other limits, faces are
    not detected again.

    References: [Karras et al., 2018](https://arxiv.org/abs/1710.10196), appendix C, for
    the crop; [Xu et al., 2019](https://arxiv.org/abs/1911.03599) for the detector,
    [Kartynnik et al., 2019](https://arxiv.org/abs/1907.06724) for the points.

    Args:
        photos: Folder of photos, with any nesting below it.
        out: Folder to write to.
        size: Int, side of the faces' images.
        crop: `"aligned"`, rotated and sized by eyes and mouth as in CelebA-HQ and FFHQ;
            or `"plain"`, the same square but not rotated.
        faces: `"largest"`, one face of each photo: the largest face with a high score
            of the detector; or `"all"`.
        limits: The `Limits` that faces must meet.
        detector: `"centerface"` (with the points of FaceMesh) or `"mtcnn"`; or a
            function from a uint8 RGB image to a list of `Face`. Default: CenterFace if
            its packages are installed.
        points: Optional dict of known points of faces, by the photo's name within its
            folder: `(x, y)` of two eyes, the nose and two corners of the mouth, with
            the left of the image first, `(5, 2)` or for several faces `(n, 5, 2)`.
        labels: Optional function from a photo's path to its group, or to a dict of
            several groups. Rejections are counted for each group.
        image_format: `"jpeg"`, of quality 95, or `"png"`.
        workers: Int, processes (default: one for each core).
        executor: Optional `concurrent.futures.Executor` that works in place of local
            processes, such as `dask.distributed.Client(...).get_executor()`.

    Returns:
        The `Prepared` faces; `print` shows them as a table.

    Raises:
        FileNotFoundError: The folder doesn't exist, or has no photo.
        ImportError: The extra `prepare` is not installed.
        ValueError: An argument is out of range; or the folder has the faces of other
            photos or of other options.

    Example:

    ```python
    print(kerasgan.data.prepare("photos/", "faces/", size=128))
    faces = kerasgan.data.image_folder("faces/images", image_size=64)
    ```
    """
    options = work.Options(size, crop, faces, detector, image_format)
    plan = planned(photos, out, options, limits, points, labels)
    run(plan.parts, workers, executor)
    return plan.collect()


class Plan(NamedTuple):
    """The work to do, in parts that can be done on any machine.

    Args:
        photos, out: Folders.
        parts: List of parts; `part.work()` does the work of one part.
        others: Files that can't be photos, with the reason.
        limits, labels: As in `prepare`.
    """

    photos: pathlib.Path
    out: pathlib.Path
    parts: list[work.Part]
    others: list[tuple[str, str]]
    limits: Limits
    labels: Callable[[pathlib.Path], Any] | None

    def collect(self) -> Prepared:
        """Selects faces after all parts are done, and writes them."""
        rows = rows_of_all(self.parts, self.others)
        size = self.parts[0].options.size
        return written(self, selection.selected(rows, size, self.limits))


def planned(
    photos: str | os.PathLike,
    out: str | os.PathLike,
    options: work.Options = work.Options(),  # noqa: B008, which is a tuple
    limits: Limits = Limits(),  # noqa: B008
    points: dict[str, Any] | None = None,
    labels: Callable[[pathlib.Path], Any] | None = None,
) -> Plan:
    """The first step of `prepare`, without any detection.

    Args:
        photos, out, limits, points, labels: As in `prepare`.
        options: The `Options`, which are other arguments of `prepare`, by name.
    """
    photos, out = (pathlib.Path(path).expanduser() for path in (photos, out))
    if options.detector is None:
        options = options._replace(detector=detection.default_detector())
    check(photos, out, options)
    paths, others = image_paths(photos)
    names = [path.relative_to(photos).as_posix() for path in paths]
    key = work.key_of(options)
    claim(out, key)
    parts = parts_of(photos, names, out / PARTS, options, key, points or {})
    return Plan(photos, out, parts, others, limits, labels)


def check(photos: pathlib.Path, out: pathlib.Path, options: work.Options) -> None:
    """Rejects invalid arguments before anything is read."""
    detection.name_of(options.detector)
    choices = {
        "crop": (options.crop, list(geometry.SQUARES)),
        "faces": (options.faces, ["largest", "all"]),
        "image_format": (options.image_format, list(work.FORMATS)),
    }
    for name, (value, known) in choices.items():
        if value not in known:
            raise ValueError(f"{name}= is one of {known}, but received {value!r}.")
    if not isinstance(options.size, int) or options.size < 16:
        raise ValueError(f"size= is a side from 16, but received {options.size!r}.")
    files.check_apart(photos, out)


def claim(out: pathlib.Path, key: dict) -> None:
    """Writes the options to a folder, or rejects a folder with other options."""
    path = out / PARTS / "options.json"
    text = json.dumps(key, indent=2, sort_keys=True)
    if path.exists():
        if path.read_text() != text:
            before = json.loads(path.read_text())
            differ = [name for name in key if before.get(name) != key[name]]
            raise ValueError(
                f"{out} has faces that were made with other options: "
                + ", ".join(f"{n}={before.get(n)!r}, now {key[n]!r}" for n in differ)
                + ". Pass another folder, or delete this one."
            )
        return
    if out.exists() and any(out.iterdir()) and not (out / PARTS).exists():
        raise ValueError(
            f"{out} has files that `prepare` didn't write. Pass an empty or a new "
            "folder."
        )
    files.write_whole(path, text.encode())


def parts_of(
    photos: pathlib.Path,
    names: list[str],
    folder: pathlib.Path,
    options: work.Options,
    key: dict,
    points: dict[str, Any],
) -> list[work.Part]:
    """The parts of all work; an additional photo changes only one part.

    Raises:
        ValueError: Points belong to a photo that doesn't exist.
    """
    if unknown := sorted(set(points) - set(names)):
        raise ValueError(
            f"points= has {len(unknown)} names that are no photos below {photos}, such "
            f"as {unknown[0]!r}. Names are relative to that folder."
        )
    num_parts = 2 ** max(0, math.ceil(math.log2(max(1, len(names) / PART))))
    buckets = collections.defaultdict(list)
    for name in names:
        buckets[zlib.crc32(os.fsencode(name)) % num_parts].append(name)
    parts = []
    for bucket, members in sorted(buckets.items()):
        known = {name: points[name] for name in members if name in points}
        places = {
            name: [list(map(float, row)) for row in flat(known[name])] for name in known
        }
        facts = facts_of(photos, [photos / name for name in members])
        text = json.dumps([key, facts, places], sort_keys=True)
        digest = hashlib.sha256(text.encode()).hexdigest()[:16]
        path = folder / f"{num_parts:06d}-{bucket:06d}-{digest}.zip"
        parts.append(work.Part(photos, members, path, options, known))
    return parts


def flat(points: Any) -> Any:
    """Points of one or several faces as rows."""
    import numpy as np

    return np.asarray(points, "float64").reshape(-1, 2)


def rows_of_all(parts: list[work.Part], others: list[tuple[str, str]]) -> list[dict]:
    """The rows of all parts and of files that aren't photos, by name and face."""
    rows = [row for part in parts for row in work.rows_in(part.path)]
    for name, reason in others:
        rows.append({"file": name, "reason": "unreadable", "detail": reason})
    return sorted(rows, key=lambda row: (row["file"], row.get("face", -1)))


def written(plan: Plan, rows: list[dict]) -> Prepared:
    """Writes images, manifest and sheets of selected rows; returns a summary."""
    out, folder = plan.out, plan.out / IMAGES
    faces = [row for row in rows if "face" in row]
    kept = [row for row in faces if row["reason"] is None]
    for row in kept:
        row["image"] = f"{IMAGES}/{row['shown']}"
    wanted = {row["shown"] for row in kept}
    places = {}
    with files.landing_in(folder) as draft:
        for part in plan.parts:
            with zipfile.ZipFile(part.path) as archive:
                for name in archive.namelist():
                    places[name] = part.path
                    if name in wanted and not (folder / name).exists():
                        (draft / name).write_bytes(archive.read(name))
    for name in images_before(out / MANIFEST) - wanted:  # of other limits or photos
        (folder / name).unlink(missing_ok=True)
    group_of = groups(plan.photos, plan.labels)
    lines = [json.dumps({k: v for k, v in row.items() if k != "shown"}) for row in rows]
    manifest = "\n".join([*lines, ""]).encode()
    files.write_whole(out / MANIFEST, manifest)
    sheets.write(out / SHEETS, rows, work.Contents(places))
    return Prepared(
        folder,
        out / MANIFEST,
        len({row["file"] for row in rows}),
        len(faces),
        len(kept),
        selection.rates(rows, group_of),
        hashlib.sha256(manifest).hexdigest()[:16],  # it names images by their content
        sum(row["outside"] > FILLED for row in kept),
    )


def images_before(manifest: pathlib.Path) -> set[str]:
    """The names of images in a manifest; an empty set if there is no manifest."""
    if not manifest.exists():
        return set()
    rows = map(json.loads, manifest.read_text().splitlines())
    return {row["image"].split("/")[-1] for row in rows if "image" in row}


def groups(
    photos: pathlib.Path, labels: Callable[[pathlib.Path], Any] | None
) -> Callable[[dict], str | None] | None:
    """The function from a row to the group of its photo, if there are labels."""
    if labels is None:
        return None

    def group_of(row):
        try:
            label = labels(photos / row["file"])
        except ValueError:
            return None
        if isinstance(label, dict):
            return ", ".join(f"{name}={value}" for name, value in label.items())
        return None if label is None else str(label)

    return group_of
