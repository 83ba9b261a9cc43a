"""A GAN whose players are kept in balance by their rates and turns."""

import keras
import tensorflow as tf

from kerasgan import optimizers
from kerasgan.models.gan import GAN


class TTURGAN(GAN):
    """GAN with the two time-scale update rule and more generator updates.

    Try it first if one player becomes too strong for the other. The discriminator's
    learning rate is twice the generator's, and the generator is updated twice for each
    update of the discriminator. The second update uses new latents.

    References: [Heusel et al., 2017](https://arxiv.org/abs/1706.08500), section 2;
    doubled rate and doubled turns are what Roy & Quadir, "Creating Human-like Faces
    using Generative Adversarial Network (GAN)", section 4, name as remedies.

    Args:
        generator: `keras.Model` from latents to images in [-1, 1].
        discriminator: `keras.Model` from images to logits.
        generator_steps: Int. Generator updates for each discriminator update.

    Example:

    ```python
    gan = kerasgan.TTURGAN.for_images((64, 64, 3), width=32)
    gan.compile()
    gan.fit(kerasgan.data.image_folder("faces/"), epochs=50)
    ```
    """

    def __init__(self, generator, discriminator, generator_steps=2, **kwargs):
        super().__init__(generator, discriminator, **kwargs)
        self.generator_steps = generator_steps

    def default_optimizer(self, player):
        generator, discriminator = optimizers.two_time_scale(2e-4)
        return generator if player == "generator" else discriminator

    def train_step(self, data):
        real, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        batch_size = tf.shape(real)[0]

        fake = self.generate(batch_size)
        with tf.GradientTape() as tape:
            real_logits = self.discriminate(real)
            fake_logits = self.discriminate(fake)
            terms = self.objective.discriminator(real_logits, fake_logits)
            discriminator_loss = sum(terms.values())
        self.update("discriminator", discriminator_loss, tape, real_logits)

        for turn in range(self.generator_steps):
            with tf.GradientTape() as tape:
                fake = self.generate(batch_size, turn=turn)
                generator_loss = self.generator_loss(self.discriminate(fake), real)
            self.update("generator", generator_loss, tape)

        return {
            **terms,
            "discriminator_loss": discriminator_loss,
            "generator_loss": generator_loss,
            **self.objective.measures(real_logits, fake_logits),
        }
