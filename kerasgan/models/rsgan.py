"""RSGAN."""

from kerasgan import losses
from kerasgan import optimizers
from kerasgan.models.gan import GAN


class RSGAN(GAN):
    """Relativistic standard GAN: is a real image more real than a fake?

    It is `GAN` on DCGAN's networks with another objective: each real image is paired
    with a fake, and only the difference of their logits counts, so neither player runs
    away from the other. Its generator takes the real logits of the discriminator's
    step, one update old, which cost nothing.

    It draws the best faces in minutes on a CPU of all models here (docs/best-face.md
    has the study).

    Reference: [Jolicoeur-Martineau, 2018](https://arxiv.org/abs/1807.00734), eqs. 8 and
    9, on the networks of [Radford et al., 2016](https://arxiv.org/abs/1511.06434).

    Example:

    ```python
    gan = kerasgan.RSGAN.for_images((64, 64, 3))
    gan.compile()
    faces = kerasgan.data.image_folder("faces/", mirror=True)
    gan.fit(faces, epochs=1000, callbacks=[kerasgan.callbacks.LinearDecay(10, minutes=20)])
    ```
    """

    objective = losses.Relativistic()
    reuses_real_logits = True

    def default_optimizer(self, player):
        return optimizers.Adam(4e-4, beta_1=0.5)
