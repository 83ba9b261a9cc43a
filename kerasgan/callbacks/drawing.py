"""What callbacks that draw have in common: they never end a training."""

import contextlib
import warnings

import numpy as np


def samples_of(model, num_images, seed, labels=None):
    """Samples that can be drawn and measured: clipped to [-1, 1], with one warning.

    Args:
        model: Has `sample`; it is warned of once.
        num_images, seed, labels: As of `sample`; without `labels` it takes none.
    """
    arguments = {} if labels is None else {"labels": labels}
    images = model.sample(num_images, seed=seed, **arguments)
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
    """Makes a warning of what keeps a picture from being written, as a full disk does.

    Args:
        name: String, the callback's.
    """
    try:
        yield
    except OSError as error:
        warnings.warn(
            f"{name} could not write, and training goes on: {error}", stacklevel=3
        )
