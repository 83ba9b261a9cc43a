"""Adversarial objectives: each is a matched pair of losses, with one interface.

Logits are raw discriminator outputs of any shape `(batch, ...)`, so a patch
discriminator is no special case. Every loss is a float32 scalar.
"""

from keras import ops

from kerasgan.losses.tensors import float32
from kerasgan.losses.tensors import pairs


class AdversarialLoss:
    """A pair of losses, the discriminator's and the generator's.

    A subclass defines `real`, `fake` and `generator`. An objective that compares real
    with fake images has no separate losses for them: it defines `discriminator`,
    `generator` and the names of its `terms`, and its `threshold` is `None`.
    """

    terms = ("real_loss", "fake_loss")  # that `discriminator` gives
    needs_real = False  # whether `generator` takes the logits of real images, too
    threshold = 0.0  # logits above it are of real images, below it of fakes; or `None`

    def discriminator(self, real_logits, fake_logits):
        """The `terms` of the discriminator's loss, as a dict; the loss is their sum."""
        return {
            "real_loss": self.real(real_logits),
            "fake_loss": self.fake(fake_logits),
        }

    def real(self, real_logits):
        """The discriminator's loss on real images."""
        raise ValueError(self.without_terms)

    def fake(self, fake_logits):
        """The discriminator's loss on fake images."""
        raise ValueError(self.without_terms)

    def generator(self, fake_logits, real_logits=None):
        """The generator's loss."""
        raise NotImplementedError

    @property
    def measure_names(self):
        """The names of the results of `measures`."""
        return () if self.threshold is None else ("real_accuracy", "fake_accuracy")

    def measures(self, real_logits, fake_logits):
        """The fractions of real images and of fakes that are classified correctly."""
        if self.threshold is None:
            return {}
        return {
            "real_accuracy": fraction(real_logits > self.threshold),
            "fake_accuracy": fraction(fake_logits < self.threshold),
        }

    @property
    def without_terms(self):
        """The error message for an objective without separate losses."""
        return (
            f"{type(self).__name__} compares real with fake images, so it has no loss "
            "of either alone, which this GAN needs. Choose an objective that has both, "
            "such as NonSaturating."
        )


class Minimax(AdversarialLoss):
    """-log D(x) - log(1 - D(G(z))), and its negative for the generator.

    The generator's gradient vanishes if the discriminator is certain, so
    `NonSaturating` is used in practice.

    Reference: [Goodfellow et al., 2014](https://arxiv.org/abs/1406.2661), eq. 1.
    """

    def real(self, real_logits):
        return ops.mean(ops.softplus(-float32(real_logits)))

    def fake(self, fake_logits):
        return ops.mean(ops.softplus(float32(fake_logits)))

    def generator(self, fake_logits, real_logits=None):
        return -self.fake(fake_logits)


class NonSaturating(Minimax):
    """-log D(x) - log(1 - D(G(z))), and -log D(G(z)) for the generator.

    Reference: [Goodfellow et al., 2014](https://arxiv.org/abs/1406.2661), section 3.
    """

    def generator(self, fake_logits, real_logits=None):
        return ops.mean(ops.softplus(-float32(fake_logits)))


