"""Samples for callbacks that draw, which never end a training."""

import contextlib
import warnings

import numpy as np


def samples_of(model, num_images, seed, options):
    """Samples that can be drawn and measured: clipped to [-1, 1], with one warning.

    Args:
        model: A model with a method `sample`; there is one warning for each model.
        num_images: Int.
        seed: Optional int. The same seed gives the same images. A smaller `num_images`
            gives the first images of a larger one (up to float rounding), and the first
            image is the one that a served model draws for this seed.
        options: Dict of other arguments of `sample`.
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
    """Turns a system error, such as a full disk, into a warning.

    Args:
        name: String, the name of the callback.
    """
    try:
        yield
    except OSError as error:
        warnings.warn(
            f"{name} could not write, and training goes on: {error}", stacklevel=3
        )
