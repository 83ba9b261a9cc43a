"""The modes of a data set that samples reach, and how evenly they do."""

import numpy as np


def mode_coverage(modes, num_modes):
    """The number of modes that samples reach, and how unevenly.

    Stacked MNIST has 1000 modes: three digits on the color channels, which a
    classifier reads as a number of three digits.

    Reference: [Metz et al., 2017](https://arxiv.org/abs/1611.02163), section 3.3.1.

    Args:
        modes: Ints `(n,)` in [0, num_modes): each sample's mode.
        num_modes: Int, number of modes in the data, which are all equally frequent.

    Returns:
        The number of modes, an int, and the divergence KL(samples || data) in nats, a
        float of 0 or more, log(num_modes) if all samples have one mode.

    Raises:
        ValueError: There are no samples, or a mode is out of range.
    """
    modes = np.asarray(modes)
    if modes.ndim != 1 or not len(modes) or not np.issubdtype(modes.dtype, np.integer):
        raise ValueError(
            "Modes should be ints of shape `(n,)`, one for each sample, but are "
            f"{modes.dtype} of shape {modes.shape}."
        )
    if modes.min() < 0 or modes.max() >= num_modes:
        raise ValueError(
            f"Modes should lie in [0, {num_modes}), but go from {modes.min()} to "
            f"{modes.max()}."
        )
    counts = np.bincount(modes, minlength=num_modes)
    fractions = counts[counts > 0] / len(modes)
    return int(len(fractions)), float(np.sum(fractions * np.log(fractions * num_modes)))
