"""Pairs of images, a source and a target, for what translates the one to the other."""

import os
import pathlib
from typing import Any

import numpy as np
import tensorflow as tf

from kerasgan.data import decode
from kerasgan.data import domains
from kerasgan.data.cache import Reasons
from kerasgan.data.cache import cache_key
from kerasgan.data.cache import decoded
from kerasgan.data.cache import filled
from kerasgan.data.folder import facts_of
from kerasgan.data.paths import image_paths
from kerasgan.data.paths import name_within
from kerasgan.data.report import Report
from kerasgan.data.report import fingerprint
from kerasgan.data.report import none_left
from kerasgan.data.two_domains import two_domains

MOST_STRETCH = 0.02  # by which proportions of a pair may differ, as rounding makes them


def pairs(
    source: Any,
    target: Any = None,
    image_size: int | tuple[int, int] = 64,
    batch_size: int = 16,
    *,
    channels: int | tuple[int, int] = 3,
    crop: int | tuple[int, int, int, int] | None = None,
    mirror: bool = False,
    jitter: bool = False,
    reverse: bool = False,
    shuffle: bool = True,
    seed: int = 0,
    drop_remainder: bool = True,
    cache_dir: str | os.PathLike | None = None,
    memory_limit: int = 2**31,
) -> tf.data.Dataset:
    """Pairs of images as batches of (source, target), in [-1, 1].

    Both images of a pair have the same crop and are mirrored together. Images are read
    once, as by `image_folder`, and stay in memory as uint8. A file is left out if it
    has no partner, or if its partner has other proportions; a printed report and
    `dataset.report` list these files.

    Args:
        source: The images to translate: a folder; an array `(n, height, width,
            channels)`, uint8 or floats in [-1, 1]; or a function of (images, key) that
            makes the sources from the targets, in TensorFlow's graph and again in each
            epoch, such as `kerasgan.data.to_pencil`.
        target: The images that the sources should become, in one of these forms. Files
            of two folders are paired by their names within the folders, without
            extensions. `None` if each file of the folder `source` has both images, side
            by side.
        image_size: The side, or `(height, width)`, of the images.
        batch_size: The number of pairs in a batch.
        channels: 3 for RGB, 1 for gray; or a pair of these, for source and target. A
            function determines the channels of its images itself.
        crop: The part of each image that is resized, as in `image_folder`. If files
            have two images side by side, it is the part of each of the two.
        mirror: Whether each pair is mirrored left-right half of the time.
        jitter: Whether pairs are read larger, by 286/256, and cropped at random in each
            epoch, as in the code of pix2pix's authors.
        reverse: Whether the right image of a file with two is the source.
        shuffle: Whether each epoch has its own random order; otherwise sorted by path.
        seed: Seed of order, mirroring, crops, and of the random draws of functions.
        drop_remainder: Whether a last batch that is not full is left out.
        cache_dir: Folder for the decoded images, which later calls reuse while no file
            changes. `None` keeps them in memory if `memory_limit` allows, else in the
            user's cache directory.
        memory_limit: The most bytes of decoded images to keep in memory.

    Returns:
        A `tf.data.Dataset` of `(source, target)`, float32 `(batch_size, height, width,
        channels)` in [-1, 1]. It has a `report`.

    Raises:
        FileNotFoundError: If a folder, or any image in it, is missing.
        ValueError: If no pair can be used, or an argument is out of range.

    Example:
    ```python
    drawn = kerasgan.data.pairs("sketches/", "photos/", channels=(1, 3), mirror=True)
    pencil = kerasgan.data.pairs(kerasgan.data.to_pencil, "photos/")
    facades = kerasgan.data.pairs("facades/", image_size=256, reverse=True)
    ```
    """
    size, targets = domains.targets_of(image_size, channels, [crop, crop], jitter)
    cached = {"cache_dir": cache_dir, "memory_limit": memory_limit}
    both, report = read_pairs(source, target, targets, reverse, cached)
    if any(map(domains.is_path, (source, target))):
        domains.announce("pairs", report, both)
    return two_domains(
        both,
        size,
        batch_size,
        paired=True,
        mirror=mirror,
        shuffle=shuffle,
        seed=seed,
        drop_remainder=drop_remainder,
        report=report,
    )


def read_pairs(
    source: Any,
    target: Any,
    targets: list[decode.Target],
    reverse: bool,
    cached: dict,
) -> tuple[list, Report]:
    """Both kinds of images: two arrays of one length, or a function and an array."""
    both = [source, target]
    functions = [callable(kind) for kind in both]
    if functions.count(True) == 1 and target is not None:
        place = functions.index(False)  # of the images
        both[place], report = domains.read_domain(both[place], targets[place], **cached)
        return both, report
    paths = [domains.is_path(kind) for kind in both]
    if paths[0] and target is None:
        return side_by_side(pathlib.Path(source).expanduser(), targets, reverse, cached)
    if all(paths):
        folders = [pathlib.Path(kind).expanduser() for kind in both]
        return by_name(folders, targets, cached)
    if any(paths) or any(functions) or target is None:
        raise ValueError(
            "Pairs come of two folders, of two arrays, of one folder whose files have "
            "both images side by side, or of a function and a folder or array; but "
            f"received {type(source).__name__} and {type(target).__name__}."
        )
    sizes = [np.shape(kind)[2:0:-1] for kind in both]
    if stretched(*sizes):
        raise ValueError(
            "Both arrays of pairs should have images of one size, but received "
            f"{both[0].shape[1:3]} and {both[1].shape[1:3]}. Crop both alike."
        )
    images = [
        domains.read_domain(kind, form)[0]
        for kind, form in zip(both, targets, strict=True)
    ]
    if len(images[0]) != len(images[1]):
        raise ValueError(
            f"Arrays of pairs have one length, but received {len(images[0])} and "
            f"{len(images[1])} images. For unpaired ones there is "
            "`kerasgan.data.unpaired`."
        )
    return images, Report(len(images[0]), [], None, "the arrays themselves")


