"""The Fréchet distance between features of two sets of images."""

import numpy as np

from kerasgan.metrics.features import check_finite

BLOCK = 2048  # rows in float64 at once


def statistics(features):
    """Mean and unbiased covariance of features, in float64.

    Args:
        features: Array `(n, dim)`, of 2 rows or more, or an iterable of such arrays.
            With an iterable, only one array is in memory at a time.

    Returns:
        The mean `(dim,)` and the covariance `(dim, dim)`.

    Raises:
        ValueError: If the shape is another, or a feature is not finite.

    Example:

    ```python
    mean, covariance = statistics(extractor(batch) for batch in faces)
    ```
    """
    count, center, total, products, buffer = 0, None, 0.0, None, None
    for block in parts_of(features):
        if center is None:
            dim = block.shape[1]
            # Nearly the mean: sums of squares keep their digits.
            center = block.mean(0, dtype="float64")
            products, buffer = np.zeros((dim, dim)), np.empty((BLOCK, dim))
        if block.shape[1] != dim:
            raise ValueError(
                f"Blocks should have features of one length, but have {dim} "
                f"and {block.shape[1]}. Use one extractor for all."
            )
        rows = np.subtract(block, center, out=buffer[: len(block)])
        count += len(rows)
        total += rows.sum(0)
        products += rows.T @ rows
    if count < 2:
        raise ValueError(
            f"A covariance takes features of 2 images or more, but there are {count}."
        )
    shift = total / count
    products -= count * np.outer(shift, shift)
    products /= count - 1
    return center + shift, products


def parts_of(features):
    """Blocks of a few rows each, all finite."""
    for block in [features] if isinstance(features, np.ndarray) else features:
        block = np.asarray(block)
        if block.ndim != 2:
            raise ValueError(
                "Features should have the shape `(n, dim)` with n of 2 or more, but "
                f"have {block.shape}. Pass one row an image."
            )
        for start in range(0, len(block), BLOCK):
            part = block[start : start + BLOCK]
            check_finite(part)
            yield part


def frechet_distance(real, fake):
    """Fréchet distance between the normal distributions of two sets of features.

    It is `|mean_r - mean_f|^2 + trace(C_r + C_f - 2 (C_r C_f)^(1/2))`. With fewer
    images than features a covariance has no inverse, but the distance is still exact.
    The distance shrinks as the number of images grows, so compare only distances from
    the same number of images. It is an FID only if the features are those of the
    Inception network.

    Reference: [Heusel et al., 2017](https://arxiv.org/abs/1706.08500), eq. 6.

    Args:
        real: `(mean, covariance)`, as `statistics` returns them.
        fake: Likewise.

    Returns:
        A float of 0 or more.

    Raises:
        ValueError: If the two sets have features of different length.

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
    overlap = trace_of_root(real_covariance, fake_covariance)
    spread = np.trace(real_covariance) + np.trace(fake_covariance) - 2 * overlap
    return float(max(np.square(real_mean - fake_mean).sum() + spread, 0.0))


def trace_of_root(a, b):
    """Trace of the root of the product of two covariances."""
    try:
        np.linalg.cholesky(b)  # raises an error if B has no inverse
        # With A = L L', the product has the eigenvalues of the symmetric L' B L.
        lower = np.linalg.cholesky(a)
        return np.sqrt(np.linalg.eigvalsh(lower.T @ b @ lower).clip(0)).sum()
    except np.linalg.LinAlgError:
        # Of fewer images than features. Singular values of the product of factors
        # don't lose the small ones to rounding, as eigenvalues do: those are squares.
        return np.linalg.svd(factor(a).T @ factor(b), compute_uv=False).sum()


def factor(covariance):
    """A matrix whose product with its own transpose is `covariance`."""
    values, vectors = np.linalg.eigh(covariance)
    rounding = len(values) * np.finfo("float64").eps * values[-1]
    return vectors * np.sqrt(np.where(values > rounding, values, 0))
