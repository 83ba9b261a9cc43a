"""WGAN-GP."""

import keras
import tensorflow as tf

from kerasgan import losses
from kerasgan import optimizers
from kerasgan.layers import LayerNormalization
from kerasgan.models.gan import GAN
from kerasgan.networks import dcgan
from kerasgan.regularizers import interpolated_gradient_penalty
from kerasgan.regularizers import uniform


class WGANGP(GAN):
    """Wasserstein GAN with gradient penalty.

    One step takes `critic_steps` minibatches of the dataset, updates the critic on
    each, and then updates the generator once. The critic must treat each image
    independently, so it has layer normalization instead of batch normalization.

    Reference: [Gulrajani et al., 2017](https://arxiv.org/abs/1704.00028),
    Algorithm 1.

    Args:
        generator: `keras.Model` from latents to images in [-1, 1].
        discriminator: `keras.Model` from images to scores, the critic.
        critic_steps: Int. Critic updates for each generator update (n_critic).
        penalty_weight: Float. Weight of the gradient penalty (lambda).

    Example:

    ```python
    gan = kerasgan.WGANGP.for_images((64, 64, 3), width=32)
    gan.compile()
    gan.fit(kerasgan.data.image_folder("faces/"), epochs=50)
    ```
    """

    loss_names = ("critic_loss", "gradient_penalty", "generator_loss")
    measure_names = ()
    objective = losses.Wasserstein()

    def __init__(
        self, generator, discriminator, critic_steps=5, penalty_weight=10.0, **kwargs
    ):
        super().__init__(generator, discriminator, **kwargs)
        self.critic_steps = critic_steps
        self.penalty_weight = penalty_weight

    @classmethod
    def for_images(cls, image_shape, latent_dim=128, width=128, **kwargs):
        """A model with DCGAN's networks; the critic has layer normalization.

        Args:
            image_shape: `(height, width, channels)`, sides of 16 to 256, 1 or 3
                channels.
            latent_dim: Int, length of a latent.
            width: Int, channels of the layer next to the image; a model of width 32
                trains on a CPU.
            **kwargs: Arguments of the class.
        """
        return cls(
            dcgan.generator(image_shape, latent_dim, width),
            dcgan.discriminator(image_shape, width, normalization=LayerNormalization),
            **kwargs,
        )

    def default_optimizer(self, player):
        return optimizers.Adam(1e-4, beta_1=0.0, beta_2=0.9)

    def train_step(self, data):
        images, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        critic = self.discriminate

        for turn, real in enumerate(self.minibatches(images)):
            batch_size = tf.shape(real)[0]
            fake = self.generate(batch_size, turn=turn)
            mix = self.noise((batch_size, 1, 1, 1), "interpolation", turn)
            with tf.GradientTape() as tape:
                terms = self.objective.discriminator(critic(real), critic(fake))
                critic_loss = sum(terms.values())
                penalty = interpolated_gradient_penalty(
                    critic, real, fake, uniform(mix)
                )
                total_loss = critic_loss + self.penalty_weight * penalty
            self.update("discriminator", total_loss, tape)

        with tf.GradientTape() as tape:
            fake = self.generate(batch_size, turn=self.critic_steps)
            generator_loss = self.objective.generator(critic(fake))
        self.update("generator", generator_loss, tape)

        return {
            "critic_loss": critic_loss,
            "gradient_penalty": penalty,
            "generator_loss": generator_loss,
        }
