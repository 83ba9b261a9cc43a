"""The distance between images and their reconstructions."""

from keras import ops

from kerasgan.losses.tensors import pairs


def reconstruction(images, reconstructions, power=1):
    """Mean of |x - D(x)|^power, the loss of an autoencoder.

    A discriminator that is an autoencoder, such as BEGAN's, uses it in place of logits.

    Reference: [Berthelot et al., 2017](https://arxiv.org/abs/1703.10717), eq. 1.

    Args:
        images: Float tensor `(batch, height, width, channels)`.
        reconstructions: Float tensor of the same shape.
        power: 1 or 2 (eta).

    Returns:
        Float32 scalar, the mean over images, pixels and channels.

    Raises:
        ValueError: The shapes differ, or `power` is neither 1 nor 2.
    """
    images, reconstructions = pairs(images, reconstructions)
    if power == 1:
        return ops.mean(ops.abs(images - reconstructions))
    if power == 2:
        return ops.mean(ops.square(images - reconstructions))
    raise ValueError(f"`power` is 1 or 2, but received {power!r}.")
