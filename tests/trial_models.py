"""Models that are not in the package: what its engine must carry, put to all checks.

`RelativisticAverageGAN` was written by docs/add-a-gan.md alone.
"""

from kerasgan import losses
from kerasgan.models import GAN


class RelativisticAverageGAN(GAN):
    """Relativistic average GAN: is an image more real than the average fake?

    Reference: [Jolicoeur-Martineau, 2018](https://arxiv.org/abs/1807.00734),
    section 4.2.

    Example: `gan = RelativisticAverageGAN.for_images((64, 64, 3))`
    """

    objective = losses.RelativisticAverage()
