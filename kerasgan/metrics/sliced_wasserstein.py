"""Sliced Wasserstein distance between patches of two sets of images, by scale."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from kerasgan.metrics.pixels import to_pixels

SMALLEST = 16  # side of the coarsest level
TAPS = np.array([1, 4, 6, 4, 1], "float32") / 16  # a binomial filter
BATCH = 128  # images whose pyramids are in memory at once


def sliced_wasserstein(
    real, fake, patch=7, patches_per_image=128, projections=512, seed=0
):
    """Distance between the local patterns of two sets of images, by scale.

    Patches are taken from the levels of each image's Laplacian pyramid, from its own
    resolution, where they contain detail, down to 16 pixels, where they contain the
    layout. Each set's patches are normalized to mean 0 and standard deviation 1 in each
    channel, so the distance ignores brightness and contrast.

    Reference: [Karras et al., 2018](https://arxiv.org/abs/1710.10196), section 5.

    Args:
        real: Images `(n, height, width, 1 or 3)`, uint8 or floats in [-1, 1].
        fake: As many images of the same shape.
        patch: Int, side of a patch in pixels.
        patches_per_image: Int, number of patches of each image and level.
        projections: Int, number of random directions to project patches on.
        seed: Int, seed of places and directions.

    Returns:
        Dict of 1000 times the distance by the smaller side of the level, `"mean"`
        last. The paper takes 16,384 images; distances grow with fewer images.

    Raises:
        ValueError: If the sets differ in number or shape, or images are smaller
            than 16 pixels.

    Example:

    ```python
    sliced_wasserstein(faces, gan.sample(len(faces)))
    # {"64": 15.6, "32": 11.1, "16": 14.7, "mean": 13.8}
    ```
    """
    real, fake = to_pixels(real), to_pixels(fake)
    if real.shape != fake.shape or min(real.shape[1:3]) < SMALLEST:
        raise ValueError(
            "Both sets should have as many images of the same shape, of 16 pixels a "
            f"side or more, but have {real.shape} and {fake.shape}. Take as many of "
            "the larger set as the other has."
        )
    sides = [min(real.shape[1:3])]
    while (half := (sides[-1] + 1) // 2) >= SMALLEST:
        sides.append(half)
    distances = {}
    for level, side in enumerate(sides):
        # The same places in both: one source of chance less.
        places = (level, len(sides), patch, patches_per_image, seed)
        points = [normalized(patches(images, *places)) for images in (real, fake)]
        distances[str(side)] = 1000 * sliced_wasserstein_of_points(
            *points, projections, seed
        )
    return {**distances, "mean": float(np.mean(list(distances.values())))}


def sliced_wasserstein_of_points(real, fake, projections=512, seed=0):
    """Mean Wasserstein-1 distance between two sets of points on random lines.

    On a line the best transport is between points of the same rank.

    Args:
        real: Array `(n, dim)`.
        fake: Likewise.
        projections: Int, number of lines.
        seed: Int, seed of the lines.
    """
    lines = np.random.default_rng(seed).standard_normal((projections, real.shape[1]))
    lines /= np.linalg.norm(lines, axis=1, keepdims=True)
    distances = []
    for part in np.array_split(lines.astype("float32"), -(-projections // 64)):
        # Points along the last axis, where sorting is quick.
        on_lines = [np.sort(part @ points.T, axis=1) for points in (real, fake)]
        gaps = np.abs(np.subtract(*on_lines))
        distances.extend(gaps.mean(1, dtype="float64"))
    return float(np.mean(distances))


def patches(images, level, num_levels, patch, num, seed):
    """Patches of one level, float32 `(n * num, patch, patch, channels)`."""
    rng = np.random.default_rng([seed, level])
    found = []
    for start in range(0, len(images), BATCH):
        batch = images[start : start + BATCH].astype("float32")
        for _ in range(level):
            batch = shrink(batch)
        if level < num_levels - 1:
            batch = batch - enlarge(shrink(batch), batch.shape)
        windows = sliding_window_view(batch, (patch, patch), (1, 2))
        shape = (len(batch), num)
        rows = rng.integers(windows.shape[1], size=shape)
        columns = rng.integers(windows.shape[2], size=shape)
        # (images, num, channels, patch, patch)
        found.append(windows[np.arange(len(batch))[:, None], rows, columns])
    return np.moveaxis(np.concatenate(found), 2, -1).reshape(
        -1, patch, patch, images.shape[-1]
    )


def normalized(patches):
    """Patches as rows, mean 0 and standard deviation 1 in each channel."""
    axes = (0, 1, 2)
    mean = patches.mean(axes, dtype="float64")
    deviation = patches.std(axes, dtype="float64")
    scale = 1 / np.where(deviation > 0, deviation, 1)
    rows = (patches - mean.astype("float32")) * scale.astype("float32")
    return rows.reshape(len(rows), -1)


def shrink(images):
    """Images of half the size, smoothed first."""
    return smooth(smooth(images, 1)[:, ::2], 2)[:, :, ::2]


def enlarge(images, shape):
    """Images of `shape`, twice the size: pixels spread out, and smoothed."""
    spread = np.zeros(shape, "float32")
    spread[:, ::2, ::2] = 4 * images
    return smooth(smooth(spread, 1), 2)


def smooth(images, axis):
    """Images filtered along an axis, mirrored at their borders."""
    size = images.shape[axis]
    padding = [(0, 0)] * images.ndim
    padding[axis] = (2, 2)
    padded = np.pad(images, padding, mode="reflect")
    return sum(
        tap * np.take(padded, np.arange(size) + offset, axis)
        for offset, tap in enumerate(TAPS)
    )
