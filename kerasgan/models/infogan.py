"""InfoGAN."""

import keras
import tensorflow as tf

from kerasgan.conditions import Classes
from kerasgan.conditions import Codes
from kerasgan.models.batches import BatchSpec
from kerasgan.models.conditional_gan import ConditionalGAN
from kerasgan.models.gan import GAN
from kerasgan.networks import conditional


class InfoGAN(ConditionalGAN):
    """InfoGAN: codes without labels, which come to stand for what images differ in.

    Besides its latents the generator gets codes drawn at random. A network Q tells
    them from the image, on the discriminator's body; both players raise the bound
    that Q puts on the mutual information of codes and images, its eq. 5:
    H(c) + E[log Q(c | G(z, c))].

    Data have no labels. `category_information` and `code_information` are the bounds,
    in nats: those of categories reach log(categories), with each code told surely.

    Reference: [Chen et al., 2016](https://arxiv.org/abs/1606.03657), eqs. 5-6.

    Args:
        generator: `keras.Model` from a dict of `latents` and of codes to images.
        discriminator: `keras.Model` from images to a dict of `logits` and of what
            tells each code.
        conditions: Dict from the names of codes to `kerasgan.conditions.Condition`s.
        category_weight: Float. Weight of the bounds of all but continuous codes
            (lambda).
        code_weight: Float. Weight of the bound of continuous codes, whose entropy is
            of no scale: the paper takes a smaller one.

    Example:

    >>> gan = kerasgan.InfoGAN.for_images((64, 64, 3), categories=10, codes=2)
    >>> gan.compile()
    >>> gan.fit(kerasgan.data.image_folder("faces/"), epochs=50)
    >>> kind = gan.sample(16, labels={"category": 3})
    """

    def __init__(
        self,
        generator,
        discriminator,
        conditions,
        category_weight=1.0,
        code_weight=0.1,
        **kwargs,
    ):
        super().__init__(generator, discriminator, conditions, **kwargs)
        self.category_weight = category_weight
        self.code_weight = code_weight

    @classmethod
    def for_images(
        cls, image_shape, categories=10, codes=2, latent_dim=100, width=128, **kwargs
    ):
        """A model with DCGAN's networks.

        Args:
            image_shape: `(height, width, channels)`, sides of 16 to 256, 1 or 3
                channels.
            categories: Int. How many values the code `category` has; 0 for no such.
            codes: Int. How many numbers in [-1, 1] the code `code` has; 0 likewise.
            latent_dim: Int, length of a latent.
            width: Int, channels next to the image; 32 trains on a CPU.
            **kwargs: Arguments of the class.
        """
        kinds = {"category": (Classes, categories), "code": (Codes, codes)}
        conditions = {name: kind(num) for name, (kind, num) in kinds.items() if num}
        return cls(
            conditional.generator(image_shape, conditions, latent_dim, width),
            conditional.classifier(image_shape, conditions, width),
            conditions,
            **kwargs,
        )

    def train_step(self, data):
        real, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        batch_size = tf.shape(real)[0]
        codes = self.draw_codes(batch_size)

        with tf.GradientTape() as generator_tape:
            fake = self.generate(batch_size, codes)

        with tf.GradientTape() as tape:
            real_logits = self.discriminator(real, training=True)["logits"]
            of_fake = self.discriminator(tf.stop_gradient(fake), training=True)
            real_loss = self.objective.real(real_logits)
            fake_loss = self.objective.fake(of_fake["logits"])
            discriminator_loss = real_loss + fake_loss
            total_loss = discriminator_loss - self.weighted(of_fake, codes)
        self.update("discriminator", total_loss, tape, real_logits)

        with generator_tape:
            verdicts = self.discriminator(fake, training=True)
            generator_loss = self.objective.generator(verdicts["logits"])
            total_loss = generator_loss - self.weighted(verdicts, codes)
        self.update("generator", total_loss, generator_tape)

        return self.report(
            discriminator_loss=discriminator_loss,
            real_loss=real_loss,
            fake_loss=fake_loss,
            generator_loss=generator_loss,
            **self.accuracies(real_logits, of_fake["logits"]),
            **{f"{n}_information": b for n, b in self.bounds(verdicts, codes).items()},
        )

    def draw_codes(self, batch_size):
        """Codes of a step, from their prior."""
        return {
            name: condition.from_noise(
                self.noise((batch_size, condition.size), f"codes/{name}")
            )
            for name, condition in self.conditions.items()
        }

    def bounds(self, outputs, codes):
        """The bound on the mutual information of each code and the images, in nats."""
        return {
            name: condition.entropy - condition.loss(outputs[name], codes[name])
            for name, condition in self.conditions.items()
        }

    def weighted(self, outputs, codes):
        """The sum of the bounds, each with its weight."""

        def weight(name):
            continuous = isinstance(self.conditions[name], Codes)
            return self.code_weight if continuous else self.category_weight

        bounds = self.bounds(outputs, codes)
        return sum(weight(name) * bound for name, bound in bounds.items())

    @property
    def measure_names(self):
        return (
            *GAN.measure_names,
            *(f"{name}_information" for name in self.conditions),
        )

    @property
    def batch_spec(self):
        return BatchSpec(self.image_shape)  # labels are passed over
