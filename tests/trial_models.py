"""Models that are not in the package: what its engine must carry, put to all checks.

`RelativisticAverageGAN` was written by docs/add-a-gan.md alone.
"""

from keras import ops

from kerasgan import losses
from kerasgan.models import GAN


class RelativisticAverage(losses.AdversarialLoss):
    """Each logit against the mean of the other kind's."""

    terms = ("real_loss", "fake_loss")
    needs_real = True
    threshold = None

    def discriminator(self, real_logits, fake_logits):
        real, fake = losses.float32(real_logits), losses.float32(fake_logits)
        return {
            "real_loss": ops.mean(ops.softplus(ops.mean(fake) - real)),
            "fake_loss": ops.mean(ops.softplus(fake - ops.mean(real))),
        }

    def generator(self, fake_logits, real_logits):
        terms = self.discriminator(fake_logits, real_logits)
        return terms["real_loss"] + terms["fake_loss"]


class RelativisticAverageGAN(GAN):
    """Relativistic average GAN: is an image more real than the average fake?

    Reference: [Jolicoeur-Martineau, 2018](https://arxiv.org/abs/1807.00734),
    section 4.2.

    Example: `gan = RelativisticAverageGAN.for_images((64, 64, 3))`
    """

    objective = RelativisticAverage()
