"""A constraint: images of the same condition are alike, other images differ."""

from keras import ops

from kerasgan.losses.tensors import float32


def similarity_constraint(images, conditions):
    """Distances for pairs of the same condition, inverse distances for other pairs.

    It is a sum over all pairs i < j, divided by n (n - 1). The term of a pair is d if
    the conditions are equal, and 1 / d if they are not; d is the Euclidean distance
    between the images.

    Reference: Li et al., "SCGAN: Disentangled Representation Learning by Adding
    Similarity Constraint on Generative Adversarial Nets", IEEE Access, 2019.

    Args:
        images: Float tensor `(n, ...)`.
        conditions: Float tensor `(n, size)`, equal rows for equal conditions.

    Returns:
        Float32 scalar.
    """
    count = ops.cast(ops.shape(images)[0], "float32")
    rows = ops.reshape(float32(images), (ops.shape(images)[0], -1))
    squares = ops.sum(ops.square(rows), axis=1)
    gaps = squares[:, None] + squares[None] - 2 * rows @ ops.transpose(rows)
    # Rounding makes of equal images, and of an image and itself, a tiny distance.
    distances = ops.sqrt(ops.maximum(gaps, 1e-4))
    same = ops.all(conditions[:, None] == conditions[None], axis=-1)
    terms = ops.where(same, distances, 1 / distances)
    pairs = terms * (1 - ops.eye(ops.shape(images)[0]))
    return ops.sum(pairs) / 2 / (count * ops.maximum(count - 1, 1))
