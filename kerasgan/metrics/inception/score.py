"""The inception score: certain predictions for each image, varied ones for all."""

import numpy as np


def inception_score(logits, splits=10, seed=0):
    """Exponential of the mutual information of images and a classifier's predictions.

    It depends on the fakes alone: it measures neither whether they look like the data,
    nor the variety within a class. It is the Inception score only if the logits are
    those of `InceptionFeatures(weights, logits=True)`.

    Reference: [Salimans et al., 2016](https://arxiv.org/abs/1606.03498), section 4.

    Args:
        logits: Array `(n, classes)`, before the softmax.
        splits: Int, number of parts into which the images are split (default: 10).
        seed: Int. Determines which images go into which part (default: 0). With `None`,
            images are split in their order, which must not be sorted by class.

    Returns:
        Mean and standard deviation over the parts, floats of 1 or more.

    Raises:
        ValueError: The logits have another shape, a logit is not finite, or there are
            fewer images than splits.

    Example:

    ```python
    score, deviation = inception_score(classifier.predict(samples))
    ```
    """
    logits = np.asarray(logits, "float64")
    if logits.ndim != 2 or not 1 <= splits <= len(logits):
        raise ValueError(
            f"Logits should have the shape `(n, classes)` with n of {splits}, the "
            f"splits, or more, but have {logits.shape}."
        )
    if not np.isfinite(logits).all():
        raise ValueError("Some logits are NaN or infinite; pass them before a softmax.")
    if seed is not None:
        logits = np.random.default_rng(seed).permutation(logits)
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_of = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    scores = [np.exp(information(part)) for part in np.array_split(log_of, splits)]
    return float(np.mean(scores)), float(np.std(scores))


def information(logs):
    """Mean divergence, in nats, of rows of log-probabilities from their mean."""
    probabilities = np.exp(logs)
    mean = probabilities.mean(axis=0)
    # A class that no image has adds nothing.
    log_of_mean = np.log(np.where(mean > 0, mean, 1))
    return np.mean(np.sum(probabilities * (logs - log_of_mean), axis=1))
