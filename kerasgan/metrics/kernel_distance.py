"""The kernel distance between features of two sets of images."""

import numpy as np

from kerasgan.metrics.features import pair


def kernel_distance(real, fake, subset_size=1000, subsets=100, seed=0):
    """Squared maximum mean discrepancy under the kernel `(x y / dim + 1)^3`.

    Its estimate has no bias, so unlike the Fréchet distance it compares sets of a
    hundred images as well as sets of a thousand. It may fall below 0 for sets of the
    same origin. It is a KID only if the features are those of the Inception network.

    Reference: [Binkowski et al., 2018](https://arxiv.org/abs/1801.01401), section 4,
    with the U-statistic of Gretton et al., 2012, eq. 3.

    Args:
        real: Features, array `(n, dim)`.
        fake: Features, array `(m, dim)`.
        subset_size: Int. Images of each set in an estimate, drawn without repeats; at
            most the size of the smaller set.
        subsets: Int, number of estimates that are averaged.
        seed: Int. Seed of the subsets.

    Returns:
        Mean and standard deviation of the estimates, floats.

    Raises:
        ValueError: The shapes don't fit, there are fewer than 2 images, or a feature
            is not finite.

    Example:

    ```python
    distance, deviation = kernel_distance(features(faces), features(samples))
    ```
    """
    real, fake = pair(real, fake)
    size = min(subset_size, len(real), len(fake))
    if size < 2:
        raise ValueError(
            "Subsets should have 2 images or more of each set, but of "
            f"{len(real)} and {len(fake)} subsets of {subset_size} were asked for."
        )
    rng = np.random.default_rng(seed)
    estimates = [
        squared_discrepancy(
            real[rng.permutation(len(real))[:size]],
            fake[rng.permutation(len(fake))[:size]],
        )
        for _ in range(subsets)
    ]
    return float(np.mean(estimates)), float(np.std(estimates))


def squared_discrepancy(real, fake):
    """The unbiased estimate from equally many features of each set, `(n, dim)`."""
    within = sum(
        (kernel.sum() - np.trace(kernel)) / (len(kernel) * (len(kernel) - 1))
        for kernel in (kernel_of(real, real), kernel_of(fake, fake))
    )
    return within - 2 * kernel_of(real, fake).mean()


def kernel_of(a, b):
    """The kernel of each row of one array with each row of the other array."""
    return (a @ b.T / a.shape[1] + 1) ** 3
