"""Images that the discriminator takes for real."""

import warnings

import numpy as np


def passed_as_real(
    gan, num_images=16, seed=0, candidates=None, batch_size=64, **options
):
    """Samples that the discriminator passes as real, and the share that does.

    A sample passes if its logit is positive, that is D(x) > 0.5; so this means
    something only for a discriminator trained to classify, not for a Wasserstein
    critic. The first that pass are returned, not the best. If too few do, the
    highest-scored of the others follow them and a warning says how many passed.
    No discriminator has trained against an averaged generator (`ema_decay`), and it
    passes hardly ever: pass `averaged=False` for the generator that plays.

    Reference: Fig. 7 of Roy & Quadir, Creating Human-like Faces using GAN.

    Args:
        gan: Has `sample(num_images, seed)` and a `discriminator`.
        num_images: Int, images to return.
        seed: Int, seed of the candidates.
        candidates: Int, samples to draw; `16 * num_images` if `None`.
        batch_size: Int, samples that the discriminator sees at once.
        **options: Of `gan.sample`, such as `averaged=False`.

    Returns:
        Tuple of the images `(num_images, height, width, channels)` and the share
        of all candidates that passed, a float.

    Raises:
        ValueError: If there are fewer candidates than images.

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
    images = np.asarray(gan.sample(candidates, seed=seed, **options))
    batches = np.split(images, range(batch_size, candidates, batch_size))
    logits = np.concatenate([scores(gan.discriminator, batch) for batch in batches])

    passed = logits > 0
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


def scores(discriminator, images):
    """One logit an image; of a patch discriminator, their mean."""
    logits = np.asarray(discriminator(images, training=False), "float32")
    return logits.reshape(len(images), -1).mean(axis=1)
