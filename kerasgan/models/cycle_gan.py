"""CycleGAN."""

import tensorflow as tf

from kerasgan import layers
from kerasgan import losses
from kerasgan.inputs import Images
from kerasgan.networks import patchgan
from kerasgan.networks import translator
from kerasgan.training import BatchSpec
from kerasgan.training import Translator
from kerasgan.training.translation import checked_domains


class CycleGAN(Translator):
    """Image-to-image translation between two domains, learned without pairs.

    Two generators translate each domain into the other, and each domain has a
    discriminator for the images translated into it. The cycle loss requires that an
    image translated there and back equals the original. The discriminators also see
    fakes of earlier steps, which are kept in a pool.

    A is the first domain and B the second, as in the authors' code; `generator_ab` is
    the paper's G, `generator_ba` its F. The identity loss requires that a generator
    leaves images of its target domain unchanged, which keeps colors. It is left out
    where the domains differ in channels.

    Reference: [Zhu et al., 2017](https://arxiv.org/abs/1703.10593), eqs. 1-3, with
    squares for logarithms (section 4); the identity loss of section 5.2.

    Args:
        generator_ab: `keras.Model` from images of A to images of B, in [-1, 1].
        generator_ba: `keras.Model` from images of B to images of A, in [-1, 1].
        discriminator_a: `keras.Model` from images of A to logits.
        discriminator_b: `keras.Model` from images of B to logits.
        domains: Two names, for A and B.
        cycle_weight: Float. Weight of the cycle loss (lambda).
        identity_weight: Float. Weight of the identity loss, as a multiple of
            `cycle_weight`.
        pool_size: Int, number of earlier fakes of each domain that are kept.

    Example:

    ```python
    images = kerasgan.data.unpaired("photos/", "sketches/")
    gan = kerasgan.CycleGAN.for_images((64, 64, 3), domains=("photo", "sketch"))
    gan.compile()
    gan.fit(images, epochs=200)
    sketches = gan.translate(photos, to="sketch")
    ```
    """

    players = {
        "generator": ("generator_ab", "generator_ba"),
        "discriminator": ("discriminator_a", "discriminator_b"),
    }
    averaged = ("generator_ab", "generator_ba")
    paired = False
    objective = losses.LeastSquares()
    loss_names = (
        "discriminator_loss",
        "generator_loss",
        "adversarial_loss",
        "cycle_loss",
        "identity_loss",
    )

    def __init__(
        self,
        generator_ab,
        generator_ba,
        discriminator_a,
        discriminator_b,
        domains=("a", "b"),
        cycle_weight=10.0,
        identity_weight=0.5,
        pool_size=50,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.generator_ab = generator_ab
        self.generator_ba = generator_ba
        self.discriminator_a = discriminator_a
        self.discriminator_b = discriminator_b
        self.domains = checked_domains(domains)
        self.cycle_weight = cycle_weight
        self.identity_weight = identity_weight
        self.pool_size = pool_size
        self.pool_a = layers.ImagePool(generator_ba.output_shape[1:], pool_size, seed=0)
        self.pool_b = layers.ImagePool(generator_ab.output_shape[1:], pool_size, seed=1)

    @classmethod
    def for_images(
        cls,
        image_shape,
        other_shape=None,
        width=64,
        blocks=None,
        receptive_field=None,
        **kwargs,
    ):
        """A model with residual translators and PatchGANs.

        Args:
            image_shape: `(height, width, channels)` of the first domain's images, sides
                of 16 to 512, 1 or 3 channels.
            other_shape: The shape of the second domain's images (default:
                `image_shape`).
            width: Int, channels of the largest maps; a model of width 16 trains on a
                CPU.
            blocks: Int, number of residual blocks (default: 6 up to 128 pixels, 9
                above, as the authors have it).
            receptive_field: Int, side in pixels of the patches that are judged: 1,
                16, 34, 70, 142 or 286 (default: 34 below 100 pixels, else the paper's
                70).
            **kwargs: Arguments of the class.
        """
        a, b = image_shape, other_shape or image_shape
        field = receptive_field or patchgan.fitting_field(image_shape)
        return cls(
            translator.generator(b, a, width, blocks, name="generator_ab"),
            translator.generator(a, b, width, blocks, name="generator_ba"),
            patchgan.discriminator(a, field, width),
            patchgan.discriminator(b, field, width),
            **kwargs,
        )

    @property
    def directions(self):
        a, b = self.domains
        return {b: "generator_ab", a: "generator_ba"}

    @property
    def batch_spec(self):
        a, b = self.domains
        shapes = self.generator_ab.input_shape[1:], self.generator_ba.input_shape[1:]
        return BatchSpec(**{a: Images(shapes[0]), b: Images(shapes[1])})

    def train_step(self, data):
        real_a, real_b = data[:2]
        with tf.GradientTape() as tape:
            fake_b = self.generator_ab(real_a, training=True)
            fake_a = self.generator_ba(real_b, training=True)
            adversarial_loss = self.adversarial_loss(self.discriminator_a, fake_a)
            adversarial_loss += self.adversarial_loss(self.discriminator_b, fake_b)
            cycle_loss = self.reconstruction_loss(self.generator_ba, fake_b, real_a)
            cycle_loss += self.reconstruction_loss(self.generator_ab, fake_a, real_b)
            identity_loss = self.identity_loss(real_a, real_b)
            reconstruction_loss = cycle_loss + self.identity_weight * identity_loss
            generator_loss = adversarial_loss + self.cycle_weight * reconstruction_loss
        self.update("generator", generator_loss, tape)

        fake_a, fake_b = self.pool_a(fake_a), self.pool_b(fake_b)
        with tf.GradientTape() as tape:
            a_loss, a_logits = self.discriminator_loss(
                self.discriminator_a, real_a, fake_a
            )
            b_loss, b_logits = self.discriminator_loss(
                self.discriminator_b, real_b, fake_b
            )
            discriminator_loss = a_loss + b_loss
        real_logits = {"discriminator_a": a_logits, "discriminator_b": b_logits}
        self.update("discriminator", discriminator_loss, tape, real_logits)

        return {
            "discriminator_loss": discriminator_loss,
            "generator_loss": generator_loss,
            "adversarial_loss": adversarial_loss,
            "cycle_loss": cycle_loss,
            "identity_loss": identity_loss,
        }

    def adversarial_loss(self, discriminator, fake):
        """The mean squared difference of fake logits from 1; LSGAN halves it."""
        return 2 * self.objective.generator(discriminator(fake, training=True))

    def discriminator_loss(self, discriminator, real, fake):
        """A discriminator's loss on real images and fakes, and its real logits."""
        real_logits = discriminator(real, training=True)
        fake_logits = discriminator(fake, training=True)
        terms = self.objective.discriminator(real_logits, fake_logits)
        return sum(terms.values()), real_logits

    def reconstruction_loss(self, generator, images, wanted):
        """The distance between a generator's images and the wanted images."""
        return losses.reconstruction(wanted, generator(images, training=True))

    def identity_loss(self, real_a, real_b):
        """The change of images already in the target domain; 0 if channels differ."""
        if not self.identity_weight or real_a.shape[-1] != real_b.shape[-1]:
            return tf.constant(0.0)
        loss = self.reconstruction_loss(self.generator_ab, real_b, real_b)
        return loss + self.reconstruction_loss(self.generator_ba, real_a, real_a)
