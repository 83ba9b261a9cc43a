"""BEGAN."""

import keras
import tensorflow as tf

from kerasgan import optimizers
from kerasgan.losses import reconstruction
from kerasgan.models.gan import GAN
from kerasgan.networks import autoencoder


class BEGAN(GAN):
    """Boundary equilibrium GAN: the discriminator is an autoencoder.

    The discriminator learns to reconstruct real images well and fakes badly, as far as
    the balance k allows: k keeps the loss on fakes at a fixed fraction of the loss on
    real images. `convergence`, the paper's global measure, falls while the images get
    better.

    References: [Berthelot et al., 2017](https://arxiv.org/abs/1703.10717), eqs. 5-6;
    "Realistic Face Image Generation Based on Generative Adversarial Network", whose
    generator ends in tanh and whose rate is 1e-4.

    Args:
        generator: `keras.Model` from latents to images in [-1, 1].
        discriminator: `keras.Model` from images to reconstructions of them.
        diversity: Float in [0, 1]. The loss on fakes divided by the loss on real images
            (gamma); a lower value makes cleaner and more uniform faces.
        balance_rate: Float. The learning rate of k (lambda_k).

    Example:

    ```python
    gan = kerasgan.BEGAN.for_images((64, 64, 3), width=32)
    gan.compile()
    gan.fit(kerasgan.data.image_folder("faces/"), epochs=50)
    ```
    """

    loss_names = ("discriminator_loss", "real_loss", "fake_loss", "generator_loss")
    measure_names = ("k", "convergence")
    objective = None  # its losses are distances, not of logits

    def __init__(
        self, generator, discriminator, diversity=0.5, balance_rate=1e-3, **kwargs
    ):
        super().__init__(generator, discriminator, **kwargs)
        self.diversity = diversity
        self.balance_rate = balance_rate
        self.k = self.add_weight(
            shape=(), initializer="zeros", trainable=False, aggregation="mean", name="k"
        )

    @classmethod
    def for_images(cls, image_shape, latent_dim=64, width=64, **kwargs):
        """A model with the paper's networks for images of `image_shape`.

        Args:
            image_shape: `(height, width, channels)`, sides of 16 to 256, 1 or 3
                channels.
            latent_dim: Int, length of a latent and of the autoencoder's code.
            width: Int, channels of the layer next to the image (n).
            **kwargs: Arguments of the class.
        """
        return cls(
            autoencoder.generator(image_shape, latent_dim, width),
            autoencoder.discriminator(image_shape, latent_dim, width),
            **kwargs,
        )

    def default_optimizer(self, player):
        return optimizers.Adam(1e-4, beta_1=0.5)

    def train_step(self, data):
        real, _, _ = keras.utils.unpack_x_y_sample_weight(data)

        # The fakes of both players: one tape runs around the discriminator's update.
        with tf.GradientTape() as generator_tape:
            fake = self.generate(tf.shape(real)[0])

        with tf.GradientTape() as tape:
            real_loss = self.reconstruction_loss(real)
            fake_loss = self.reconstruction_loss(tf.stop_gradient(fake))
            discriminator_loss = real_loss - self.k * fake_loss
        self.update("discriminator", discriminator_loss, tape)

        with generator_tape:
            generator_loss = self.reconstruction_loss(fake)
        self.update("generator", generator_loss, generator_tape)

        balance = self.diversity * real_loss - generator_loss
        self.k.assign(tf.clip_by_value(self.k + self.balance_rate * balance, 0.0, 1.0))

        return {
            "discriminator_loss": discriminator_loss,
            "real_loss": real_loss,
            "fake_loss": fake_loss,
            "generator_loss": generator_loss,
            "k": self.k,
            "convergence": real_loss + tf.abs(balance),
        }

    def reconstruction_loss(self, images):
        """The discriminator's loss of reconstructing images (L)."""
        return reconstruction(images, self.discriminate(images))
