"""Precision, recall, density and coverage: whose neighborhoods hold whose images."""

import numpy as np

from kerasgan.metrics.features import pair

BLOCK = 2**24  # distances in memory at once


def precision_recall(real, fake, neighbors=3):
    """The fraction of fakes among real images, and of real images among fakes.

    The neighborhood of an image reaches to the k-th nearest image of its own set. An
    image is among the images of the other set if it lies in the neighborhood of at
    least one of them. Precision falls as images get bad, and recall falls as kinds of
    images are missing.

    Reference: [Kynkaanniemi et al., 2019](https://arxiv.org/abs/1904.06991),
    eqs. 1-2.

    Args:
        real: Features, array `(n, dim)`.
        fake: Features, array `(m, dim)`.
        neighbors: Int, k.

    Returns:
        Precision and recall, floats in [0, 1]. Both fall with the number of images, so
        compare only values from the same number of images.

    Raises:
        ValueError: The shapes don't fit, a feature is not finite, or a set has no more
            than k images.

    Example:

    ```python
    precision, recall = precision_recall(features(faces), features(samples))
    ```
    """
    real, fake = checked(real, fake, neighbors)
    real_radii, fake_radii = radii(real, neighbors), radii(fake, neighbors)
    precise = among(fake, real, real_radii) > 0
    recalled = among(real, fake, fake_radii) > 0
    return float(precise.mean()), float(recalled.mean())


def density_coverage(real, fake, neighbors=5):
    """How many fakes real neighborhoods have on average, and the fraction with any.

    In contrast to precision and recall, one outlier in a set changes both only a
    little, because only the neighborhoods of real images count. Duplicates among the
    fakes lower coverage.

    Reference: [Naeem et al., 2020](https://arxiv.org/abs/2002.09797), eqs. 3-4.

    Args:
        real: Features, array `(n, dim)`.
        fake: Features, array `(m, dim)`.
        neighbors: Int, k.

    Returns:
        Density, a float of 0 or more that is 1 on average for fakes like real images,
        and coverage, a float in [0, 1].

    Raises:
        ValueError: As `precision_recall`.
    """
    real, fake = checked(real, fake, neighbors)
    real_radii = radii(real, neighbors)
    density = among(fake, real, real_radii).mean() / neighbors
    covered = [
        (distances.min(axis=1) <= real_radii[rows])
        for rows, distances in blocks(real, fake)
    ]
    return float(density), float(np.concatenate(covered).mean())


def radii(points, neighbors):
    """Squared distance of each point to its k-th nearest other point, `(n,)`."""
    # The nearest of all is the point itself.
    nearest = [
        np.partition(distances, neighbors, axis=1)[:, neighbors]
        for _, distances in blocks(points, points)
    ]
    return np.concatenate(nearest)


def among(points, others, other_radii):
    """The number of neighborhoods of `others` in which each point lies, `(n,)`."""
    return np.concatenate(
        [
            (distances <= other_radii).sum(axis=1)
            for _, distances in blocks(points, others)
        ]
    )


def blocks(points, others):
    """Slices of rows, each with its squared distances `(rows, len(others))`."""
    other_norms = np.square(others).sum(axis=1)
    rows = max(1, BLOCK // len(others))
    for start in range(0, len(points), rows):
        block = slice(start, start + rows)
        norms = np.square(points[block]).sum(axis=1, keepdims=True)
        squares = norms + other_norms - 2 * points[block] @ others.T
        yield block, np.maximum(squares, 0)


def checked(real, fake, neighbors):
    """Both sets in float64, around the mean of the real one."""
    real, fake = pair(real, fake)
    if not 0 < neighbors < min(len(real), len(fake)):
        raise ValueError(
            f"Every image needs {neighbors} others of its set, but there are "
            f"{len(real)} real images and {len(fake)} fakes. Pass more images, or "
            "fewer `neighbors`, from 1."
        )
    # Distances don't change, but far from the origin they would lose digits.
    center = real.mean(axis=0)
    return real - center, fake - center
