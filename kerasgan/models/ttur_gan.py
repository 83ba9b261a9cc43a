"""A GAN whose players are kept in balance by their rates and turns."""

import keras
import tensorflow as tf

from kerasgan import optimizers
from kerasgan.models.gan import GAN


class TTURGAN(GAN):
    """GAN by the two time-scale update rule, with a busier generator.

    Where the discriminator outruns the generator, or the other way round, this is
    the first thing to try: the discriminator learns at twice the generator's rate,
    and the generator takes two turns to its one. The second turn draws new latents.

    References: [Heusel et al., 2017](https://arxiv.org/abs/1706.08500), section 2;
    doubled rate and doubled turns are what Roy & Quadir, "Creating Human-like Faces
    using Generative Adversarial Network (GAN)", section 4, name as remedies.

    Args:
        generator: `keras.Model` from latents to images in [-1, 1].
        discriminator: `keras.Model` from images to logits.
        generator_steps: Int. Generator updates to one of the discriminator.

    Example:

    >>> gan = kerasgan.TTURGAN.for_images((64, 64, 3), width=32)
    >>> gan.compile()
    >>> gan.fit(kerasgan.data.image_folder("faces/"), epochs=50)
    """

    def __init__(self, generator, discriminator, generator_steps=2, **kwargs):
        super().__init__(generator, discriminator, **kwargs)
        self.generator_steps = generator_steps

    @staticmethod
    def default_optimizer():
        return optimizers.two_time_scale(2e-4)[0]

    def default_discriminator_optimizer(self):
        return optimizers.two_time_scale(2e-4)[1]

    def train_step(self, data):
        real, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        batch_size = tf.shape(real)[0]

        fake = self.generate(batch_size)
        with tf.GradientTape() as tape:
            real_logits = self.discriminator(real, training=True)
            fake_logits = self.discriminator(fake, training=True)
            real_loss = self.objective.real(real_logits)
            fake_loss = self.objective.fake(fake_logits)
            discriminator_loss = real_loss + fake_loss
        self.update("discriminator", discriminator_loss, tape, real_logits)

        for turn in range(self.generator_steps):
            with tf.GradientTape() as tape:
                verdicts = self.discriminator(
                    self.generate(batch_size, turn=turn), training=True
                )
                generator_loss = self.objective.generator(verdicts)
            self.update("generator", generator_loss, tape)

        return self.report(
            discriminator_loss=discriminator_loss,
            real_loss=real_loss,
            fake_loss=fake_loss,
            generator_loss=generator_loss,
            **self.accuracies(real_logits, fake_logits),
        )