def side_by_side(
    folder: pathlib.Path, targets: list[decode.Target], reverse: bool, cached: dict
) -> tuple[list, Report]:
    """The images of files that have two images each."""
    halves = (1, 0) if reverse else (0, 1)
    targets = [
        form._replace(half=half) for form, half in zip(targets, halves, strict=True)
    ]
    paths, others = image_paths(folder)
    others = [(os.path.join(folder, name), reason) for name, reason in others]
    return read_couples([folder] * 2, [paths] * 2, targets, others, cached)


def by_name(
    folders: list[pathlib.Path], targets: list[decode.Target], cached: dict
) -> tuple[list, Report]:
    """The images of two folders whose files have the same names up to extensions."""
    if folders[0].resolve() == folders[1].resolve():
        raise ValueError(
            f"Sources and targets are both those of {folders[0]}, so there is nothing "
            "to learn. If each file has both images side by side, pass the folder once."
        )
    found, skipped = [], []
    for folder in folders:
        paths, others = image_paths(folder)
        by_stem = {}
        for path in paths:
            stem = name_within(folder, path.with_suffix(""))
            if by_stem.setdefault(stem, path) is not path:
                others.append((name_within(folder, path), "a second file of its name"))
        found.append(by_stem)
        skipped += [(os.path.join(folder, name), reason) for name, reason in others]
    for mine, theirs, other in zip(found, found[::-1], folders[::-1], strict=True):
        alone = [path for stem, path in mine.items() if stem not in theirs]
        skipped += [(str(path), f"no partner in {other}") for path in alone]
    stems = [stem for stem in found[0] if stem in found[1]]
    if not stems:
        raise ValueError(
            f"No file in {folders[0]} has the name of one in {folders[1]}; the first "
            f"are {next(iter(found[0]))!r} and {next(iter(found[1]))!r}. Give the "
            "images of a pair one name; endings may differ."
        )
    files = [[by_stem[stem] for stem in stems] for by_stem in found]
    return read_couples(folders, files, targets, skipped, cached)


def read_couples(
    folders: list[pathlib.Path],
    files: list[list[pathlib.Path]],
    targets: list[decode.Target],
    skipped: list[tuple[str, str]],
    cached: dict,
) -> tuple[list, Report]:
    """The images of files in couples; a couple with an unusable image is left out.

    Both images share an array; the channels of the first come before the second's.
    """
    couples = list(zip(*files, strict=True))

    def read(row):
        source, target = couples[row]
        first = decode.decode(source, targets[0])
        try:
            second = decode.decode(target, targets[1])
        except decode.Unreadable as error:
            raise decode.Unreadable(f"its partner {target}: {error}") from error
        check_alike(couples[row], targets[0].crop)
        return np.concatenate([first, second], axis=-1)

    def fill(images):
        reasons = filled(images, read)
        if all(reasons):
            raise ValueError(none_left(folders[0], listed(couples, reasons)))
        return reasons

    channels = [form.channels for form in targets]
    facts = [facts_of(*of) for of in zip(folders, files, strict=True)]
    images, reasons, where = decoded(
        fill,
        (len(couples), *targets[0][:2], sum(channels)),
        cache_key("pairs", [str(f.resolve()) for f in folders], targets, facts),
        **cached,
    )
    names = [
        os.fsencode(couple[0].relative_to(folders[0]))
        for couple, reason in zip(couples, reasons, strict=True)
        if reason is None
    ]
    skipped = sorted(skipped + listed(couples, reasons))
    report = Report(len(images), skipped, None, where, fingerprint(names))
    return [images[..., : channels[0]], images[..., channels[0] :]], report


def listed(couples: list[tuple], reasons: Reasons) -> list[tuple[str, str]]:
    """The first file of each couple that has a reason, and the reason."""
    rows = zip(couples, reasons, strict=True)
    return [(str(couple[0]), reason) for couple, reason in rows if reason]


def check_alike(couple: tuple[pathlib.Path, pathlib.Path], crop: Any) -> None:
    """Rejects two images of different frames, in which one crop shows other parts.

    Raises:
        Unreadable: Their proportions differ, or their sizes where a crop is in pixels.
    """
    if couple[0] == couple[1]:
        return
    sizes = [decode.upright_size(path) for path in couple]
    other_shape = stretched(*sizes)
    if other_shape or (crop is not None and sizes[0] != sizes[1]):
        mine, other = (f"{height}x{width}" for width, height in sizes)
        raise decode.Unreadable(
            f"{mine} pixels, but its partner has {other}: "
            + ("other proportions" if other_shape else "the crop would be another")
        )


def stretched(size: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether proportions (width, height) differ by more than a rounding error."""
    shapes = [width / height for width, height in (size, other)]
    return abs(shapes[0] / shapes[1] - 1) > MOST_STRETCH
