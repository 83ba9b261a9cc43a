"""ACGAN."""

import keras
import tensorflow as tf

from kerasgan.conditions import conditions_of
from kerasgan.models.conditional_gan import ConditionalGAN
from kerasgan.networks import conditional


class ACGAN(ConditionalGAN):
    """Auxiliary classifier GAN: the discriminator is not told labels, it tells them.

    Both players lower the class loss, on real images and on fakes; only what is real
    and what is fake sets them at odds.

    Reference: [Odena et al., 2017](https://arxiv.org/abs/1610.09585), eqs. 2-3.

    Args:
        generator: `keras.Model` from a dict of `latents` and of labels to images.
        discriminator: `keras.Model` from images to a dict of `logits` and of what
            tells each label: logits `(batch, num_classes)`, for classes.
        conditions: Dict from the names of labels to `kerasgan.conditions.Condition`s.
        class_weight: Float. Weight of the class loss; the paper's is 1.

    Example:

    >>> gan = kerasgan.ACGAN.for_images((64, 64, 3), num_classes=["male", "female"])
    >>> gan.compile()
    >>> gan.fit(kerasgan.data.utkface("UTKFace/", labels="gender"), epochs=50)
    >>> women = gan.sample(16, labels="female")
    """

    loss_names = (*ConditionalGAN.loss_names, "class_loss", "fake_class_loss")

    def __init__(
        self, generator, discriminator, conditions, class_weight=1.0, **kwargs
    ):
        super().__init__(generator, discriminator, conditions, **kwargs)
        self.class_weight = class_weight

    @classmethod
    def for_images(cls, image_shape, num_classes, latent_dim=100, width=128, **kwargs):
        """A model with DCGAN's networks, whose discriminator tells labels, too.

        Args:
            image_shape, num_classes, latent_dim, width: As of `ConditionalGAN`.
            **kwargs: Arguments of the class.
        """
        conditions = conditions_of(num_classes)
        return cls(
            conditional.generator(image_shape, conditions, latent_dim, width),
            conditional.classifier(image_shape, conditions, width),
            conditions,
            **kwargs,
        )

    def train_step(self, data):
        real, labels, _ = keras.utils.unpack_x_y_sample_weight(data)
        labels = self.labels_of(labels)

        with tf.GradientTape() as generator_tape:
            fake = self.generate(tf.shape(real)[0], labels)

        with tf.GradientTape() as tape:
            of_real = self.discriminator(real, training=True)
            of_fake = self.discriminator(tf.stop_gradient(fake), training=True)
            real_loss = self.objective.real(of_real["logits"])
            fake_loss = self.objective.fake(of_fake["logits"])
            discriminator_loss = real_loss + fake_loss
            class_loss = self.class_loss(of_real, labels)
            class_losses = class_loss + self.class_loss(of_fake, labels)
            total_loss = discriminator_loss + self.class_weight * class_losses
        self.update("discriminator", total_loss, tape, of_real["logits"])

        with generator_tape:
            verdicts = self.discriminator(fake, training=True)
            generator_loss = self.objective.generator(verdicts["logits"])
            fake_class_loss = self.class_loss(verdicts, labels)
            total_loss = generator_loss + self.class_weight * fake_class_loss
        self.update("generator", total_loss, generator_tape)

        return self.report(
            discriminator_loss=discriminator_loss,
            real_loss=real_loss,
            fake_loss=fake_loss,
            generator_loss=generator_loss,
            class_loss=class_loss,
            fake_class_loss=fake_class_loss,
            **self.accuracies(of_real["logits"], of_fake["logits"]),
        )

    def class_loss(self, outputs, labels):
        """How badly the outputs tell the labels, summed over the kinds of labels."""
        return sum(
            condition.loss(outputs[name], labels[name])
            for name, condition in self.conditions.items()
        )
