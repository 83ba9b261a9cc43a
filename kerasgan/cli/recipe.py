"""How a run trains where its user doesn't say: rates, precision, augmentation."""

import contextlib
import enum
import inspect

import kerasgan
from kerasgan.cli import labels

# The best faces in minutes, and those to order: docs/best-face.md.
PLAIN, LABELED, CAPTIONED = "RSGAN", "RSACGAN", "TextGAN"
IN_MINUTES = (PLAIN, LABELED)
EPOCHS, NO_LIMIT = 50, 100_000  # without minutes, and with them
FEW = 2_000  # images, which a discriminator soon learns by heart


class Decay(enum.StrEnum):
    """How learning rates fall to zero within the minutes of a run."""

    NONE = "none"
    LINEAR = "linear"


class Precision(enum.StrEnum):
    """Number formats of layers; weights and losses are float32 in all.

    `auto` is `mixed_bfloat16` where the processor multiplies such by itself.
    """

    AUTO = "auto"
    FLOAT32 = "float32"
    FLOAT16 = "mixed_float16"
    BFLOAT16 = "mixed_bfloat16"


def model_of(kinds):
    """The class, by its name, for labels of these kinds."""
    if not kinds:
        return PLAIN
    return CAPTIONED if labels.Label.CAPTION in kinds else LABELED


def decay_of(decay, minutes, in_minutes):
    """The decay of a run, which is linear of a model that is made for minutes.

    Args:
        decay: Optional `Decay`, the user's.
        minutes: Optional float, the run's.
        in_minutes: Bool. Whether it trains such a model, by one clock.

    Raises:
        ValueError: Rates are to fall, but within no minutes.
    """
    if decay is Decay.LINEAR and not minutes:
        raise ValueError("--decay linear needs a budget: give --minutes, too.")
    return decay or (Decay.LINEAR if minutes and in_minutes else Decay.NONE)


def check_augment(model):
    """Refuses --augment for a class that doesn't take it.

    Raises:
        ValueError: It is such a class.
    """
    arguments = inspect.signature(getattr(kerasgan, model).for_images).parameters
    if "augmentation" not in arguments:
        raise ValueError(
            f"{model} takes no --augment; {PLAIN} does. In Python any "
            "discriminator may begin with kerasgan.layers.DiffAugment()."
        )


def augmentation():
    """What comes before a discriminator that has few images to learn from.

    Of changed colors, as the paper has them, gray leaks into samples.
    """
    return kerasgan.layers.DiffAugment(color=False)


def check_alone(name, *others):
    """Refuses options of new networks beside a GAN that brings its own.

    Raises:
        ValueError: There is such an option, or no GAN of this name.
    """
    kerasgan.shipped.path_of(name)
    if any(others):
        raise ValueError(
            "--pretrained brings its class, networks and start: leave --model, "
            "--width, --labels, --source, --derive, --start, --augment and --precision "
            "out."
        )


@contextlib.contextmanager
def layers_compute_in(precision):
    """Gives the layers that are made meanwhile a `Precision`."""
    import keras

    policy = precision.value
    if precision is Precision.AUTO:
        policy = kerasgan.environment.fastest_policy()
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(policy)
    try:
        yield
    finally:
        keras.config.set_dtype_policy(before)
