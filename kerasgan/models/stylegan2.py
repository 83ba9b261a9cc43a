"""StyleGAN2."""

import keras
import tensorflow as tf

from kerasgan import losses
from kerasgan import optimizers
from kerasgan import replicas
from kerasgan.networks import style
from kerasgan.regularizers import lazily
from kerasgan.regularizers import path_lengths
from kerasgan.regularizers import uniform
from kerasgan.regularizers import zero_centered_penalty
from kerasgan.training.styled import Styled
from kerasgan.training.styled import mixed_styles


class StyleGAN2(Styled):
    """A generator whose convolutions are scaled by styles, made from latents.

    `truncation` moves styles toward their mean: the smaller it is, the more alike the
    images are, and the fewer of them are bad. `mix` makes images with the coarse
    features of one sample and the fine features of another.

    Reference: [Karras et al., 2020](https://arxiv.org/abs/1912.04958), sections 2 to 4
    and appendix B; against few images, `kerasgan.layers.AdaptiveAugment` in front of
    the discriminator, [Karras et al., 2020](https://arxiv.org/abs/2006.06676).

    Args:
        mapping: `keras.Model`, such as `kerasgan.networks.style.mapping`.
        synthesis: `keras.Model`, such as `kerasgan.networks.style.synthesis`.
        discriminator: `keras.Model` from images to logits.
        r1_weight: Float. Weight of the gradient penalty on real images (gamma), which
            the loss halves.
        r1_interval: Int, steps from one penalty to the next.
        path_weight: Float. Weight of the path length's deviation from its mean; 0
            leaves it out.
        path_interval: Int, steps from one path length term to the next.
        mixing: Float, the fraction of fakes that have styles of two latents.
        half_life: Int, images after which half of the average of weights is new.

    Example:

    ```python
    gan = kerasgan.StyleGAN2.for_cpu((64, 64, 3))
    gan.compile()
    gan.fit(kerasgan.data.image_folder("faces/", 64, batch_size=32), epochs=50)
    images = gan.sample(16, seed=0, truncation=0.7)
    ```
    """

    objective = losses.NonSaturating()

    def __init__(
        self,
        mapping,
        synthesis,
        discriminator,
        r1_weight=10.0,
        r1_interval=16,
        path_weight=2.0,
        path_interval=4,
        mixing=0.9,
        half_life=10_000,
        **kwargs,
    ):
        super().__init__(mapping, synthesis, **kwargs)
        self.discriminator = discriminator
        self.r1_weight = r1_weight
        self.r1_interval = r1_interval
        self.path_weight = path_weight
        self.path_interval = path_interval
        self.mixing = mixing
        self.half_life = half_life
        self.mean_length = self.add_weight(
            shape=(), initializer="zeros", trainable=False, name="mean_length"
        )

    @classmethod
    def for_images(
        cls,
        image_shape,
        latent_dim=512,
        width=512,
        base=None,
        depth=8,
        noise=True,
        **kwargs,
    ):
        """A model with the paper's networks.

        Args:
            image_shape: `(side, side, channels)`, a power of two from 16 to 1024.
            latent_dim: Int, length of a latent and of a style.
            width: Int, the largest number of maps at any size.
            base: Int. Each side has `2 * base / side` maps, at most `width` (default:
                16 times the width).
            depth: Int, number of layers of the mapping network.
            noise: Bool. Whether noise is added to each pixel of the maps.
            **kwargs: Arguments of the class. The default `r1_weight` is that of the
                authors' code for the image size and batches of 32.
        """
        base = base or 16 * width
        kwargs.setdefault("r1_weight", 0.0002 * image_shape[0] ** 2 / 32)
        return cls(
            style.mapping(latent_dim, latent_dim, depth),
            style.synthesis(image_shape, latent_dim, base, width, noise),
            style.discriminator(image_shape, base, width),
            **kwargs,
        )

    @classmethod
    def for_cpu(cls, image_shape, **kwargs):
        """A small model, without pixel noise, path length penalty and style mixing.

        Args:
            image_shape: `(side, side, channels)`, a power of two from 16 to 1024.
            **kwargs: Arguments of the class. The default `r1_weight` is that of the
                authors' code for the image size and batches of 32.
        """
        small = {
            "latent_dim": 128,
            "width": 64,
            "base": 512,
            "depth": 2,
            "noise": False,
            "path_weight": 0.0,
            "mixing": 0.0,
        }
        return cls.for_images(image_shape, **{**small, **kwargs})

    @property
    def loss_names(self):
        terms = ("discriminator_loss", *self.objective.terms)
        return (*dict.fromkeys(terms), "generator_loss", "r1_penalty")

    @property
    def measure_names(self):
        return ("path_length", *self.objective.measure_names)

    def default_optimizer(self, player):
        return optimizers.Adam(0.0025, beta_1=0.0, beta_2=0.99, epsilon=1e-8)

    def train_step(self, data):
        real, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        batch_size = tf.shape(real)[0]

        # The fakes of both players: one tape runs around the discriminator's update.
        with tf.GradientTape() as generator_tape:
            fake = self.synthesize(self.styles(batch_size))

        with tf.GradientTape() as tape:
            real_logits = self.discriminate(real)
            fake_logits = self.discriminate(tf.stop_gradient(fake))
            terms = self.objective.discriminator(real_logits, fake_logits)
            discriminator_loss = sum(terms.values())
            r1 = lazily(
                *(self.step, self.r1_interval),
                lambda: zero_centered_penalty(self.discriminate, real),
            )
            total_loss = discriminator_loss + self.r1_weight / 2 * r1
        self.update("discriminator", total_loss, tape, real_logits)

        with generator_tape:
            generator_loss = self.objective.generator(self.discriminate(fake), None)
            total_loss = generator_loss
            if self.path_weight:
                total_loss += self.path_weight * self.path_penalty(real)
        images = tf.cast(batch_size * replicas.num_replicas(), "float32")
        decay = 0.5 ** (images / self.half_life)
        self.update("generator", total_loss, generator_tape, ema_decay=decay)

        return {
            **terms,
            "discriminator_loss": discriminator_loss,
            "generator_loss": generator_loss,
            "r1_penalty": r1,
            "path_length": self.mean_length + 0.0,
            **self.objective.measures(real_logits, fake_logits),
        }

    def styles(self, batch_size, turn=0, training=True):
        """Styles of random latents; a fraction `mixing` of images has two latents."""
        shape = (batch_size, self.inputs["latents"].size)
        styles = self.styles_of(self.noise(shape, turn=2 * turn), training)
        if not self.mixing:
            return styles
        others = self.styles_of(self.noise(shape, turn=2 * turn + 1), training)
        mixed, place = (
            uniform(self.noise((batch_size, 1), stream, turn))
            for stream in ("mixing", "crossover")
        )
        num = self.num_styles
        first = tf.where(mixed < self.mixing, 1 + tf.floor(place * (num - 1)), num)
        return mixed_styles(styles, others, first)

    def discriminate(self, images):
        """The discriminator's logits for images, in training mode."""
        return self.discriminator(images, training=True)

    def path_penalty(self, images):
        """The lazy penalty on path lengths, for half as many images."""

        def num():  # in each branch, because XLA has the shape there, and no number
            return tf.shape(images)[0] // 2

        def lengths_of_images():
            styles = self.styles(num(), turn=1, training=False)
            noise = self.noise((num(), *self.image_shape), "path")
            return path_lengths(lambda s: self.synthesize(s, turn=1), styles, noise)

        # On other steps all are at the mean: it stays, and nothing deviates.
        lengths = tf.cond(
            tf.equal(self.step % self.path_interval, 0),
            lengths_of_images,
            lambda: tf.fill((num(),), self.mean_length + 0.0),
        )
        total = replicas.sum_over_replicas(tf.reduce_mean(lengths))
        moved = total / replicas.num_replicas() - self.mean_length
        self.mean_length.assign_add(0.01 * tf.stop_gradient(moved))
        deviations = tf.square(lengths - self.mean_length)
        return self.path_interval * tf.reduce_mean(deviations)
