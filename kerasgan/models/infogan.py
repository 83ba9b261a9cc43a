"""InfoGAN."""

import keras
import tensorflow as tf

from kerasgan.inputs import Classes
from kerasgan.inputs import Codes
from kerasgan.inputs import Images
from kerasgan.models.conditional_gan import ConditionalGAN
from kerasgan.networks import conditional
from kerasgan.training import BatchSpec


class InfoGAN(ConditionalGAN):
    """InfoGAN: codes that learn, without labels, how images differ.

    Besides latents the generator takes random codes. A network Q, which shares layers
    with the discriminator, predicts the codes from the image. Both players maximize a
    lower bound on the mutual information of codes and images, eq. 5 of the paper:
    H(c) + E[log Q(c | G(z, c))].

    Labels of the data are ignored. The logs `category_information` and
    `code_information` are the bounds in nats: the bound of categories reaches
    log(categories) when each category is predicted with certainty.

    Reference: [Chen et al., 2016](https://arxiv.org/abs/1606.03657), eqs. 5-6.

    Args:
        generator: `keras.Model` from a dict of `latents` and of codes to images.
        discriminator: `keras.Model` from images to a dict: `logits` and, under the
            name of each code, its prediction.
        conditions: Dict from the names of codes to `kerasgan.inputs.Condition`s.
        category_weight: Float. Weight of the bounds of all but continuous codes
            (lambda).
        code_weight: Float. Weight of the bound of continuous codes. The paper takes a
            smaller weight, because their entropy has no fixed scale.

    Example:

    ```python
    gan = kerasgan.InfoGAN.for_images((64, 64, 3), categories=10, codes=2)
    gan.compile()
    gan.fit(kerasgan.data.image_folder("faces/"), epochs=50)
    kind = gan.sample(16, labels={"category": 3})
    ```
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
            latent_dim: Int, length of a latent.
            width: Int, channels of the layer next to the image; a model of width 32
                trains on a CPU in minutes.
            categories: Int, number of values of the code `category`; 0 leaves it out.
            codes: Int, how many numbers in [-1, 1] the code `code` has; 0 leaves it
                out.
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
            real_logits = self.discriminate(real)["logits"]
            of_fake = self.discriminate(tf.stop_gradient(fake))
            terms = self.objective.discriminator(real_logits, of_fake["logits"])
            discriminator_loss = sum(terms.values())
            total_loss = discriminator_loss - self.weighted(of_fake, codes)
        self.update("discriminator", total_loss, tape, real_logits)

        with generator_tape:
            outputs = self.discriminate(fake)
            generator_loss = self.generator_loss(outputs["logits"], real)
            total_loss = generator_loss - self.weighted(outputs, codes)
        self.update("generator", total_loss, generator_tape)

        return {
            **terms,
            "discriminator_loss": discriminator_loss,
            "generator_loss": generator_loss,
            **self.objective.measures(real_logits, of_fake["logits"]),
            **{f"{n}_information": b for n, b in self.bounds(outputs, codes).items()},
        }

    def draw_codes(self, batch_size):
        """Random codes for a step, drawn from their prior."""
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
        """The weighted sum of the bounds."""

        def weight(name):
            continuous = isinstance(self.conditions[name], Codes)
            return self.code_weight if continuous else self.category_weight

        bounds = self.bounds(outputs, codes)
        return sum(weight(name) * bound for name, bound in bounds.items())

    @property
    def measure_names(self):
        return (
            *super().measure_names,
            *(f"{name}_information" for name in self.conditions),
        )

    @property
    def batch_spec(self):
        return BatchSpec(images=Images(self.image_shape))  # labels are passed over