class LeastSquares(AdversarialLoss):
    """(D(x) - b)^2 / 2 + (D(G(z)) - a)^2 / 2, and (D(G(z)) - c)^2 / 2.

    The defaults are the paper's 0-1 coding, its eq. 9. With `LeastSquares(-1, 1, 0)`,
    its eq. 8, the generator minimizes the Pearson divergence. Every choice with
    b - c = 1 and b - a = 2 has this effect.

    Reference: [Mao et al., 2017](https://arxiv.org/abs/1611.04076), eq. 2.

    Args:
        fake_label: Float. The discriminator's target for fakes (a).
        real_label: Float. The discriminator's target for real images (b).
        target_label: Float. The generator's target for fakes (c).

    Raises:
        ValueError: `fake_label` is equal to another label.
    """

    def __init__(self, fake_label=0.0, real_label=1.0, target_label=1.0):
        if fake_label in (real_label, target_label):
            raise ValueError(
                "There is nothing to learn where the label of fakes is that of real "
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

    def generator(self, fake_logits, real_logits=None):
        return 0.5 * squared_distance(fake_logits, self.target_label)


class Wasserstein(AdversarialLoss):
    """D(G(z)) - D(x), and -D(G(z)) for the generator.

    The discriminator is a critic: its logits are unbounded scores. The negative of its
    loss estimates the distance between fakes and real images, up to a factor, if the
    critic is kept Lipschitz continuous (`kerasgan.regularizers`).

    Reference: [Arjovsky et al., 2017](https://arxiv.org/abs/1701.07875),
    Algorithm 1.
    """

    threshold = None

    def real(self, real_logits):
        return -ops.mean(float32(real_logits))

    def fake(self, fake_logits):
        return ops.mean(float32(fake_logits))

    def generator(self, fake_logits, real_logits=None):
        return -ops.mean(float32(fake_logits))


class Hinge(Wasserstein):
    """max(0, 1 - D(x)) + max(0, 1 + D(G(z))), and -D(G(z)) for the generator.

    Reference: [Lim & Ye, 2017](https://arxiv.org/abs/1705.02894); as in
    [Miyato et al., 2018](https://arxiv.org/abs/1802.05957), eqs. 16-17.
    """

    threshold = 0.0

    def real(self, real_logits):
        return ops.mean(ops.relu(1 - float32(real_logits)))

    def fake(self, fake_logits):
        return ops.mean(ops.relu(1 + float32(fake_logits)))


class Relativistic(AdversarialLoss):
    """-log sigmoid(D(x) - D(G(z))) over pairs; for the generator with signs swapped.

    Each real image is paired with the fake at the same index of the batch. The
    discriminator raises the logit of the real image above the logit of the fake. The
    generator does the reverse, so its loss also needs the logits of real images.

    Reference: [Jolicoeur-Martineau, 2018](https://arxiv.org/abs/1807.00734),
    section 4.1; [Huang et al., 2024](https://arxiv.org/abs/2501.05441), eq. 2.
    """

    terms = ("discriminator_loss",)
    needs_real = True
    threshold = None
    measure_names = ("pair_accuracy",)

    def discriminator(self, real_logits, fake_logits):
        return {"discriminator_loss": self.preference(real_logits, fake_logits)}

    def generator(self, fake_logits, real_logits):
        return self.preference(fake_logits, real_logits)

    def measures(self, real_logits, fake_logits):
        return {"pair_accuracy": fraction(real_logits > fake_logits)}

    def preference(self, preferred_logits, other_logits):
        """The loss of a player that raises the first logit of each pair."""
        preferred, other = pairs(preferred_logits, other_logits)
        return ops.mean(ops.softplus(other - preferred))


class RelativisticAverage(AdversarialLoss):
    """-log sigmoid(D(x) - mean of D(G(z))), and the reverse, for both players.

    Each logit is compared with the mean logit of the other kind: the discriminator
    learns that a real image is more realistic than the average fake, and that a fake is
    less realistic than the average real image. The generator's loss is the same with
    real and fake swapped.

    Reference: [Jolicoeur-Martineau, 2018](https://arxiv.org/abs/1807.00734),
    section 4.2.
    """

    needs_real = True
    threshold = None

    def discriminator(self, real_logits, fake_logits):
        real, fake = float32(real_logits), float32(fake_logits)
        return {
            "real_loss": ops.mean(ops.softplus(ops.mean(fake) - real)),
            "fake_loss": ops.mean(ops.softplus(fake - ops.mean(real))),
        }

    def generator(self, fake_logits, real_logits):
        return sum(self.discriminator(fake_logits, real_logits).values())


def fraction(verdicts):
    """The fraction of true values, a float32 scalar."""
    return ops.mean(float32(verdicts))


def squared_distance(logits, label):
    """Mean squared difference between logits and a label."""
    return ops.mean(ops.square(float32(logits) - label))
