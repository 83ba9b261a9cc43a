"""The conditional GAN."""

import keras
import tensorflow as tf

from kerasgan import latent
from kerasgan.conditions import conditions_of
from kerasgan.conditions import encoded
from kerasgan.conditions import inputs_for
from kerasgan.conditions import values_in
from kerasgan.models.batches import BatchSpec
from kerasgan.models.gan import GAN
from kerasgan.networks import conditional


class ConditionalGAN(GAN):
    """Conditional GAN: labels say what is to be seen.

    Both players are told each image's label. A step's fakes have the labels of its
    real images.

    Labels are ints, or their names in `sample`; several of them a dict by name; see
    `kerasgan.conditions` for attributes and codes. Exports take them, too.

    Reference: [Mirza & Osindero, 2014](https://arxiv.org/abs/1411.1784), eq. 2.

    Args:
        generator: `keras.Model` from a dict of `latents` `(batch, latent_dim)` and of
            labels by name to images in [-1, 1].
        discriminator: `keras.Model` from a dict of `images` and of labels to logits.
        conditions: Dict from the names of labels to `kerasgan.conditions.Condition`s.

    Example:

    >>> faces = kerasgan.data.utkface("UTKFace/", labels=("age_group", "gender"))
    >>> gan = kerasgan.ConditionalGAN.for_images(
    ...     (64, 64, 3), {"age_group": 5, "gender": ["male", "female"]}
    ... )
    >>> gan.compile()
    >>> gan.fit(faces, epochs=50)
    >>> women = gan.sample(16, labels={"gender": "female"})
    """

    def __init__(self, generator, discriminator, conditions, **kwargs):
        self.conditions = dict(conditions)
        super().__init__(generator, discriminator, **kwargs)

    @classmethod
    def for_images(cls, image_shape, num_classes, latent_dim=100, width=128, **kwargs):
        """A model with DCGAN's networks, which have labels among their inputs.

        Args:
            image_shape: `(height, width, channels)`, sides of 16 to 256, 1 or 3
                channels.
            num_classes: Int, or a list of the classes' names; for several labels a
                dict of such by the labels' names, such as that of
                `dataset.class_names`. `kerasgan.conditions.Attributes(40)` stands for
                40 labels that are 0 or 1.
            latent_dim: Int, length of a latent.
            width: Int, channels next to the image; 32 trains on a CPU.
            **kwargs: Arguments of the class.
        """
        conditions = conditions_of(num_classes)
        return cls(
            conditional.generator(image_shape, conditions, latent_dim, width),
            conditional.discriminator(image_shape, conditions, width),
            conditions,
            **kwargs,
        )

    def train_step(self, data):
        real, labels, _ = keras.utils.unpack_x_y_sample_weight(data)
        labels = self.labels_of(labels)

        # The fakes of both players: one tape runs around the discriminator's update.
        with tf.GradientTape() as generator_tape:
            fake = self.generate(tf.shape(real)[0], labels)

        with tf.GradientTape() as tape:
            real_logits = self.discriminate(real, labels)
            fake_logits = self.discriminate(tf.stop_gradient(fake), labels)
            real_loss = self.objective.real(real_logits)
            fake_loss = self.objective.fake(fake_logits)
            discriminator_loss = real_loss + fake_loss
        self.update("discriminator", discriminator_loss, tape, real_logits)

        with generator_tape:
            verdicts = self.discriminate(fake, labels)
            generator_loss = self.objective.generator(verdicts)
        self.update("generator", generator_loss, generator_tape)

        return self.report(
            discriminator_loss=discriminator_loss,
            real_loss=real_loss,
            fake_loss=fake_loss,
            generator_loss=generator_loss,
            **self.accuracies(real_logits, fake_logits),
        )

    def generate(self, batch_size, labels, turn=0):
        """Fake images for a training step, of the labels.

        Args:
            batch_size: Int.
            labels: Dict of `batch_size` labels each.
            turn: Int, which of several batches of fakes in a step (default: 0).
        """
        latents = self.noise((batch_size, self.latent_dim), "latents", turn)
        return self.generator({"latents": latents, **labels}, training=True)

    def discriminate(self, images, labels):
        """Logits of images with their labels, in training."""
        return self.discriminator({"images": images, **labels}, training=True)

    def labels_of(self, labels):
        """The labels of a batch by name, as the networks take them."""
        return inputs_for(values_in(labels, self.conditions), self.conditions)

    @property
    def batch_spec(self):
        return BatchSpec(self.image_shape, self.conditions)

    @property
    def latent_dim(self):
        return self.generator.input["latents"].shape[-1]

    # Sampling.

    def sample(self, num_images, seed=None, batch_size=64, averaged=True, labels=None):
        """Images from fresh latents.

        Args:
            num_images, seed, batch_size, averaged: As of every GAN.
            labels: A label for all images, or one for each; ints, or their names; of
                several kinds a dict of such. Of those left out each is as likely as
                any other.

        Returns:
            Float32 array `(num_images, height, width, channels)` in [-1, 1].

        Raises:
            ValueError: There is no such label, or another number of them.
        """
        inputs = self.sampler_inputs(self.seeds_of_samples(num_images, seed), labels)
        return self.images_of(inputs, batch_size, averaged)

    def sampler_inputs(self, seeds, labels=None):
        """What the sampler takes for an image of each pair of seeds, `(batch, 2)`."""
        given = encoded(labels, self.conditions, len(seeds))
        inputs = {"latents": latent.from_seeds(seeds, self.latent_dim)}
        for place, (name, condition) in enumerate(self.conditions.items(), start=1):
            # Seeds that no image has: what is drawn depends on no latent.
            others = tf.cast(seeds, "int64") + tf.constant([place << 40, 0], "int64")
            noise = latent.from_seeds(others, condition.size)
            inputs[name] = given.get(name, condition.from_noise(noise))
        return inputs
