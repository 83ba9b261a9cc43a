"""ProGAN."""

import keras
import tensorflow as tf

from kerasgan import losses
from kerasgan import optimizers
from kerasgan.inputs import Latents
from kerasgan.networks import progressive
from kerasgan.regularizers import interpolated_gradient_penalty
from kerasgan.regularizers import uniform
from kerasgan.training.growing import Growing


class ProGAN(Growing):
    """Progressive growing of GANs: images of 4x4 first, then of twice the size, ...

    One `fit` goes through all stages. `sample`, grids and exports use the stage that
    training has reached; `gan.sample(16, to=16)` uses an earlier stage, chosen by the
    side of its images. A subclass may set another `objective`, with `penalty_weight=0`
    if this objective needs no penalty.

    Reference: [Karras et al., 2018](https://arxiv.org/abs/1710.10196), sections 2 to 4
    and appendix A.

    Args:
        generator: `keras.Model`, such as `kerasgan.networks.progressive.generator`.
        discriminator: `keras.Model`, such as
            `kerasgan.networks.progressive.discriminator`.
        images_per_phase: Int, number of images in a fade, and in the training after it.
        penalty_weight: Float. Weight of the gradient penalty (lambda).
        drift_weight: Float. Weight of the mean square of the critic's scores of real
            images, which keeps them near 0.

    Example:

    ```python
    gan = kerasgan.ProGAN.for_images((64, 64, 3), width=64, base=512)
    gan.compile()
    gan.fit(kerasgan.data.image_folder("faces/", 64, batch_size=16), epochs=50)
    ```
    """

    players = {"generator": ("generator",), "discriminator": ("discriminator",)}
    averaged = ("generator",)
    objective = losses.Wasserstein()
    loss_names = ("critic_loss", "gradient_penalty", "drift", "generator_loss")
    measure_names = ("side", "alpha")

    def __init__(
        self,
        generator,
        discriminator,
        images_per_phase=800_000,
        penalty_weight=10.0,
        drift_weight=0.001,
        **kwargs,
    ):
        super().__init__(images_per_phase, **kwargs)
        self.generator = generator
        self.discriminator = discriminator
        self.penalty_weight = penalty_weight
        self.drift_weight = drift_weight

    @classmethod
    def for_images(cls, image_shape, latent_dim=512, width=512, base=None, **kwargs):
        """A model with the paper's networks.

        Args:
            image_shape: `(side, side, channels)` of the largest images, a power of two
                from 16 to 1024.
            latent_dim: Int, length of a latent.
            width: Int, the largest number of maps at any size; 64 trains on a CPU.
            base: Int. Each side has `2 * base / side` maps, at most `width` (default:
                16 times the width).
            **kwargs: Arguments of the class.
        """
        base = base or 16 * width
        return cls(
            progressive.generator(image_shape, latent_dim, base, width),
            progressive.discriminator(image_shape, base, width),
            **kwargs,
        )

    @property
    def inputs(self):
        return {"latents": Latents(self.generator.inputs[0].shape[-1])}

    def parts_at(self, stage):
        return {
            "generator": progressive.generator_at(self.generator, stage),
            "discriminator": progressive.discriminator_at(self.discriminator, stage),
        }

    def sampler_at(self, network, stage, alpha):
        return progressive.sampler_at(network, stage, alpha)

    def judge_at(self, network, stage, alpha):
        return progressive.judge_at(network, stage, alpha)

    def default_optimizer(self, player):
        return optimizers.Adam(1e-3, beta_1=0.0, beta_2=0.99, epsilon=1e-8)

    def train_step(self, data):
        images, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        real = self.real_of(images)
        batch_size = tf.shape(real)[0]

        # The fakes of both players: one tape runs around the critic's update.
        with tf.GradientTape() as generator_tape:
            fake = self.generate(batch_size)

        mix = uniform(self.noise((batch_size, 1, 1, 1), "interpolation"))
        fixed = tf.stop_gradient(fake)
        with tf.GradientTape() as tape:
            real_logits = self.critic(real)
            terms = self.objective.discriminator(real_logits, self.critic(fixed))
            critic_loss = sum(terms.values())
            penalty = tf.constant(0.0)
            if self.penalty_weight:
                penalty = interpolated_gradient_penalty(self.critic, real, fixed, mix)
            drift = tf.reduce_mean(tf.square(real_logits))
            total_loss = critic_loss + self.penalty_weight * penalty
            total_loss += self.drift_weight * drift
        self.update("discriminator", total_loss, tape)

        with generator_tape:
            others = self.critic(real) if self.objective.needs_real else None
            generator_loss = self.objective.generator(self.critic(fake), others)
        self.update("generator", generator_loss, generator_tape)

        return {
            "critic_loss": critic_loss,
            "gradient_penalty": penalty,
            "drift": drift,
            "generator_loss": generator_loss,
            "side": tf.constant(float(self.sides[self.stage])),
            "alpha": self.alpha,
        }

    def generate(self, batch_size, turn=0):
        """Fake images of the current stage for a training step."""
        latents = self.noise((batch_size, self.inputs["latents"].size), turn=turn)
        alpha = tf.fill((batch_size, 1), self.alpha)
        return self.parts["generator"]([latents, alpha], training=True)

    def critic(self, images):
        """The discriminator's scores at the current stage, in training mode."""
        alpha = tf.fill((tf.shape(images)[0], 1), self.alpha)
        return self.parts["discriminator"]([images, alpha], training=True)
