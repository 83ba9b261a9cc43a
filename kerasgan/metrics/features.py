"""Features as metrics take them: finite rows of one length."""

import numpy as np


def pair(real, fake):
    """Features of two sets in float64, `(n, dim)` and `(m, dim)`.

    Raises:
        ValueError: The shapes don't fit, or a feature is not finite.
    """
    real, fake = (np.asarray(features, "float64") for features in (real, fake))
    if real.ndim != 2 or fake.ndim != 2 or real.shape[1] != fake.shape[1]:
        raise ValueError(
            "Both sets should have features `(n, dim)` of one length, but have "
            f"{real.shape} and {fake.shape}. Pass one row an image, of one extractor."
        )
    check_finite(real)
    check_finite(fake)
    return real, fake


def check_finite(features):
    """Raises a `ValueError` if any feature is NaN or infinite."""
    if not np.isfinite(features).all():
        raise ValueError(
            "Some features are NaN or infinite. Look at the images that they are of: "
            "a GAN that diverged draws such ones."
        )
