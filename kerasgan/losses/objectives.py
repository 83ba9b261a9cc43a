"""Adversarial objectives, each a matched pair of losses.

Logits are raw discriminator outputs of any shape `(batch, ...)`, so a patch
discriminator needs nothing special. Every loss is a float32 scalar.
"""

from keras import ops

from kerasgan.losses.tensors import float32
from kerasgan.losses.tensors import pairs


class AdversarialLoss:
    """What the discriminator and the generator each minimize.

    A subclass gives `real`, `fake` and `generator`. An objective that compares
    real with fake images, and so has no such terms, gives `discriminator`
    and `generator`.
    """

    threshold = 0.0  # between the logits of what is taken for fake and for real

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


class LeastSquares(AdversarialLoss):
    """(D(x) - b)^2 / 2 + (D(G(z)) - a)^2 / 2, and (D(G(z)) - c)^2 / 2.

    The defaults are the paper's 0-1 coding, its eq. 9. `LeastSquares(-1, 1, 0)`, its
    eq. 8, makes the generator minimize the Pearson divergence, as every choice does
    with b - c = 1 and b - a = 2.

    Reference: [Mao et al., 2017](https://arxiv.org/abs/1611.04076), eq. 2.

    Args:
        fake_label: Float. What the discriminator should say of fakes (a).
        real_label: Float. What it should say of real images (b).
        target_label: Float. What the generator wants it to say of fakes (c).

    Raises:
        ValueError: The discriminator's label of fakes is another label, too.
    """

    def __init__(self, fake_label=0.0, real_label=1.0, target_label=1.0):
        if fake_label in (real_label, target_label):
            raise ValueError(
                "Nothing is to be learnt where the label of fakes is that of real "
                "images, or the generator's target. Received "
                f"fake_label={fake_label}, real_label={real_label}, "
                f"target_label={target_label}; the paper's are 0, 1, 1 and -1, 1, 0."
            )
        self.fake_label = fake_label
        self.real_label = real_label
        self.target_label = target_label
        self.threshold = (fake_label + real_label) / 2

    def real(self, real_logits):
        return 0.5 * squared_distance(real_logits, self.real_label)

    def fake(self, fake_logits):
        return 0.5 * squared_distance(fake_logits, self.fake_label)

    def generator(self, fake_logits):
        return 0.5 * squared_distance(fake_logits, self.target_label)


class Wasserstein(AdversarialLoss):
    """D(G(z)) - D(x), and -D(G(z)) for the generator.

    The discriminator is a critic: its logits are scores without bounds. Minus its
    loss estimates the distance of fakes from real images, up to a factor, as long as
    it is held Lipschitz (`kerasgan.regularizers`).

    Reference: [Arjovsky et al., 2017](https://arxiv.org/abs/1701.07875),
    Algorithm 1.
    """

    def real(self, real_logits):
        return -ops.mean(float32(real_logits))

    def fake(self, fake_logits):
        return ops.mean(float32(fake_logits))

    def generator(self, fake_logits):
        return -ops.mean(float32(fake_logits))


class Hinge(Wasserstein):
    """max(0, 1 - D(x)) + max(0, 1 + D(G(z))), and -D(G(z)) for the generator.

    Reference: [Lim & Ye, 2017](https://arxiv.org/abs/1705.02894); as in
    [Miyato et al., 2018](https://arxiv.org/abs/1802.05957), eqs. 16-17.
    """

    def real(self, real_logits):
        return ops.mean(ops.relu(1 - float32(real_logits)))

    def fake(self, fake_logits):
        return ops.mean(ops.relu(1 + float32(fake_logits)))


class Relativistic(AdversarialLoss):
    """-log sigmoid(D(x) - D(G(z))) over pairs, and with the signs swapped.

    Each real image is paired with the fake of the same place in the batch. The
    discriminator lowers its loss by telling real from fake, the generator by undoing
    that, so its loss needs the logits of real images too.

    Reference: [Jolicoeur-Martineau, 2018](https://arxiv.org/abs/1807.00734),
    section 4.1; [Huang et al., 2024](https://arxiv.org/abs/2501.05441), eq. 2.
    """

    def discriminator(self, real_logits, fake_logits):
        return self.preference(real_logits, fake_logits)

    def generator(self, fake_logits, real_logits):
        return self.preference(fake_logits, real_logits)

    def preference(self, preferred_logits, other_logits):
        """The loss of who wants the first of each pair to have the greater logit."""
        preferred, other = pairs(preferred_logits, other_logits)
        return ops.mean(ops.softplus(other - preferred))


def squared_distance(logits, label):
    """Mean squared difference from a label."""
    return ops.mean(ops.square(float32(logits) - label))
