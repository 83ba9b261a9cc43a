"""What changes in the samples of an InfoGAN when one code is moved alone."""

import numpy as np

SAMPLES, SEED = 400, 0


def information(gan):
    """The bounds on the information of codes in fresh samples, over their entropy."""
    inputs = gan.draw(2000, SEED)
    outputs = gan.discriminator(gan.images_of(inputs), training=False)
    return {
        f"{name}_information": float(bound) / gan.conditions[name].entropy
        for name, bound in gan.bounds(outputs, inputs).items()
    }


def effects(gan, classifier):
    """The same latents at each category, and at both ends of each continuous code.

    Returns:
        Dict of dicts: `women` and `age_group`, the share and the mean number that the
        classifier sees; `brightness`; `face`, how much brighter than the sides the
        middle is; `from_right`, how much brighter than the left half the right is.
    """
    categories = {
        f"category {number}": {"category": number}
        for number in range(gan.conditions["category"].size)
    }
    size = gan.conditions["code"].size
    ends = {
        f"code {place} at {end:+d}": {"code": end * np.eye(size)[place]}
        for place in range(size)
        for end in (-1, 1)
    }
    return {
        name: seen(gan.sample(SAMPLES, SEED, labels=labels), classifier)
        for name, labels in {**categories, **ends}.items()
    }


def seen(images, classifier):
    gray = images.mean(axis=-1)
    half, eighth = gray.shape[2] // 2, gray.shape[2] // 8
    sides = (gray[..., :eighth].mean() + gray[..., -eighth:].mean()) / 2
    middle = gray[:, 2 * eighth : 6 * eighth, 2 * eighth : 6 * eighth].mean()
    labels = classifier.predict(images)
    numbers = {
        "women": np.mean(labels["gender"] == 1),
        "age_group": labels["age_group"].mean(),
        "brightness": gray.mean(),
        "face": middle - sides,
        "from_right": gray[..., half:].mean() - gray[..., :half].mean(),
    }
    return {name: round(float(number), 3) for name, number in numbers.items()}
