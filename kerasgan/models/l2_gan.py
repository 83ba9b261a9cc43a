"""The L2 GAN."""

import keras
import tensorflow as tf

from kerasgan.models.plain_gan import PlainGAN
from kerasgan.regularizers import l2_penalty


class L2GAN(PlainGAN):
    """The plain GAN with a penalty on the squares of the discriminator's weights.

    Reference: Cheng, "A Comparison of Different Methods of Face Image Generation",
    section 3.2, after [Kurach et al., 2019](https://arxiv.org/abs/1807.04720).

    Args:
        generator: `keras.Model` from latents to images in [-1, 1].
        discriminator: `keras.Model` from images to logits.
        penalty_weight: Float. Weight of the sum of squares (lambda).

    Example:

    ```python
    gan = kerasgan.L2GAN.for_images((96, 96, 3))
    gan.compile()
    gan.fit(kerasgan.data.image_folder("faces/", 96, crop=178), epochs=50)
    ```
    """

    def __init__(self, generator, discriminator, penalty_weight=0.02, **kwargs):
        super().__init__(generator, discriminator, **kwargs)
        self.penalty_weight = penalty_weight

    @property
    def loss_names(self):
        return (*super().loss_names, "l2_penalty")

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
            penalty = self.penalty_weight * l2_penalty(self.discriminator)
            total_loss = discriminator_loss + penalty
        self.update("discriminator", total_loss, tape, real_logits)

        with generator_tape:
            generator_loss = self.generator_loss(self.discriminate(fake), real)
        self.update("generator", generator_loss, generator_tape)

        return {
            **terms,
            "discriminator_loss": discriminator_loss,
            "l2_penalty": penalty,
            "generator_loss": generator_loss,
            **self.objective.measures(real_logits, fake_logits),
        }
