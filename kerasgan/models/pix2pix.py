"""Pix2Pix."""

import tensorflow as tf

from kerasgan import losses
from kerasgan.inputs import Images
from kerasgan.layers import InstanceNormalization
from kerasgan.networks import patchgan
from kerasgan.networks import unet
from kerasgan.training import BatchSpec
from kerasgan.training import Translator


class Pix2Pix(Translator):
    """Image-to-image translation learned from pairs.

    The discriminator sees each patch of a real or translated image together with the
    same patch of its source. The generator also minimizes the L1 distance to the true
    image.

    The paper keeps dropout as noise when it translates, too; here `translate` and
    exports give the same result each time, independent of the other images in a batch.

    Reference: [Isola et al., 2017](https://arxiv.org/abs/1611.07004), eqs. 1-4.

    Args:
        generator: `keras.Model` from source images to images in [-1, 1].
        discriminator: `keras.Model` from a dict of `source` and `images` to logits.
        l1_weight: Float. Weight of the L1 distance (lambda).
        adversarial_weight: Float. Weight of the adversarial loss in the generator's
            loss; with 0 it minimizes the L1 distance alone, and its images are blurred.

    Example:

    ```python
    pairs = kerasgan.data.pairs("sketches/", "photos/", channels=(1, 3))
    gan = kerasgan.Pix2Pix.for_images((64, 64, 3), source_shape=(64, 64, 1))
    gan.compile()
    gan.fit(pairs, epochs=50)
    photos = gan.translate(sketches)
    ```
    """

    players = {"generator": ("generator",), "discriminator": ("discriminator",)}
    averaged = ("generator",)
    objective = losses.NonSaturating()
    loss_names = (
        "discriminator_loss",
        *objective.terms,
        "generator_loss",
        "adversarial_loss",
        "l1_loss",
    )
    measure_names = objective.measure_names

    def __init__(
        self,
        generator,
        discriminator,
        l1_weight=100.0,
        adversarial_weight=1.0,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.generator = generator
        self.discriminator = discriminator
        self.l1_weight = l1_weight
        self.adversarial_weight = adversarial_weight

    @classmethod
    def for_images(
        cls,
        image_shape,
        source_shape=None,
        width=64,
        receptive_field=None,
        dropout=0.5,
        normalization=InstanceNormalization,
        lab=False,
        **kwargs,
    ):
        """A model with a U-Net and a PatchGAN for images of `image_shape`.

        Args:
            image_shape: `(height, width, channels)` of the translated images, sides of
                16 to 512, 1 or 3 channels.
            source_shape: The shape of the source images (default: `image_shape`).
            width: Int, channels of the largest maps; a model of width 32 trains on a
                CPU in minutes.
            receptive_field: Int, side in pixels of the patches that are judged: 1,
                16, 34, 70, 142 or 286 (default: 34 below 100 pixels, else the paper's
                70).
            dropout: Float in [0, 1), the fraction of features dropped in training.
            normalization: Function that makes normalization layers;
                `kerasgan.layers.BatchNormalization` keeps an image's tone better.
            lab: Bool. True colorizes gray images and keeps their lightness.
            **kwargs: Arguments of the class.
        """
        source_shape = source_shape or image_shape
        field = receptive_field or patchgan.fitting_field(image_shape)
        return cls(
            unet.generator(
                image_shape, source_shape, width, dropout, normalization, lab=lab
            ),
            patchgan.discriminator(image_shape, field, width, source_shape),
            **kwargs,
        )

    @property
    def batch_spec(self):
        return BatchSpec(**self.inputs, target=Images(self.image_shape))

    def train_step(self, data):
        source, target = data[:2]

        # The fakes of both players: one tape runs around the discriminator's update.
        with tf.GradientTape() as generator_tape:
            fake = self.generator(source, training=True)

        with tf.GradientTape() as tape:
            real_logits = self.discriminate(source, target)
            fake_logits = self.discriminate(source, tf.stop_gradient(fake))
            terms = self.objective.discriminator(real_logits, fake_logits)
            discriminator_loss = sum(terms.values()) / 2  # it learns at half the rate
        self.update("discriminator", discriminator_loss, tape, real_logits)

        with generator_tape:
            adversarial_loss = self.objective.generator(self.discriminate(source, fake))
            l1_loss = losses.reconstruction(target, fake)
            generator_loss = self.adversarial_weight * adversarial_loss
            generator_loss += self.l1_weight * l1_loss
        self.update("generator", generator_loss, generator_tape)

        return {
            **terms,
            "discriminator_loss": discriminator_loss,
            "generator_loss": generator_loss,
            "adversarial_loss": adversarial_loss,
            "l1_loss": l1_loss,
            **self.objective.measures(real_logits, fake_logits),
        }

    def discriminate(self, source, images):
        """The discriminator's logits for images and sources, in training mode."""
        values = {"source": source, "images": images}
        return self.discriminator(values, training=True)
