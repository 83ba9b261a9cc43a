"""Models that are not in the package: what its engine must carry, put to all checks.

`RelativisticAverageGAN` and `TrialCycleGAN` were written by docs/add-a-gan.md alone.
"""

import keras
import tensorflow as tf
from keras import layers
from keras import ops

from kerasgan import losses
from kerasgan.inputs import Images
from kerasgan.models import GAN
from kerasgan.training import AdversarialModel
from kerasgan.training import BatchSpec


class RelativisticAverage(losses.AdversarialLoss):
    """Each logit against the mean of the other kind's."""

    terms = ("real_loss", "fake_loss")
    needs_real = True
    threshold = None

    def discriminator(self, real_logits, fake_logits):
        real, fake = losses.float32(real_logits), losses.float32(fake_logits)
        return {
            "real_loss": ops.mean(ops.softplus(ops.mean(fake) - real)),
            "fake_loss": ops.mean(ops.softplus(fake - ops.mean(real))),
        }

    def generator(self, fake_logits, real_logits):
        terms = self.discriminator(fake_logits, real_logits)
        return terms["real_loss"] + terms["fake_loss"]


class RelativisticAverageGAN(GAN):
    """Relativistic average GAN: is an image more real than the average fake?

    Reference: [Jolicoeur-Martineau, 2018](https://arxiv.org/abs/1807.00734),
    section 4.2.

    Example: `gan = RelativisticAverageGAN.for_images((64, 64, 3))`
    """

    objective = RelativisticAverage()


class TrialCycleGAN(AdversarialModel):
    """Two translators, there and back, and a judge at each end.

    Reference: [Zhu et al., 2017](https://arxiv.org/abs/1703.10593), eqs. 1-3.

    Args:
        to_sketch, to_photo: `keras.Model`s from images to images of the other domain.
        judge_sketch, judge_photo: `keras.Model`s from images to logits.
        cycle_weight: Float. Weight of the cycle loss (lambda).

    Example: `gan = TrialCycleGAN.for_images((64, 64, 3))`
    """

    players = {
        "generator": ("to_sketch", "to_photo"),
        "discriminator": ("judge_sketch", "judge_photo"),
    }
    averaged = ("to_sketch", "to_photo")
    directions = {"sketch": "to_sketch", "photo": "to_photo"}
    loss_names = ("discriminator_loss", "generator_loss", "cycle_loss")
    objective = losses.LeastSquares()

    def __init__(
        self, to_sketch, to_photo, judge_sketch, judge_photo, cycle_weight=10, **kwargs
    ):
        super().__init__(**kwargs)
        self.to_sketch, self.to_photo = to_sketch, to_photo
        self.judge_sketch, self.judge_photo = judge_sketch, judge_photo
        self.cycle_weight = cycle_weight

    @classmethod
    def for_images(cls, image_shape, width=8, **kwargs):
        gray = (*image_shape[:2], 1)
        judges = (judge(shape, width) for shape in (gray, image_shape))
        there, back = translator(image_shape, 1, width), translator(gray, 3, width)
        return cls(there, back, *judges, **kwargs)

    def inputs_to(self, to=None):
        network = getattr(self, self.directions[to])
        return {"source": Images(network.input_shape[1:])}

    @property
    def batch_spec(self):
        sources = {to: self.inputs_to(to)["source"] for to in self.directions}
        return BatchSpec(photo=sources["sketch"], sketch=sources["photo"])

    def train_step(self, data):
        photo, sketch = data
        with tf.GradientTape() as generator_tape:
            fake_sketch = self.to_sketch(photo, training=True)
            fake_photo = self.to_photo(sketch, training=True)

        ends = ("judge_sketch", sketch, fake_sketch), ("judge_photo", photo, fake_photo)
        real_logits, discriminator_loss = {}, 0.0
        with tf.GradientTape() as tape:
            for name, real, fake in ends:
                judge = getattr(self, name)
                real_logits[name] = judge(real, training=True)
                fake_logits = judge(tf.stop_gradient(fake), training=True)
                terms = self.objective.discriminator(real_logits[name], fake_logits)
                discriminator_loss += sum(terms.values())
        self.update("discriminator", discriminator_loss, tape, real_logits)

        with generator_tape:
            generator_loss = sum(
                self.objective.generator(getattr(self, name)(fake, training=True))
                for name, _, fake in ends
            )
            back, again = self.to_photo(fake_sketch), self.to_sketch(fake_photo)
            cycle_loss = losses.reconstruction(photo, back)
            cycle_loss += losses.reconstruction(sketch, again)
            total_loss = generator_loss + self.cycle_weight * cycle_loss
        self.update("generator", total_loss, generator_tape)

        return {
            "discriminator_loss": discriminator_loss,
            "generator_loss": generator_loss,
            "cycle_loss": cycle_loss,
        }


def translator(image_shape, channels, width):
    """Half the size and back."""
    source = keras.Input(image_shape, name="source")
    x = layers.Conv2D(width, 4, 2, padding="same", activation="relu")(source)
    x = layers.Conv2D(channels, 3, padding="same", dtype="float32")(
        layers.UpSampling2D()(x)
    )
    return keras.Model(source, layers.Activation("tanh", dtype="float32")(x))


def judge(image_shape, width):
    """A logit for each patch."""
    images = keras.Input(image_shape, name="images")
    x = layers.Conv2D(width, 4, 2, padding="same", activation="leaky_relu")(images)
    return keras.Model(images, layers.Conv2D(1, 3, padding="same", dtype="float32")(x))
