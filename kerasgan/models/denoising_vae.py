"""DenoisingVAE."""

import tensorflow as tf

from kerasgan import losses
from kerasgan import optimizers
from kerasgan.inputs import Images
from kerasgan.networks import vae
from kerasgan.training import BatchSpec
from kerasgan.training import Translator


class DenoisingVAE(Translator):
    """A variational autoencoder that repairs faulty images.

    It learns from pairs of a faulty image and the true image. As the second stage of a
    generator, with `gan.then(stage)`, it removes what real images don't have.

    Its loss has two terms in nats, each a sum over an image: half the squared
    differences of pixels, which is the negative log likelihood under a standard
    deviation of 1, and the divergence of the latent. With a mean over pixels in the
    first term, the latent would stay unused. The model minimizes the sum of both terms
    in nats per pixel, because half precision can represent this value.

    References: [Kingma & Welling, 2014](https://arxiv.org/abs/1312.6114), eq. 10;
    [Im et al., 2017](https://arxiv.org/abs/1511.06406), eq. 5.

    Args:
        generator: `keras.Model` from faulty images to images in [-1, 1], such as
            `kerasgan.networks.vae.generator`. It adds the divergence of its latents as
            its own loss.
        divergence_weight: Float. Weight of the divergence (beta).

    Example:

    ```python
    pairs = kerasgan.data.pairs(kerasgan.data.corrupt, "faces/", image_size=64)
    stage = kerasgan.DenoisingVAE.for_images((64, 64, 3))
    stage.compile()
    stage.fit(pairs, epochs=20)
    faces = gan.then(stage).sample(16)
    ```
    """

    players = {"generator": ("generator",)}
    averaged = ("generator",)
    loss_names = ("generator_loss", "reconstruction_loss", "divergence_loss")

    def __init__(self, generator, divergence_weight=1.0, **kwargs):
        super().__init__(**kwargs)
        self.generator = generator
        self.divergence_weight = divergence_weight

    @classmethod
    def for_images(cls, image_shape, latent_dim=256, width=64, **kwargs):
        """A model for images of `image_shape`.

        Args:
            image_shape: `(height, width, channels)`, sides of 16 to 256, 1 or 3
                channels.
            latent_dim: Int, length of a latent.
            width: Int, channels of the largest maps; a model of width 32 trains on a
                CPU in minutes.
            **kwargs: Arguments of the class.
        """
        return cls(vae.generator(image_shape, latent_dim, width), **kwargs)

    @property
    def batch_spec(self):
        return BatchSpec(**self.inputs, target=Images(self.image_shape))

    def default_optimizer(self, player):
        return optimizers.Adam(1e-3)

    def train_step(self, data):
        source, target = data[:2]
        with tf.GradientTape() as tape:
            made = self.generator(source, training=True)
            pixels = tf.cast(tf.size(target[0]), "float32")
            per_pixel = losses.reconstruction(target, made, power=2) / 2
            divergence_loss = sum(self.generator.losses)
            loss = per_pixel + self.divergence_weight * divergence_loss / pixels
        self.update("generator", loss, tape)
        return {
            "generator_loss": loss,
            "reconstruction_loss": pixels * per_pixel,
            "divergence_loss": divergence_loss,
        }
