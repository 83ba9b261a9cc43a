"""The Fréchet distance between features of two sets of images."""

import numpy as np

from kerasgan.metrics.features import check_finite

BLOCK = 4096  # rows in float64 at once


def statistics(features):
    """Mean and unbiased covariance of features, in float64.

    Args:
        features: Array `(n, dim)`, of 2 rows or more, or an iterable of such blocks:
            features of any number of images take the memory of one block.

    Returns:
        The mean `(dim,)` and the covariance `(dim, dim)`.

    Raises:
        ValueError: If the shape is another, or a feature is not finite.

    Example:

    ```python
    mean, covariance = statistics(extractor(batch) for batch in faces)
    ```
    """
    blocks = [features] if isinstance(features, np.ndarray) else features
    count, center, total, products = 0, None, 0.0, 0.0
    for block in parts_of(blocks):
        if center is None:
            center = block.mean(0)  # nearly the mean: sums of squares keep their digits
        if block.shape[1] != len(center):
            raise ValueError(
                f"Blocks should have features of one length, but have {len(center)} "
                f"and {block.shape[1]}. Use one extractor for all."
            )
        block -= center
        count += len(block)
        total += block.sum(0)
        products += block.T @ block
    if count < 2:
        raise ValueError(
            f"A covariance takes features of 2 images or more, but there are {count}."
        )
    shift = total / count
    products -= count * np.outer(shift, shift)
    products /= count - 1
    return center + shift, products


def parts_of(blocks):
    """Blocks of rows in float64, new arrays of a few rows each."""
    for block in blocks:
        block = np.asarray(block)
        if block.ndim != 2:
            raise ValueError(
                "Features should have the shape `(n, dim)` with n of 2 or more, but "
                f"have {block.shape}. Pass one row an image."
            )
        for start in range(0, len(block), BLOCK):
            part = block[start : start + BLOCK].astype("float64")
            check_finite(part)
            yield part


def frechet_distance(real, fake):
    """Fréchet distance between the normal distributions of two sets of features.

    `|mean_r - mean_f|^2 + trace(C_r + C_f - 2 (C_r C_f)^(1/2))`. With fewer images
    than features a covariance has no inverse, and the distance is still exact; but
    it shrinks as images grow in number, so only distances of one number of images
    compare. It is an FID only if the features are those of the Inception network.

    Reference: [Heusel et al., 2017](https://arxiv.org/abs/1706.08500), eq. 6.

    Args:
        real: `(mean, covariance)`, as `statistics` returns them.
        fake: Likewise.

    Returns:
        A float of 0 or more.

    Raises:
        ValueError: If the two have features of different length.

    Example:

    ```python
    real, fake = statistics(features_of(faces)), statistics(features_of(samples))
    frechet_distance(real, fake)
    ```
    """
    (real_mean, real_covariance), (fake_mean, fake_covariance) = real, fake
    if real_mean.shape != fake_mean.shape:
        raise ValueError(
            "Both sets should have features of one length, but have "
            f"{len(real_mean)} and {len(fake_mean)}. Use one extractor for both."
        )
    # The root of C_r C_f has the trace of |A' B| where C_r = A A' and C_f = B B'. Its
    # singular values don't lose the small ones to rounding, which the eigenvalues of
    # a product of covariances do: those are squares.
    overlap = np.linalg.svd(
        factor(real_covariance).T @ factor(fake_covariance), compute_uv=False
    ).sum()
    spread = np.trace(real_covariance) + np.trace(fake_covariance) - 2 * overlap
    return float(max(np.square(real_mean - fake_mean).sum() + spread, 0.0))


def factor(covariance):
    """A matrix whose product with its own transpose is `covariance`."""
    values, vectors = np.linalg.eigh(covariance)
    rounding = len(values) * np.finfo("float64").eps * values[-1]
    return vectors * np.sqrt(np.where(values > rounding, values, 0))
