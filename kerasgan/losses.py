"""Adversarial objectives, each a matched pair of losses.

Logits are raw discriminator outputs of any shape `(batch, ...)`, so a patch
discriminator needs nothing special. Every loss is a float32 scalar.
"""

from keras import ops


class AdversarialLoss:
    """What the discriminator and the generator each minimize.

    A subclass gives `real`, `fake` and `generator`. An objective that compares
    real with fake images, and so has no such terms, gives `discriminator`
    and `generator`.
    """

    def discriminator(self, real_logits, fake_logits):
        """What the discriminator minimizes: its losses on real and on fake images."""
        return self.real(real_logits) + self.fake(fake_logits)

    def real(self, real_logits):
        """The discriminator's loss on real images."""
        raise NotImplementedError

    def fake(self, fake_logits):
        """The discriminator's loss on fake images."""
        raise NotImplementedError

    def generator(self, fake_logits):
        """What the generator minimizes."""
        raise NotImplementedError


class Minimax(AdversarialLoss):
    """-log D(x) - log(1 - D(G(z))), and its negative for the generator.

    The generator's gradient vanishes where the discriminator is sure, so
    `NonSaturating` is what everybody trains.

    Reference: [Goodfellow et al., 2014](https://arxiv.org/abs/1406.2661), eq. 1.
    """

    def real(self, real_logits):
        return ops.mean(ops.softplus(-float32(real_logits)))

    def fake(self, fake_logits):
        return ops.mean(ops.softplus(float32(fake_logits)))

    def generator(self, fake_logits):
        return -self.fake(fake_logits)


class NonSaturating(Minimax):
    """-log D(x) - log(1 - D(G(z))), and -log D(G(z)) for the generator.

    Reference: [Goodfellow et al., 2014](https://arxiv.org/abs/1406.2661), section 3.
    """

    def generator(self, fake_logits):
        return ops.mean(ops.softplus(-float32(fake_logits)))


def float32(logits):
    """Logits in float32: half precision would round the loss, or overflow."""
    return ops.cast(logits, "float32")
