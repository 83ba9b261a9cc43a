"""GAN, the two-player game that most models specialize."""

import keras
import tensorflow as tf

from kerasgan import losses
from kerasgan.inputs import Images
from kerasgan.inputs import Latents
from kerasgan.inputs import named
from kerasgan.networks import dcgan
from kerasgan.training import AdversarialModel
from kerasgan.training import BatchSpec
from kerasgan.training import soundness


class GAN(AdversarialModel):
    """Generative adversarial network.

    Each step takes a minibatch of real images and one of fakes. Both players use the
    same fakes: first the discriminator is updated, then the generator.

    Reference: [Goodfellow et al., 2014](https://arxiv.org/abs/1406.2661),
    Algorithm 1 with k = 1 and the generator's loss of section 3.

    Args:
        generator: `keras.Model` from latents `(batch, latent_dim)`, drawn from a
            standard normal distribution, to images in [-1, 1].
        discriminator: `keras.Model` from images to logits.

    Example:

    ```python
    gan = kerasgan.GAN.for_images((64, 64, 3))
    gan.compile()
    gan.fit(images, epochs=10)
    faces = gan.sample(16)
    ```
    """

    players = {"generator": ("generator",), "discriminator": ("discriminator",)}
    averaged = ("generator",)
    objective = losses.NonSaturating()
    # Whether the generator's loss takes the real logits of the discriminator's step,
    # of one update before; else real images are judged anew where it needs them.
    reuses_real_logits = False

    def __init__(self, generator, discriminator, **kwargs):
        super().__init__(**kwargs)
        self.generator = generator
        if soundness.lacks_shape(discriminator) and len(generator.inputs) == 1:
            discriminator.build(generator.output_shape)  # what it has to judge
        self.discriminator = discriminator

    @classmethod
    def for_images(cls, image_shape, latent_dim=100, width=128, **kwargs):
        """A model with DCGAN's networks for images of `image_shape`.

        Args:
            image_shape: `(height, width, channels)`, sides of 16 to 256, 1 or 3
                channels.
            latent_dim: Int, length of a latent.
            width: Int, channels of the layer next to the image; a model of width 32
                trains on a CPU in minutes.
            **kwargs: Arguments of the class.
        """
        return cls(
            dcgan.generator(image_shape, latent_dim, width),
            dcgan.discriminator(image_shape, width),
            **kwargs,
        )

    @property
    def loss_names(self):
        names = ("discriminator_loss", *self.objective.terms, "generator_loss")
        return tuple(dict.fromkeys(names))

    @property
    def measure_names(self):
        return self.objective.measure_names

    @property
    def inputs(self):
        return {"latents": Latents(self.generator.inputs[0].shape[-1])}

    @property
    def batch_spec(self):
        return BatchSpec(images=Images(self.image_shape))

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
        self.update("discriminator", discriminator_loss, tape, real_logits)

        with generator_tape:
            generator_loss = self.generator_loss(
                self.discriminate(fake), real, real_logits=real_logits
            )
        self.update("generator", generator_loss, generator_tape)

        return {
            **terms,
            "discriminator_loss": discriminator_loss,
            "generator_loss": generator_loss,
            **self.objective.measures(real_logits, fake_logits),
        }

    def generate(self, batch_size, labels=(), turn=0):
        """Fake images `(batch_size, height, width, channels)` for a training step.

        Args:
            batch_size: Int.
            labels: Dict of labels by name, `batch_size` of each, if there are any.
            turn: Int, index of the batch of fakes within a step (default: 0).
        """
        latents = self.noise((batch_size, self.inputs["latents"].size), turn=turn)
        values = {"latents": latents, **dict(labels)}
        return named.feed(self.generator, values, training=True)

    def discriminate(self, images, labels=()):
        """The discriminator's outputs for images and labels, in training mode."""
        values = {"images": images, **dict(labels)}
        return named.feed(self.discriminator, values, training=True)

    def generator_loss(self, fake_logits, real, labels=(), real_logits=None):
        """The generator's loss, with real logits where the objective needs them.

        Args:
            fake_logits: Logits of the generator's images, `(batch, 1)`.
            real: The real images of the batch.
            labels: Dict of their labels by name, if there are any.
            real_logits: Optional, the real logits of the discriminator's step.
        """
        if not self.objective.needs_real:
            return self.objective.generator(fake_logits, None)
        if not self.reuses_real_logits:
            real_logits = self.discriminate(real, labels)
            if isinstance(real_logits, dict):
                real_logits = real_logits["logits"]
        return self.objective.generator(fake_logits, real_logits)
