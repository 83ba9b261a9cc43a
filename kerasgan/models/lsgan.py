"""LSGAN."""

from kerasgan import losses
from kerasgan import optimizers
from kerasgan.models.gan import GAN


class LSGAN(GAN):
    """Least squares GAN: its loss also penalizes fakes far on the real side.

    It is `GAN` with another objective. The target values are the paper's 0, 1 and 1; a
    subclass sets others in one line: `objective = losses.LeastSquares(-1, 1, 0)`. The
    learning rate is five times DCGAN's: at DCGAN's rate the discriminator wins, and the
    generator ends in noise (UTKFace at 64x64, width 32, 2,000 steps).

    Reference: [Mao et al., 2017](https://arxiv.org/abs/1611.04076), eqs. 2 and 9.

    Example:

    ```python
    gan = kerasgan.LSGAN.for_images((64, 64, 3), width=32)
    gan.compile()
    gan.fit(kerasgan.data.image_folder("faces/"), epochs=50)
    ```
    """

    objective = losses.LeastSquares()

    def default_optimizer(self, player):
        return optimizers.Adam(1e-3, beta_1=0.5)
