"""GAN-CLS with GAN-INT: text to image."""

import keras
import numpy as np
import tensorflow as tf

from kerasgan import data
from kerasgan import text
from kerasgan.inputs import Captions
from kerasgan.inputs import named
from kerasgan.inputs.captions import uniform
from kerasgan.losses import fraction
from kerasgan.models.conditional_gan import ConditionalGAN
from kerasgan.networks import text as networks

NUM_EXAMPLES = 256


class TextGAN(ConditionalGAN):
    """GAN-CLS with GAN-INT: images are conditioned on captions.

    The discriminator learns that a real image with the caption of another image is
    wrong, too. So it judges whether image and caption match, and the generator learns
    to make matching images, also for points halfway between two captions, where there
    are no real images.

    The wrong caption comes from the nearest image before it in the batch that has a
    different caption vector. If all vectors of a batch are equal, as in a batch of one,
    the loss for wrong captions is 0. If an image has several captions, each step takes
    one of them. A fixed encoder turns captions into vectors, in `fit` and in exported
    models: a SavedModel takes strings, a .tflite file takes vectors.

    Reference: [Reed et al., 2016](https://arxiv.org/abs/1605.05396), Algorithm 1 and
    eq. 5.

    Args:
        generator: `keras.Model` from a dict of `latents` and of `caption`, vectors
            `(batch, dim)`, to images.
        discriminator: `keras.Model` from a dict of `images` and of `caption` to logits.
        conditions: Dict of `caption`, a `kerasgan.inputs.Captions`, and of other
            labels that the networks take.
        interpolation_weight: Float. Weight of the generator's loss halfway between
            captions (default: 0.5, of the authors' code); 0 leaves it out, which is
            GAN-CLS alone.

    Example:

    ```python
    faces = kerasgan.data.utkface("UTKFace/", labels="caption")
    gan = kerasgan.TextGAN.for_images((64, 64, 3), faces)
    gan.compile()
    gan.fit(faces, epochs=50)
    women = gan.sample(16, labels="a woman in her thirties")
    strip = gan.between("a boy", "an elderly man")
    ```
    """

    def __init__(
        self, generator, discriminator, conditions, interpolation_weight=0.5, **kwargs
    ):
        if not isinstance(conditions.get("caption"), Captions):
            raise ValueError(
                "TextGAN needs a condition 'caption' that is a kerasgan.inputs."
                f"Captions, but received {dict(conditions)}."
            )
        super().__init__(generator, discriminator, conditions, **kwargs)
        self.interpolation_weight = interpolation_weight

    @classmethod
    def for_images(
        cls, image_shape, captions, encoder=None, latent_dim=100, width=128, **kwargs
    ):
        """A model with DCGAN's networks, which take captions as additional inputs.

        Args:
            image_shape: `(height, width, channels)`, sides of 16 to 256, 1 or 3
                channels.
            latent_dim: Int, length of a latent.
            width: Int, channels of the layer next to the image; a model of width 32
                trains on a CPU in minutes.
            captions: The dataset to train on, or captions like those in it: strings
                `(n,)`, or `(n, k)` with several for each image.
            encoder: Optional `keras.Model` from strings `(batch,)` to vectors
                `(batch, dim)`. The default is `kerasgan.text.encoder(captions)`.
            **kwargs: Arguments of the class.
        """
        if isinstance(captions, tf.data.Dataset):
            captions = data.captions_in(captions)
        different = np.unique(np.ravel(captions))
        examples = different[:: -(-len(different) // NUM_EXAMPLES)].tolist()
        caption = Captions(encoder or text.encoder(captions), examples)
        conditions = {"caption": caption}
        return cls(
            networks.generator(image_shape, conditions, latent_dim, width),
            networks.discriminator(image_shape, conditions, width),
            conditions,
            **kwargs,
        )

    @property
    def loss_names(self):
        return (*super().loss_names, "wrong_loss", "interpolation_loss")

    @property
    def measure_names(self):
        return (*super().measure_names, "wrong_accuracy")

    def train_step(self, data):
        real, labels, _ = keras.utils.unpack_x_y_sample_weight(data)
        right = self.labels_of(labels)
        others, differ = mismatched(right["caption"])
        wrong = {**right, "caption": others}

        with tf.GradientTape() as generator_tape:
            fake = self.generate(tf.shape(real)[0], right)

        with tf.GradientTape() as tape:
            real_logits = self.discriminate(real, right)
            wrong_logits = self.discriminate(real, wrong)
            fake_logits = self.discriminate(tf.stop_gradient(fake), right)
            real_loss = self.objective.real(real_logits)
            wrong_loss = differ * self.objective.fake(wrong_logits)
            fake_loss = self.objective.fake(fake_logits)
            discriminator_loss = real_loss + 0.5 * (wrong_loss + fake_loss)
        self.update("discriminator", discriminator_loss, tape, real_logits)

        with generator_tape:
            generator_loss = self.objective.generator(self.discriminate(fake, right))
            interpolation_loss = self.interpolation_loss(right, wrong)
            total_loss = generator_loss + self.interpolation_weight * interpolation_loss
        self.update("generator", total_loss, generator_tape)

        return {
            "discriminator_loss": discriminator_loss,
            "real_loss": real_loss,
            "fake_loss": fake_loss,
            "generator_loss": generator_loss,
            "wrong_loss": wrong_loss,
            "interpolation_loss": interpolation_loss,
            "wrong_accuracy": fraction(wrong_logits < self.objective.threshold),
            **self.objective.measures(real_logits, fake_logits),
        }

    def interpolation_loss(self, right, wrong):
        """The generator's loss halfway between captions, the paper's beta of 0.5."""
        if not self.interpolation_weight:
            return 0.0
        vectors = 0.5 * (right["caption"] + wrong["caption"])
        halfway = {**right, "caption": vectors}
        fake = self.generate(tf.shape(vectors)[0], halfway, turn=1)
        return self.objective.generator(self.discriminate(fake, halfway))

    def labels_of(self, labels):
        labels = named.values_in(labels, self.conditions)
        vectors = labels["caption"]
        if len(vectors.shape) == 3:  # several captions of an image: one of them
            noise = self.noise((tf.shape(vectors)[0], 1), "caption")
            chosen = uniform(noise, vectors.shape[1])
            vectors = tf.gather(vectors, chosen, batch_dims=1)
        return named.as_inputs({**labels, "caption": vectors}, self.conditions)

    def prepared(self, dataset):
        @tf.autograph.experimental.do_not_convert
        def embed(images, labels):
            if not isinstance(labels, dict):
                return images, self.captions.embedded(labels)
            vectors = self.captions.embedded(labels["caption"])
            return images, {**labels, "caption": vectors}

        return data.untuned(dataset.map(embed))

    @property
    def captions(self):
        """The `kerasgan.inputs.Captions`."""
        return self.conditions["caption"]

    @property
    def encoder(self):
        """The encoder, which is saved with the model but is not one of its layers.

        So a training step contains no strings, and XLA can compile it.
        """
        return self.captions.encoder

    def between(self, first, second, num_images=8, seed=0):
        """Images of one latent, from one caption to another in equal steps.

        Args:
            first: String, the caption of the first image.
            second: String, the caption of the last image.
            num_images: Int.
            seed: Int. Decides the latent.

        Returns:
            Float32 array `(num_images, height, width, channels)` in [-1, 1].
        """
        start, end = self.captions.encode([first, second], 2)
        t = np.linspace(0, 1, num_images)[:, None]
        seeds = np.tile([[seed, 0]], (num_images, 1))
        vectors = {"caption": (1 - t) * start + t * end}
        return self.images_of(named.draw(self.inputs, seeds, vectors))


def mismatched(vectors):
    """For each caption of the batch, another caption with a different vector.

    Args:
        vectors: Float tensor `(batch, dim)`.

    Returns:
        The vectors `(batch, dim)`, and a float32 scalar: 1, or 0 if all captions of the
        batch are equal, so that there are no wrong captions.
    """
    num = tf.shape(vectors)[0]
    differs = tf.reduce_any(vectors[:, None] != vectors[None], axis=2)
    turns = (tf.range(num)[:, None] - tf.range(num)[None]) % num  # steps back, around
    turns = tf.where(differs, turns, num)
    others = tf.gather(vectors, tf.argmin(turns, axis=1))
    return others, tf.cast(tf.reduce_any(differs), "float32")
