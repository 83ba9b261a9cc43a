"""The plain GAN of 96x96 faces."""

from kerasgan import optimizers
from kerasgan.models.gan import GAN
from kerasgan.networks import plain


class PlainGAN(GAN):
    """GAN with 3x3 convolutions and nearest upsampling, made for faces of 96x96.

    The paper trains on CelebA, with 20 pixels cropped off the top and the bottom:
    `image_folder(..., image_size=96, crop=178)`.

    References: Cheng, "A Comparison of Different Methods of Face Image Generation",
    Tables 1 and 2; [Goodfellow et al., 2014](https://arxiv.org/abs/1406.2661).

    Example:

    ```python
    gan = kerasgan.PlainGAN.for_images((96, 96, 3))
    gan.compile()
    gan.fit(kerasgan.data.image_folder("faces/", 96, crop=178), epochs=50)
    ```
    """

    @classmethod
    def for_images(cls, image_shape, latent_dim=200, width=128, **kwargs):
        """A model with the paper's networks for images of `image_shape`.

        Args:
            image_shape: `(height, width, channels)`, sides of 16 to 256, 1 or 3
                channels.
            latent_dim: Int, length of a latent.
            width: Int, channels of the layers next to the image; smaller maps have
                twice as many. The paper uses 128.
            **kwargs: Arguments of the class.
        """
        return cls(
            plain.generator(image_shape, latent_dim, width),
            plain.discriminator(image_shape, width),
            **kwargs,
        )

    def default_optimizer(self, player):
        return optimizers.Adam(1e-4, beta_1=0.5, beta_2=0.99)
