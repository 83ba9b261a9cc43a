"""RSGAN."""

import keras

from kerasgan import losses
from kerasgan import optimizers
from kerasgan.models.gan import GAN
from kerasgan.networks import dcgan
from kerasgan.networks import shapes

# Channels next to the image: of a generator, of one that learns from few images behind
# an augmentation, and the least of a discriminator.
WIDTH, WIDTH_OF_FEW, LEAST = 48, 32, 16
# The generator's at 4x4, for sides above 64. With 384, which is 24 next to images of
# 128x128, all samples were one pattern after ten minutes.
WIDEST = 256


class RSGAN(GAN):
    """Relativistic standard GAN: is a real image more real than a fake?

    It is `GAN` with DCGAN's networks and another objective: each real image is paired
    with a fake, and only the difference of their logits counts. The generator's loss
    reuses the real logits of the discriminator's step: they are one update old, but
    need no computation. Latents modulate the generator's maps.

    In minutes on a CPU it draws better faces than `DCGAN` and `StyleGAN2.for_cpu`
    (docs/best-face.md has the study).

    Reference: [Jolicoeur-Martineau, 2018](https://arxiv.org/abs/1807.00734), eqs. 8 and
    9, on the networks of [Radford et al., 2016](https://arxiv.org/abs/1511.06434);
    modulation, [Chen et al., 2019](https://arxiv.org/abs/1810.01365), eq. 4.

    Example:

    ```python
    gan = kerasgan.RSGAN.for_images((64, 64, 3))
    gan.compile()
    faces = kerasgan.data.image_folder("faces/", mirror=True)
    decay = kerasgan.callbacks.LinearDecay(10, minutes=20)
    gan.fit(faces, epochs=10_000, callbacks=[decay])
    ```
    """

    objective = losses.Relativistic()
    reuses_real_logits = True

    @classmethod
    def for_images(
        cls, image_shape, latent_dim=100, width=None, augmentation=None, **kwargs
    ):
        """A model with DCGAN's networks, of a width that trains on a CPU in minutes.

        The number of maps doubles at each level, up to the smallest maps, so most of
        the work is done on small maps. The discriminator is half as wide, because most
        passes of a step go through it and because it is the stronger player. But it has
        16 channels next to the image, if the generator has as many, and behind an
        augmentation it is three quarters as wide: narrower ones overlook a fine
        pattern.

        Args:
            image_shape: `(height, width, channels)`, sides of 16 to 256, 1 or 3
                channels.
            latent_dim: Int, length of a latent.
            width: Int, channels of the generator's layer next to the image (default: 48
                up to sides of 64, or 32 behind an augmentation; 16 for 128, 8 for 256).
            augmentation: Optional layer in front of the discriminator, such as
                `kerasgan.layers.DiffAugment()` for fewer than a few thousand images.
            **kwargs: Arguments of the class.
        """
        augmented = augmentation is not None
        width, most = widths(image_shape, width, augmented)
        narrow = discriminator_width(width, augmented)
        discriminator = dcgan.discriminator(image_shape, narrow, most=most)
        if augmented:
            discriminator = keras.Sequential(
                [keras.Input(image_shape), augmentation, discriminator],
                name="discriminator",
            )
        return cls(
            dcgan.generator(image_shape, latent_dim, width, most=most, modulated=True),
            discriminator,
            **kwargs,
        )

    def default_optimizer(self, player):
        return optimizers.Adam(4e-4, beta_1=0.5)


def widths(image_shape, width=None, augmented=False):
    """Channels of the layer next to the image, and the factor for the smallest maps."""
    most = 2 ** (shapes.doublings(image_shape) - 1)
    small = WIDTH_OF_FEW if augmented else WIDTH
    return width or (small if most <= 8 else WIDEST // most), most


def discriminator_width(width, augmented=False):
    """The discriminator's width for a generator's width."""
    return min(width, max(LEAST, 3 * width // 4 if augmented else width // 2))
