"""GAN, the two-player game that most models specialize."""

import keras
import numpy as np
import tensorflow as tf

from kerasgan import latent
from kerasgan import losses
from kerasgan.layers import adaptive_augmentations
from kerasgan.models import soundness
from kerasgan.models.average import AveragedGenerator
from kerasgan.models.base import AdversarialModel
from kerasgan.models.batches import BatchSpec
from kerasgan.models.batches import parts_of
from kerasgan.models.batches import share_of
from kerasgan.networks import dcgan


class GAN(AveragedGenerator, AdversarialModel):
    """Generative adversarial network.

    One step takes a minibatch of real images and one of fakes, which serves both
    players: first the discriminator's update, then the generator's against it.

    Reference: [Goodfellow et al., 2014](https://arxiv.org/abs/1406.2661),
    Algorithm 1 with k = 1 and the generator's loss of section 3.

    Args:
        generator: `keras.Model` from latents `(batch, latent_dim)`, drawn from a
            standard normal distribution, to images in [-1, 1].
        discriminator: `keras.Model` from images to logits.
        ema_decay: Optional float. Keeps a moving average of the generator, which
            then is what `sample` and exports use. None keeps none.

    Example:

    >>> gan = kerasgan.GAN.for_images((64, 64, 3))
    >>> gan.compile()
    >>> gan.fit(images, epochs=10)
    >>> faces = gan.sample(16)
    """

    loss_names = ("discriminator_loss", "real_loss", "fake_loss", "generator_loss")
    measure_names = ("real_accuracy", "fake_accuracy")
    objective = losses.NonSaturating()

    def __init__(self, generator, discriminator, ema_decay=0.999, **kwargs):
        super().__init__(**kwargs)
        soundness.check_built("generator", generator)
        if soundness.lacks_shape(discriminator) and len(generator.inputs) == 1:
            discriminator.build(generator.output_shape)  # what it has to judge
        soundness.check_built("discriminator", discriminator)
        self.generator = generator
        self.discriminator = discriminator
        self.ema_decay = ema_decay
        self.begin_average(generator)

    @classmethod
    def for_images(cls, image_shape, latent_dim=100, width=128, **kwargs):
        """A model with DCGAN's networks for images of `image_shape`.

        Args:
            image_shape: `(height, width, channels)`, sides of 16 to 256, 1 or 3
                channels.
            latent_dim: Int, length of a latent.
            width: Int, channels next to the image; 32 trains on a CPU in minutes.
            **kwargs: Arguments of the class.
        """
        return cls(
            dcgan.generator(image_shape, latent_dim, width),
            dcgan.discriminator(image_shape, width),
            **kwargs,
        )

    def train_step(self, data):
        real, _, _ = keras.utils.unpack_x_y_sample_weight(data)

        # The fakes of both players: one tape runs around the discriminator's update.
        with tf.GradientTape() as generator_tape:
            fake = self.generate(tf.shape(real)[0])

        with tf.GradientTape() as tape:
            real_logits = self.discriminator(real, training=True)
            fake_logits = self.discriminator(tf.stop_gradient(fake), training=True)
            real_loss = self.objective.real(real_logits)
            fake_loss = self.objective.fake(fake_logits)
            discriminator_loss = real_loss + fake_loss
        self.update("discriminator", discriminator_loss, tape, real_logits)

        with generator_tape:
            verdicts = self.discriminator(fake, training=True)
            generator_loss = self.objective.generator(verdicts)
        self.update("generator", generator_loss, generator_tape)

        return self.report(
            discriminator_loss=discriminator_loss,
            real_loss=real_loss,
            fake_loss=fake_loss,
            generator_loss=generator_loss,
            **self.accuracies(real_logits, fake_logits),
        )

    def accuracies(self, real_logits, fake_logits):
        """The shares of real and of fake images that the discriminator gets right."""
        threshold = self.objective.threshold
        return {
            "real_accuracy": share_of(real_logits > threshold),
            "fake_accuracy": share_of(fake_logits < threshold),
        }

    def generate(self, batch_size, turn=0):
        """Fake images `(batch_size, height, width, channels)` for a training step.

        Args:
            batch_size: Int.
            turn: Int, which of several batches of fakes in a step (default: 0).
        """
        latents = self.noise((batch_size, self.latent_dim), "latents", turn)
        return self.generator(latents, training=True)

    @property
    def latent_dim(self):
        return self.generator.input_shape[-1]

    @property
    def image_shape(self):
        return self.generator.output_shape[1:]

    @property
    def batch_spec(self):
        return BatchSpec(self.image_shape)

    def check(self):
        self.reset_average()
        soundness.check_trainable(self)
        soundness.check_ends(self)
        adaptive = adaptive_augmentations(self.discriminator)
        if adaptive and "real_accuracy" not in self.measure_names:
            raise ValueError(
                f"{adaptive[0].name!r} augments by the share of real images that the "
                f"discriminator takes for real, which {type(self).__name__}'s does not "
                "say. Put `kerasgan.layers.DiffAugment` there, or take another model."
            )

    # Sampling.

    def call(self, latents, training=False):
        return self.sampler(latents, training=training)

    def sample(self, num_images, seed=None, batch_size=64, averaged=True):
        """Images from fresh latents.

        Args:
            num_images: Int.
            seed: Optional int. The same seed gives the same images; fewer images are
                a prefix of more (to float rounding), and the first is what a served
                model draws for that seed.
            batch_size: Int. How many are made at once.
            averaged: Bool. False draws from the generator that plays, not from its
                average: those images the discriminator knows.

        Returns:
            Float32 array `(num_images, height, width, channels)` in [-1, 1].
        """
        inputs = self.sampler_inputs(self.seeds_of_samples(num_images, seed))
        return self.images_of(inputs, batch_size, averaged)

    def seeds_of_samples(self, num_images, seed):
        """A pair of seeds for each image; others each time, if `seed` is None."""
        if num_images < 1:
            raise ValueError(f"1 image or more can be drawn, but not {num_images}.")
        if seed is None:
            seed = np.random.default_rng().integers(2**31)
        return latent.seeds_of_samples(num_images, seed)

    def sampler_inputs(self, seeds):
        """What the sampler takes for an image of each pair of seeds, `(batch, 2)`."""
        return latent.from_seeds(seeds, self.latent_dim)

    def images_of(self, inputs, batch_size=64, averaged=True):
        """Images of what `sampler_inputs` gives, float32 in [-1, 1]."""
        network = self.sampler if averaged else self.generator
        return np.concatenate(
            [network(part, training=False) for part in parts_of(inputs, batch_size)]
        )
