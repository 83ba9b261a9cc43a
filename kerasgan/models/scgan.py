"""SCGAN."""

import keras
import tensorflow as tf

from kerasgan import losses
from kerasgan.models.conditional_gan import ConditionalGAN


class SCGAN(ConditionalGAN):
    """Similarity constraint GAN: fakes with the same label are alike, others are not.

    The constraint is an additional term of the generator's loss, so labels have a
    visible effect, and images vary less in everything else. In the paper the conditions
    have no labels and get their meaning from the constraint; here the conditions are
    labels, and the discriminator takes them, too.

    Reference: Li et al., "SCGAN: Disentangled Representation Learning by Adding
    Similarity Constraint on Generative Adversarial Nets", IEEE Access, 2019,
    doi:10.1109/ACCESS.2018.2872695; on the GAN of
    [Mirza & Osindero, 2014](https://arxiv.org/abs/1411.1784).

    Args:
        generator: `keras.Model` from a dict of `latents` and of labels to images.
        discriminator: `keras.Model` from a dict of `images` and of labels to logits.
        conditions: Dict from the names of labels to `kerasgan.inputs.Condition`s.
        similarity_weight: Float. Weight of the constraint (lambda). Distances grow
            with the number of pixels: the paper's 1 is for 28x28 gray pixels.

    Example:

    ```python
    gan = kerasgan.SCGAN.for_images((64, 64, 3), num_classes=["male", "female"])
    gan.compile()
    gan.fit(kerasgan.data.utkface("UTKFace/", labels="gender"), epochs=50)
    ```
    """

    def __init__(
        self, generator, discriminator, conditions, similarity_weight=1.0, **kwargs
    ):
        super().__init__(generator, discriminator, conditions, **kwargs)
        self.similarity_weight = similarity_weight

    @property
    def loss_names(self):
        return (*super().loss_names, "similarity_loss")

    def train_step(self, data):
        real, labels, _ = keras.utils.unpack_x_y_sample_weight(data)
        labels = self.labels_of(labels)

        with tf.GradientTape() as generator_tape:
            fake = self.generate(tf.shape(real)[0], labels)

        with tf.GradientTape() as tape:
            real_logits = self.discriminate(real, labels)
            fake_logits = self.discriminate(tf.stop_gradient(fake), labels)
            terms = self.objective.discriminator(real_logits, fake_logits)
            discriminator_loss = sum(terms.values())
        self.update("discriminator", discriminator_loss, tape, real_logits)

        with generator_tape:
            fake_logits = self.discriminate(fake, labels)
            generator_loss = self.generator_loss(fake_logits, real, labels)
            similarity_loss = sum(
                losses.similarity_constraint(fake, condition.vector(labels[name]))
                for name, condition in self.conditions.items()
            )
            total_loss = generator_loss + self.similarity_weight * similarity_loss
        self.update("generator", total_loss, generator_tape)

        return {
            **terms,
            "discriminator_loss": discriminator_loss,
            "generator_loss": generator_loss,
            "similarity_loss": similarity_loss,
            **self.objective.measures(real_logits, fake_logits),
        }
