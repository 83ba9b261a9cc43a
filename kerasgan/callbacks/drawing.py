"""Samples for callbacks that draw, which never end a training."""

import contextlib
import warnings

import numpy as np


def samples_of(model, num_images, seed, options):
    """Samples that can be drawn and measured: clipped to [-1, 1], with one warning.

    Args:
        model: Has `sample`; it is warned of once.
        num_images: Int.
        seed: Optional int. The same seed gives the same images; fewer images are a
            prefix of more (to float rounding), and the first is what a served model
            draws for that seed.
        options: Dict of its other arguments.
    """
    images = model.sample(num_images, seed=seed, **options)
    outside = np.abs(images) > 1  # NaN is not
    if outside.any() and not getattr(model, "drew_outside", False):
        model.drew_outside = True
        warnings.warn(
            f"{100 * outside.mean():.0f}% of the samples' numbers are outside of "
            f"[-1, 1], up to {np.nanmax(np.abs(images)):.3g}, and are clipped. End the "
            "generator in a tanh.",
            stacklevel=2,
        )
    return np.clip(images, -1, 1)


@contextlib.contextmanager
def going_on(name):
    """Makes a warning of an error of the system, such as a full disk.

    Args:
        name: String, the callback's.
    """
    try:
        yield
    except OSError as error:
        warnings.warn(
            f"{name} could not write, and training goes on: {error}", stacklevel=3
        )
