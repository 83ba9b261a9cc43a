"""Directions along which an attribute of the images changes."""

import numpy as np


def mean_difference(latents, labels):
    """The direction from the mean latent without an attribute to the mean with it.

    The direction has unit length, so the strength of an edit is in standard deviations
    of the latents. Arithmetic on the means themselves, such as means of three faces,
    needs no function; see the example.

    Reference: [Radford et al., 2016](https://arxiv.org/abs/1511.06434), section 6.3.2.

    Args:
        latents: Array `(n, latent_dim)`, a thousand latents or more, because the error
            of a mean of a few latents is as long as the difference.
        labels: Bools `(n,)`, or ints 0 and 1: which images have the attribute, as
            labeled by a classifier or a person.

    Returns:
        Float32 array `(latent_dim,)`.

    Raises:
        ValueError: Labels have another shape, or are all equal.

    Example:

    ```python
    z = gan.inputs["latents"].draw(range(2000))
    images = gan.predict(z)
    glasses = latent.mean_difference(z, classify(images))
    with_glasses = gan(latent.edit(z[:8], glasses, 3.0))
    # The paper's sum, of the latents of three faces each, chosen by eye:
    woman = man_with_glasses.mean(axis=0) - man.mean(axis=0) + woman.mean(axis=0)
    ```
    """
    latents, labels = checked(latents, labels)
    return unit(latents[labels].mean(axis=0) - latents[~labels].mean(axis=0))


def linear_probe(latents, labels, penalty_weight=1.0):
    """The normal of the hyperplane between latents with an attribute and the others.

    It is a logistic regression by scikit-learn. Unlike the difference of means, it is
    not misled by other traits that the latents with the attribute happen to share.

    Reference: [Shen et al., 2020](https://arxiv.org/abs/1907.10786), section 2, with
    a logistic loss instead of a hinge.

    Args:
        latents: Array `(n, latent_dim)`, a thousand latents or more, because the error
            of a mean of a few latents is as long as the difference.
        labels: Bools `(n,)`, or ints 0 and 1: which images have the attribute, as
            labeled by a classifier or a person.
        penalty_weight: Float above 0. Weight of half the squared length of the normal,
            added to the sum of the losses. It determines the result if the classes are
            separable.

    Returns:
        Float32 array `(latent_dim,)` of unit length, toward the attribute.

    Raises:
        ImportError: scikit-learn is not installed.
        ValueError: Labels have another shape, or are all equal.
    """
    try:
        from sklearn.linear_model import LogisticRegression
    except ImportError as error:
        raise ImportError(
            'linear_probe needs scikit-learn: `pip install "kerasgan[latent]"`.'
        ) from error

    latents, labels = checked(latents, labels)
    probe = LogisticRegression(C=1 / penalty_weight, solver="newton-cholesky", tol=1e-9)
    return unit(probe.fit(latents, labels).coef_[0])


def principal_axes(kernel, num=5):
    """The directions that a network's first layer amplifies most.

    No sample needs a label. Each direction changes what varies most in the images; look
    at edited images to find out what it is.

    Reference: [Shen and Zhou, 2021](https://arxiv.org/abs/2007.06600), section 3: the
    eigenvectors of `A^T A` of the first layer's weights.

    Args:
        kernel: Array `(latent_dim, units)`, such as `gan.generator.layers[1].kernel`.
        num: Int, number of directions.

    Returns:
        Float32 array `(num, latent_dim)` of rows of unit length, the most amplified
        direction first.

    Raises:
        ValueError: `num` is larger than the length of a latent.
    """
    kernel = np.asarray(kernel, "float32")
    if not 1 <= num <= len(kernel):
        raise ValueError(
            f"Latents of {len(kernel)} numbers have as many directions, but received "
            f"num={num}."
        )
    axes, _, _ = np.linalg.svd(kernel, full_matrices=False)
    return axes.T[:num]


def edit(latents, direction, strength):
    """Latents moved along a direction, each with its length unchanged.

    A generator is trained only on latents of a length near sqrt(latent_dim), and a move
    along a line changes the length. So each moved latent is scaled back to its original
    length. At large strengths, a few more faces stay faces. Edits back and forth do not
    cancel exactly, so keep the original latents.

    Args:
        latents: Array `(..., latent_dim)`.
        direction: Array `(latent_dim,)`, as `mean_difference` and `linear_probe` give.
        strength: Float, how far to move, in standard deviations of the latents if the
            direction has unit length; below 0, away from the attribute. Or an array
            that broadcasts with `(...)`: a strength for each latent, or `(k, 1)` for
            `k` rows, each with all latents.

    Returns:
        Float32 array of latents.
    """
    latents = np.asarray(latents, "float64")
    strength = np.asarray(strength, "float64")[..., None]
    moved = latents + strength * np.asarray(direction, "float64")
    length = np.linalg.norm(latents, axis=-1, keepdims=True)
    moved_length = np.linalg.norm(moved, axis=-1, keepdims=True)
    return (moved * length / np.maximum(moved_length, 1e-12)).astype("float32")


def checked(latents, labels):
    """Latents in float64, labels as bools."""
    latents, labels = np.asarray(latents, "float64"), np.asarray(labels)
    if latents.ndim != 2 or labels.shape != latents.shape[:1]:
        raise ValueError(
            "A direction takes latents `(n, latent_dim)` and a label for each, but "
            f"received shapes {latents.shape} and {labels.shape}."
        )
    if set(np.unique(labels).tolist()) != {0, 1}:
        raise ValueError(
            "Labels should be bools, or 0 and 1, some of each, but are "
            f"{np.unique(labels)[:5].tolist()}. Pass for example `classes == 1`, and "
            "more latents if none has the attribute, or all have."
        )
    return latents, labels.astype(bool)


def unit(vector):
    """The vector at unit length, in float32."""
    return (vector / np.linalg.norm(vector)).astype("float32")
