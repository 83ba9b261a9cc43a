"""ACGAN."""

import keras
import tensorflow as tf

from kerasgan.inputs import conditions_of
from kerasgan.models.conditional_gan import ConditionalGAN
from kerasgan.networks import conditional


class ACGAN(ConditionalGAN):
    """Auxiliary classifier GAN: the discriminator predicts labels from images alone.

    Both players minimize the class loss, on real images and on fakes; they compete only
    over which images are real.

    Reference: [Odena et al., 2017](https://arxiv.org/abs/1610.09585), eqs. 2-3.

    Args:
        generator: `keras.Model` from a dict of `latents` and of labels to images.
        discriminator: `keras.Model` from images to a dict: `logits` and, under the
            name of each label, its prediction: for classes, logits
            `(batch, num_classes)`.
        conditions: Dict from the names of labels to `kerasgan.inputs.Condition`s.
        class_weight: Float. Weight of the class loss; the paper's is 1.

    Example:

    ```python
    gan = kerasgan.ACGAN.for_images((64, 64, 3), num_classes=["male", "female"])
    gan.compile()
    gan.fit(kerasgan.data.utkface("UTKFace/", labels="gender"), epochs=50)
    women = gan.sample(16, labels="female")
    ```
    """

    def __init__(
        self, generator, discriminator, conditions, class_weight=1.0, **kwargs
    ):
        super().__init__(generator, discriminator, conditions, **kwargs)
        self.class_weight = class_weight

    @classmethod
    def for_images(cls, image_shape, num_classes, latent_dim=100, width=128, **kwargs):
        """A model with DCGAN's networks; the discriminator also predicts labels.

        Args:
            image_shape: `(height, width, channels)`, sides of 16 to 256, 1 or 3
                channels.
            num_classes: Int, or a list of the class names; for several labels a dict
                from the name of each label to its int or list, such as
                `dataset.class_names`. `kerasgan.inputs.Attributes(40)` stands for 40
                labels that are 0 or 1.
            latent_dim: Int, length of a latent.
            width: Int, channels of the layer next to the image; a model of width 32
                trains on a CPU in minutes.
            **kwargs: Arguments of the class.
        """
        conditions = conditions_of(num_classes)
        return cls(
            conditional.generator(image_shape, conditions, latent_dim, width),
            conditional.classifier(image_shape, conditions, width),
            conditions,
            **kwargs,
        )

    @property
    def loss_names(self):
        return (*super().loss_names, "class_loss", "fake_class_loss")

    def train_step(self, data):
        real, labels, _ = keras.utils.unpack_x_y_sample_weight(data)
        labels = self.labels_of(labels)

        with tf.GradientTape() as generator_tape:
            fake = self.generate(tf.shape(real)[0], labels)

        with tf.GradientTape() as tape:
            of_real = self.discriminate(real)
            of_fake = self.discriminate(tf.stop_gradient(fake))
            real_logits, fake_logits = of_real["logits"], of_fake["logits"]
            terms = self.objective.discriminator(real_logits, fake_logits)
            discriminator_loss = sum(terms.values())
            class_loss = self.class_loss(of_real, labels)
            class_losses = class_loss + self.class_loss(of_fake, labels)
            total_loss = discriminator_loss + self.class_weight * class_losses
        self.update("discriminator", total_loss, tape, real_logits)

        with generator_tape:
            outputs = self.discriminate(fake)
            generator_loss = self.generator_loss(
                outputs["logits"], real, real_logits=real_logits
            )
            fake_class_loss = self.class_loss(outputs, labels)
            total_loss = generator_loss + self.class_weight * fake_class_loss
        self.update("generator", total_loss, generator_tape)

        return {
            **terms,
            "discriminator_loss": discriminator_loss,
            "generator_loss": generator_loss,
            "class_loss": class_loss,
            "fake_class_loss": fake_class_loss,
            **self.objective.measures(real_logits, fake_logits),
        }

    def class_loss(self, outputs, labels):
        """The loss of the predicted labels, summed over the kinds of labels."""
        return sum(
            condition.loss(outputs[name], labels[name])
            for name, condition in self.conditions.items()
        )
