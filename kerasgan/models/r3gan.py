"""R3GAN."""

import keras
import tensorflow as tf

from kerasgan import losses
from kerasgan import optimizers
from kerasgan.models.gan import GAN
from kerasgan.networks import r3gan
from kerasgan.regularizers import zero_centered_penalty


class R3GAN(GAN):
    """Relativistic GAN with zero-centered gradient penalties on real images and fakes.

    Each real image is paired with a fake, and only the difference of their logits
    counts. The two penalties make training converge under the regularity conditions of
    the paper, and the networks need no normalization. In the paper, learning rates,
    decays and the weight of the penalties follow cosine schedules; here they stay at
    their initial values.

    It needs days of training on GPUs: the authors train on 20 million images for faces
    of 64x64. On two CPU cores a model of width 8 drew no face after 64,000 images,
    while `DCGAN` of width 32 draws good faces in the same time.

    Reference: [Huang et al., 2024](https://arxiv.org/abs/2501.05441), eqs. 2-5.

    Args:
        generator: `keras.Model` from latents to images in [-1, 1].
        discriminator: `keras.Model` from images to logits; no batch normalization.
        penalty_weight: Float. Weight of both penalties (gamma), which the loss halves:
            2 for faces of 64x64 in the paper, 150 for 256x256.

    Example:

    ```python
    gan = kerasgan.R3GAN.for_images((64, 64, 3), width=96)
    gan.compile()
    gan.fit(kerasgan.data.image_folder("faces/"), epochs=50)
    ```
    """

    objective = losses.Relativistic()

    def __init__(self, generator, discriminator, penalty_weight=2.0, **kwargs):
        super().__init__(generator, discriminator, **kwargs)
        self.penalty_weight = penalty_weight

    @classmethod
    def for_images(cls, image_shape, latent_dim=64, width=768, **kwargs):
        """A model with the paper's networks for images of `image_shape`.

        Args:
            image_shape: `(height, width, channels)`, sides of 16 to 256, 1 or 3
                channels.
            latent_dim: Int, length of a latent.
            width: Int, channels of the smallest maps.
            **kwargs: Arguments of the class.
        """
        return cls(
            r3gan.generator(image_shape, latent_dim, width),
            r3gan.discriminator(image_shape, width),
            **kwargs,
        )

    def default_optimizer(self, player):
        return optimizers.Adam(2e-4, beta_1=0.0, beta_2=0.9)

    @property
    def loss_names(self):
        return (*super().loss_names, "r1_penalty", "r2_penalty")

    def train_step(self, data):
        real, _, _ = keras.utils.unpack_x_y_sample_weight(data)

        # The fakes of both players: one tape runs around the discriminator's update.
        with tf.GradientTape() as generator_tape:
            fake = self.generate(tf.shape(real)[0])

        with tf.GradientTape() as tape:
            real_logits = self.discriminate(real)
            fake_logits = self.discriminate(tf.stop_gradient(fake))
            terms = self.objective.discriminator(real_logits, fake_logits)
            discriminator_loss = sum(terms.values())
            r1 = zero_centered_penalty(self.discriminate, real)
            r2 = zero_centered_penalty(self.discriminate, fake)
            total_loss = discriminator_loss + self.penalty_weight / 2 * (r1 + r2)
        self.update("discriminator", total_loss, tape)

        with generator_tape:
            generator_loss = self.generator_loss(self.discriminate(fake), real)
        self.update("generator", generator_loss, generator_tape)

        return {
            **terms,
            "discriminator_loss": discriminator_loss,
            "r1_penalty": r1,
            "r2_penalty": r2,
            "generator_loss": generator_loss,
            **self.objective.measures(real_logits, fake_logits),
        }
