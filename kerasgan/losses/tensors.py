"""Arguments of losses as float32 tensors of one shape."""

from keras import ops


def pairs(ones, others):
    """Two float32 tensors of one shape; other shapes would broadcast silently."""
    ones, others = float32(ones), float32(others)
    if not ones.shape.is_compatible_with(others.shape):
        raise ValueError(
            f"These are compared in pairs, but their shapes are {ones.shape} and "
            f"{others.shape}. Give as many fakes as real images, of one shape."
        )
    return ones, others


def float32(logits):
    """Logits in float32, because half precision would round the loss or overflow."""
    return ops.cast(logits, "float32")
