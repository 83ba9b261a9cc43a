"""Images that the discriminator takes for real."""

import warnings

import numpy as np


def passed_as_real(
    gan, num_images=16, seed=0, candidates=None, batch_size=64, **options
):
    """Samples that the discriminator passes as real, and the share that does.

    A sample passes if its logit is above the objective's threshold between fake and
    real: 0, that is D(x) > 0.5, or halfway between the labels of least squares. A
    discriminator that learns from labels is told those of the sample. The first that
    pass are returned, not the best. If too few do, the
    highest-scored of the others follow them and a warning says how many passed.
    No discriminator has trained against an averaged generator (`ema_decay`), and it
    passes hardly ever: pass `averaged=False` for the generator that plays.

    Reference: Fig. 7 of Roy & Quadir, Creating Human-like Faces using GAN.

    Args:
        gan: Has `sample(num_images, seed)` and a `discriminator`, trained to tell real
            images from fakes: no critic, no autoencoder.
        num_images: Int, images to return.
        seed: Int, seed of the candidates.
        candidates: Int, samples to draw; `16 * num_images` if `None`.
        batch_size: Int, samples that the discriminator sees at once.
        **options: Of `gan.sample`, such as `averaged=False`.

    Returns:
        Tuple of the images `(num_images, height, width, channels)` and the share
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
    if "real_accuracy" not in getattr(gan, "measure_names", ("real_accuracy",)):
        raise ValueError(
            f"{type(gan).__name__}'s discriminator says how real an image is beside "
            "others, not whether it is: there is no threshold for it to pass."
        )
    return gan.objective.threshold if hasattr(gan, "objective") else 0.0


def labels_of(gan, num_images, seed, labels):
    """What the discriminator is told of samples besides the images, by name."""
    if not isinstance(getattr(gan.discriminator, "input", None), dict):
        return {}
    inputs = gan.sampler_inputs(gan.seeds_of_samples(num_images, seed), labels)
    return {name: np.asarray(inputs[name]) for name in inputs if name != "latents"}


def scores(discriminator, images, labels, rows):
    """One logit for each of some images; of a patch discriminator, their mean."""
    inputs = {
        name: column[rows] for name, column in {"images": images, **labels}.items()
    }
    outputs = discriminator(inputs if labels else inputs["images"], training=False)
    logits = outputs["logits"] if isinstance(outputs, dict) else outputs
    return np.asarray(logits, "float32").reshape(len(logits), -1).mean(axis=1)
