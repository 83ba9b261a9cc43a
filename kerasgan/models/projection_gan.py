"""The GAN with a projection discriminator."""

import keras
import tensorflow as tf

from kerasgan import losses
from kerasgan import optimizers
from kerasgan.inputs import conditions_of
from kerasgan.models.conditional_gan import ConditionalGAN
from kerasgan.networks import conditional


class ProjectionGAN(ConditionalGAN):
    """SNGAN with labels: logits contain an inner product of image and label vectors.

    The generator is conditioned on labels by conditional batch normalization. One step
    takes `critic_steps` minibatches of the dataset, updates the discriminator on each
    with the hinge loss, and then updates the generator once.

    Reference: [Miyato & Koyama, 2018](https://arxiv.org/abs/1802.05637), eq. 3 and
    appendix A.

    Args:
        generator: `keras.Model` from a dict of `latents` and of labels to images.
        discriminator: `keras.Model` from a dict of `images` and of labels to logits.
        conditions: Dict from the names of labels to `kerasgan.inputs.Condition`s.
        critic_steps: Int. Discriminator updates for each generator update.

    Example:

    ```python
    gan = kerasgan.ProjectionGAN.for_images((64, 64, 3), 2, width=16)
    gan.compile()
    gan.fit(kerasgan.data.utkface("UTKFace/", labels="gender"), epochs=50)
    ```
    """

    objective = losses.Hinge()

    def __init__(self, generator, discriminator, conditions, critic_steps=5, **kwargs):
        super().__init__(generator, discriminator, conditions, **kwargs)
        self.critic_steps = critic_steps

    @classmethod
    def for_images(cls, image_shape, num_classes, latent_dim=128, width=64, **kwargs):
        """A model with residual networks for images of `image_shape`.

        Args:
            image_shape: `(height, width, channels)`, sides of 16 to 256, 1 or 3
                channels.
            num_classes: Int, or a list of the class names; for several labels a dict
                from the name of each label to its int or list, such as
                `dataset.class_names`. `kerasgan.inputs.Attributes(40)` stands for 40
                labels that are 0 or 1.
            latent_dim: Int, length of a latent.
            width: Int, channels of the layer next to the image; a model of width 16
                trains on a CPU.
            **kwargs: Arguments of the class.
        """
        conditions = conditions_of(num_classes)
        return cls(
            conditional.residual_generator(image_shape, conditions, latent_dim, width),
            conditional.projection(image_shape, conditions, width),
            conditions,
            **kwargs,
        )

    def default_optimizer(self, player):
        return optimizers.Adam(2e-4, beta_1=0.0, beta_2=0.9)

    def train_step(self, data):
        images, labels, _ = keras.utils.unpack_x_y_sample_weight(data)
        batch = images, self.labels_of(labels)

        for turn, (real, labels) in enumerate(self.minibatches(batch)):
            batch_size = tf.shape(real)[0]
            fake = self.generate(batch_size, labels, turn=turn)
            with tf.GradientTape() as tape:
                real_logits = self.discriminate(real, labels)
                fake_logits = self.discriminate(fake, labels)
                terms = self.objective.discriminator(real_logits, fake_logits)
                discriminator_loss = sum(terms.values())
            self.update("discriminator", discriminator_loss, tape, real_logits)

        with tf.GradientTape() as tape:
            fake = self.generate(batch_size, labels, turn=self.critic_steps)
            fake_logits = self.discriminate(fake, labels)
            generator_loss = self.generator_loss(fake_logits, real, labels)
        self.update("generator", generator_loss, tape)

        return {
            **terms,
            "discriminator_loss": discriminator_loss,
            "generator_loss": generator_loss,
            **self.objective.measures(real_logits, fake_logits),
        }
