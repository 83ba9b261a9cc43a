"""The GAN with a projection discriminator."""

import keras
import tensorflow as tf

from kerasgan import losses
from kerasgan import optimizers
from kerasgan.conditions import conditions_of
from kerasgan.models.conditional_gan import ConditionalGAN
from kerasgan.networks import conditional


class ProjectionGAN(ConditionalGAN):
    """SNGAN with labels: an inner product says how an image goes with its label.

    The generator takes them in by conditional batch normalization. One step takes
    `discriminator_steps` minibatches of the dataset, updates the discriminator on each
    under the hinge loss, and then the generator once.

    Reference: [Miyato & Koyama, 2018](https://arxiv.org/abs/1802.05637), eq. 3 and
    appendix A.

    Args:
        generator: `keras.Model` from a dict of `latents` and of labels to images.
        discriminator: `keras.Model` from a dict of `images` and of labels to logits.
        conditions: Dict from the names of labels to `kerasgan.conditions.Condition`s.
        discriminator_steps: Int. Discriminator updates to one of the generator.

    Example:

    >>> gan = kerasgan.ProjectionGAN.for_images((64, 64, 3), 2, width=16)
    >>> gan.compile()
    >>> gan.fit(kerasgan.data.utkface("UTKFace/", labels="gender"), epochs=50)
    """

    objective = losses.Hinge()

    def __init__(
        self, generator, discriminator, conditions, discriminator_steps=5, **kwargs
    ):
        super().__init__(generator, discriminator, conditions, **kwargs)
        self.discriminator_steps = discriminator_steps

    @classmethod
    def for_images(cls, image_shape, num_classes, latent_dim=128, width=64, **kwargs):
        """A model with residual networks for images of `image_shape`.

        Args:
            image_shape, num_classes, latent_dim: As of `ConditionalGAN`.
            width: Int, channels next to the image; 16 trains on a CPU.
            **kwargs: Arguments of the class.
        """
        conditions = conditions_of(num_classes)
        return cls(
            conditional.residual_generator(image_shape, conditions, latent_dim, width),
            conditional.projection(image_shape, conditions, width),
            conditions,
            **kwargs,
        )

    @staticmethod
    def default_optimizer():
        return optimizers.Adam(2e-4, beta_1=0.0, beta_2=0.9)

    @property
    def minibatches(self):
        return self.discriminator_steps

    def train_step(self, data):
        images, labels, _ = keras.utils.unpack_x_y_sample_weight(data)
        labels = self.labels_of(labels)

        for turn in range(self.discriminator_steps):
            real, told = self.minibatch((images, labels), turn)
            batch_size = tf.shape(real)[0]
            fake = self.generate(batch_size, told, turn=turn)
            with tf.GradientTape() as tape:
                real_logits = self.discriminate(real, told)
                fake_logits = self.discriminate(fake, told)
                real_loss = self.objective.real(real_logits)
                fake_loss = self.objective.fake(fake_logits)
                discriminator_loss = real_loss + fake_loss
            self.update("discriminator", discriminator_loss, tape, real_logits)

        with tf.GradientTape() as tape:
            fake = self.generate(batch_size, told, turn=self.discriminator_steps)
            generator_loss = self.objective.generator(self.discriminate(fake, told))
        self.update("generator", generator_loss, tape)

        return self.report(
            discriminator_loss=discriminator_loss,
            real_loss=real_loss,
            fake_loss=fake_loss,
            generator_loss=generator_loss,
            **self.accuracies(real_logits, fake_logits),
        )

    def minibatch(self, batches, turn):
        """One of the minibatches that a step's tensors have behind one another."""
        return tf.nest.map_structure(
            lambda batch: tf.split(batch, self.discriminator_steps)[turn], batches
        )
