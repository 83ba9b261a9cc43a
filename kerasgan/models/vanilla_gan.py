"""The vanilla GAN."""

import keras

from kerasgan.models.gan import GAN
from kerasgan.networks import vanilla


class VanillaGAN(GAN):
    """The original GAN: almost no convolutions, trained by gradient descent.

    Reference: [Goodfellow et al., 2014](https://arxiv.org/abs/1406.2661), with the
    networks of Roy & Quadir, "Creating Human-like Faces using Generative
    Adversarial Network (GAN)", section 3.2.

    The paper gives no learning rate. None of the rates tried on UTKFace for a minute or
    two made faces without clipping the norm of the gradients: the images became one
    colour or stayed noise.

    Example:

    ```python
    gan = kerasgan.VanillaGAN.for_images((64, 64, 3))
    gan.compile()
    gan.fit(kerasgan.data.image_folder("faces/"), epochs=25)
    ```
    """

    @classmethod
    def for_images(cls, image_shape, latent_dim=4096, width=128, **kwargs):
        """A model with the paper's networks for images of `image_shape`.

        Args:
            image_shape: `(height, width, channels)`, sides of 16 to 256, 1 or 3
                channels.
            latent_dim: Int, length of a latent.
            width: Int, filters of the generator's hidden convolution; the
                discriminator's first layer has 4 times as many units.
            **kwargs: Arguments of the class.
        """
        return cls(
            vanilla.generator(image_shape, latent_dim, width),
            vanilla.discriminator(image_shape, 4 * width),
            **kwargs,
        )

    def default_optimizer(self, player):
        return keras.optimizers.SGD(0.05, momentum=0.5, global_clipnorm=1.0)
