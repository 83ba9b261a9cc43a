"""The conditional GAN."""

import keras
import tensorflow as tf

from kerasgan.inputs import Images
from kerasgan.inputs import Latents
from kerasgan.inputs import conditions_of
from kerasgan.inputs import named
from kerasgan.models.gan import GAN
from kerasgan.networks import conditional
from kerasgan.training import BatchSpec


class ConditionalGAN(GAN):
    """Conditional GAN: both players are conditioned on labels.

    In each step the fakes have the same labels as the real images.

    Labels are ints; `sample` also takes their names. Several labels are a dict by name;
    see `kerasgan.inputs` for attributes and codes. Exported models take labels, too.

    Reference: [Mirza & Osindero, 2014](https://arxiv.org/abs/1411.1784), eq. 2.

    Args:
        generator: `keras.Model` from a dict of `latents` `(batch, latent_dim)` and of
            labels by name to images in [-1, 1].
        discriminator: `keras.Model` from a dict of `images` and of labels to logits.
        conditions: Dict from the names of labels to `kerasgan.inputs.Condition`s.

    Example:

    ```python
    faces = kerasgan.data.utkface("UTKFace/", labels=("age_group", "gender"))
    gan = kerasgan.ConditionalGAN.for_images(
        (64, 64, 3), {"age_group": 5, "gender": ["male", "female"]}
    )
    gan.compile()
    gan.fit(faces, epochs=50)
    women = gan.sample(16, labels={"gender": "female"})
    ```
    """

    def __init__(self, generator, discriminator, conditions, **kwargs):
        self.conditions = dict(conditions)
        super().__init__(generator, discriminator, **kwargs)

    @classmethod
    def for_images(cls, image_shape, num_classes, latent_dim=100, width=128, **kwargs):
        """A model with DCGAN's networks, which take labels as additional inputs.

        Args:
            image_shape: `(height, width, channels)`, sides of 16 to 256, 1 or 3
                channels.
            latent_dim: Int, length of a latent.
            width: Int, channels of the layer next to the image; a model of width 32
                trains on a CPU in minutes.
            num_classes: Int, or a list of the class names; for several labels a dict
                from the name of each label to its int or list, such as
                `dataset.class_names`. `kerasgan.inputs.Attributes(40)` stands for 40
                labels that are 0 or 1.
            **kwargs: Arguments of the class.
        """
        conditions = conditions_of(num_classes)
        return cls(
            conditional.generator(image_shape, conditions, latent_dim, width),
            conditional.discriminator(image_shape, conditions, width),
            conditions,
            **kwargs,
        )

    @property
    def inputs(self):
        size = self.generator.input["latents"].shape[-1]
        return {"latents": Latents(size), **self.conditions}

    @property
    def batch_spec(self):
        return BatchSpec(images=Images(self.image_shape), labels=self.conditions)

    def train_step(self, data):
        real, labels, _ = keras.utils.unpack_x_y_sample_weight(data)
        labels = self.labels_of(labels)

        # The fakes of both players: one tape runs around the discriminator's update.
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
            generator_loss = self.generator_loss(fake_logits, real, labels, real_logits)
        self.update("generator", generator_loss, generator_tape)

        return {
            **terms,
            "discriminator_loss": discriminator_loss,
            "generator_loss": generator_loss,
            **self.objective.measures(real_logits, fake_logits),
        }

    def labels_of(self, labels):
        """The labels of a batch by name, as the networks take them."""
        return named.as_inputs(
            named.values_in(labels, self.conditions), self.conditions
        )
