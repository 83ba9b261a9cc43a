"""Images that the discriminator takes for real."""

import warnings

import numpy as np


def passed_as_real(
    gan, num_images=16, seed=0, candidates=None, batch_size=64, **options
):
    """Samples that the discriminator passes as real, and the fraction that does.

    A sample passes if its logit is above the objective's threshold between fake and
    real: 0, that is D(x) > 0.5, or halfway between the labels of least squares. A
    discriminator that takes labels is given those of the sample. The first that pass
    are returned, not the best. If too few do, the highest-scored of the others follow
    them, and a warning says how many passed. No discriminator has trained against an
    averaged generator (`ema_decay`), whose samples hardly ever pass: `averaged=False`
    draws from the generator that trains.

    Reference: Fig. 7 of Roy & Quadir, Creating Human-like Faces using GAN.

    Args:
        gan: Has `sample(num_images, seed)` and a `discriminator`, trained to part real
            images from fakes: no critic, no autoencoder.
        num_images: Int, images to return.
        seed: Int, seed of the candidates.
        candidates: Int, samples to draw; `16 * num_images` if `None`.
        batch_size: Int, samples that the discriminator sees at once.
        **options: Of `gan.sample`, such as `averaged=False`.

    Returns:
        Tuple of the images `(num_images, height, width, channels)` and the fraction
        of all candidates that passed, a float.

    Raises:
        ValueError: If there are fewer candidates than images, or the discriminator
            has no threshold between fake and real.

    Example:

    ```python
    images, pass_rate = kerasgan.plots.passed_as_real(gan, averaged=False)
    kerasgan.plots.save_grid("passed.png", images)
    ```
    """
    candidates = 16 * num_images if candidates is None else candidates
    if candidates < num_images:
        raise ValueError(
            f"{num_images} images cannot be chosen from {candidates} candidates. Pass "
            f"`candidates={16 * num_images}`."
        )
    threshold = threshold_of(gan)
    images = np.asarray(gan.sample(candidates, seed=seed, **options))
    labels = labels_of(gan, candidates, seed, options.get("labels"))
    batches = [slice(i, i + batch_size) for i in range(0, candidates, batch_size)]
    logits = [scores(gan.discriminator, images, labels, rows) for rows in batches]
    logits = np.concatenate(logits)

    passed = logits > threshold
    if passed.sum() < num_images:
        warnings.warn(
            f"Only {passed.sum()} of {candidates} candidates passed as real. The "
            f"other {num_images - passed.sum()} images are the highest-scored that "
            "did not.",
            stacklevel=2,
        )
    # Those that passed, as drawn; then the others, from the highest logit down.
    order = np.argsort(np.where(passed, -np.inf, -logits), kind="stable")
    return images[order[:num_images]], float(passed.mean())


def threshold_of(gan):
    """The logit above which the discriminator takes an image for real."""
    threshold = 0.0
    if hasattr(gan, "objective"):
        threshold = getattr(gan.objective, "threshold", None)
    if threshold is None:
        raise ValueError(
            f"{type(gan).__name__}'s discriminator compares images, and has no "
            "threshold above which one is real: none passes."
        )
    return threshold


def labels_of(gan, num_images, seed, labels):
    """The other inputs of a discriminator, those of the samples, by name."""
    names = getattr(gan.discriminator, "input", None)
    if not isinstance(names, dict):
        return {}
    values = gan.draw(num_images, seed, labels)
    return {name: np.asarray(values[name]) for name in names if name != "images"}


def scores(discriminator, images, labels, rows):
    """One logit for each of a few images; of a patch discriminator, their mean."""
    values = {n: column[rows] for n, column in {"images": images, **labels}.items()}
    outputs = discriminator(values if labels else values["images"], training=False)
    logits = outputs["logits"] if isinstance(outputs, dict) else outputs
    return np.asarray(logits, "float32").reshape(len(logits), -1).mean(axis=1)
