"""Images of two domains that don't belong together, for what learns without pairs."""

import os
from typing import Any

import tensorflow as tf

from kerasgan.data import domains
from kerasgan.data.report import Report
from kerasgan.data.two_domains import two_domains


def unpaired(
    a: Any,
    b: Any,
    image_size: int | tuple[int, int] = 64,
    batch_size: int = 4,
    *,
    channels: int | tuple[int, int] = 3,
    crop: Any = None,
    mirror: bool = False,
    jitter: bool = False,
    shuffle: bool = True,
    seed: int = 0,
    drop_remainder: bool = True,
    cache_dir: str | os.PathLike | None = None,
    memory_limit: int = 2**31,
) -> tf.data.Dataset:
    """Images of two domains, each in an order of its own, as batches in [-1, 1].

    The domains are drawn independently of each other, whatever their sizes, file names
    and the seed, so no image of one domain always comes with the same image of the
    other domain. An epoch is as long as the larger domain; the smaller domain is
    repeated in it, each time in another order. Files are read as by `image_folder`, and
    stay in memory as uint8.

    Args:
        a: The first domain, a folder, or an array `(n, height, width, channels)`, uint8
            or floats in [-1, 1].
        b: The second domain, likewise.
        image_size: The side, or `(height, width)`, of the images.
        batch_size: The number of images of each domain in a batch.
        channels: 3 for RGB, 1 for gray; or a pair of these, one for each domain.
        crop: The part of each image that is resized: `None` for the largest centre box
            of the shape of `image_size`, an integer for the centre square of that side,
            or a box `(top, left, height, width)`; or a list of two of these, one for
            each domain.
        mirror: Whether each image is mirrored left-right half of the time.
        jitter: Whether images are read larger, by 286/256, and cropped at random in
            each epoch, as in the code of CycleGAN's authors.
        shuffle: Whether each epoch has its own random order; otherwise sorted by path.
        seed: Seed of the orders, of mirroring and of crops.
        drop_remainder: Whether a last batch that is not full is left out.
        cache_dir: Folder for the decoded images, which later calls reuse while no file
            changes. `None` keeps them in memory if `memory_limit` allows, else in the
            user's cache directory.
        memory_limit: The most bytes of decoded images to keep in memory.

    Returns:
        A `tf.data.Dataset` of `(a, b)`, float32 `(batch_size, height, width,
        channels)` in [-1, 1]. It has a `report`.

    Raises:
        FileNotFoundError: If a folder, or any image in it, is missing.
        ValueError: If no file can be used, or an argument is out of range.

    Example:
    ```python
    images = kerasgan.data.unpaired("photos/", "sketches/", channels=(3, 1))
    gan = kerasgan.CycleGAN.for_images((64, 64, 3), (64, 64, 1))
    ```
    """
    crops = crop if isinstance(crop, list) else [crop, crop]
    size, targets = domains.targets_of(image_size, channels, crops, jitter)
    cached = {"cache_dir": cache_dir, "memory_limit": memory_limit}
    both = [
        domains.read_domain(source, form, **cached)
        for source, form in zip((a, b), targets, strict=True)
    ]
    images, reports = zip(*both, strict=True)
    report = merged(reports, (a, b), max(map(len, images)))
    if any(map(domains.is_path, (a, b))):
        domains.announce("unpaired", report, images)
    return two_domains(
        images,
        size,
        batch_size,
        paired=False,
        mirror=mirror,
        shuffle=shuffle,
        seed=seed,
        drop_remainder=drop_remainder,
        report=report,
    )


def merged(reports: tuple, sources: tuple, num_images: int) -> Report:
    """One report of two domains; the names of files include their folders' names."""
    skipped = [
        (os.path.join(source, name), reason)
        for source, report in zip(sources, reports, strict=True)
        for name, reason in report.skipped
    ]
    where = " and ".join(dict.fromkeys(report.cache for report in reports))
    prints = "-".join(report.fingerprint or "" for report in reports)
    return Report(num_images, skipped, None, where, prints.strip("-") or None)
