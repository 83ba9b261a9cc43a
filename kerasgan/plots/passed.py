"""Images that the discriminator classifies as real."""

import warnings

import numpy as np


def passed_as_real(
    gan, num_images=16, seed=0, candidates=None, batch_size=64, **options
):
    """Samples that pass as real for the discriminator, and the fraction that pass.

    A sample passes if its logit is above the objective's threshold between fake and
    real: 0, that is D(x) > 0.5, or halfway between the labels of least squares. If the
    discriminator takes labels, it gets the labels of the sample. The first samples that
    pass are returned, not the best ones. If too few pass, the samples with the highest
    logits among the others follow, and a warning says how many passed. A discriminator
    was not trained against the averaged generator (`ema_decay`), so samples of the
    average hardly ever pass. Use `averaged=False` to draw from the generator itself.

    Reference: Fig. 7 of Roy & Quadir, Creating Human-like Faces using GAN.

    Args:
        gan: A model with `sample(num_images, seed)` and a `discriminator` that was
            trained to separate real images from fakes; not a critic or an autoencoder.
        num_images: Int, number of images to return.
        seed: Int, seed of the candidates.
        candidates: Int, number of samples to draw; `16 * num_images` if `None`.
        batch_size: Int, number of samples that the discriminator takes at once.
        **options: Arguments of `gan.sample`, such as `averaged=False`.

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
    """The logit above which the discriminator classifies an image as real."""
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
    """The labels of the samples that a discriminator takes besides images, by name."""
    names = getattr(gan.discriminator, "input", None)
    if not isinstance(names, dict):
        return {}
    values = gan.draw(num_images, seed, labels)
    return {name: np.asarray(values[name]) for name in names if name != "images"}


def scores(discriminator, images, labels, rows):
    """One logit for each of a few images; for a patch discriminator, the mean logit."""
    values = {n: column[rows] for n, column in {"images": images, **labels}.items()}
    outputs = discriminator(values if labels else values["images"], training=False)
    logits = outputs["logits"] if isinstance(outputs, dict) else outputs
    return np.asarray(logits, "float32").reshape(len(logits), -1).mean(axis=1)
