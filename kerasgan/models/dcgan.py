"""DCGAN."""

from kerasgan.models.gan import GAN
from kerasgan.networks import dcgan


class DCGAN(GAN):
    """Deep convolutional GAN.

    It is `GAN` with the networks of `kerasgan.networks.dcgan` and the paper's
    optimizer, Adam at 2e-4 with beta1 0.5. The paper draws latents from a uniform
    distribution; here it is a normal distribution, as in every model of the package.
    `ema_decay=None` gives the paper's model, which samples from the last weights.

    Reference: [Radford et al., 2016](https://arxiv.org/abs/1511.06434).

    Example:

    ```python
    gan = kerasgan.DCGAN.for_images((64, 64, 3), width=32)
    gan.compile()
    gan.fit(kerasgan.data.image_folder("faces/"), epochs=50)
    ```
    """

    @classmethod
    def for_device(cls, image_shape, latent_dim=100, width=32, **kwargs):
        """A model whose .tflite files run wholly on LiteRT's GPU delegates.

        The generator has leaky ReLUs of slope 0.2 in place of ReLUs, because LiteRT
        merges a ReLU into the transposed convolution before it, and no GPU delegate
        supports this version of the operation.

        Args:
            image_shape: `(height, width, channels)`, sides of 16 to 256, 1 or 3
                channels.
            latent_dim: Int, length of a latent.
            width: Int, channels of the layer next to the image; with a width of 32 a
                phone draws an image in milliseconds.
            **kwargs: Arguments of the class.
        """
        return cls(
            dcgan.generator(image_shape, latent_dim, width, dcgan.leaky_relu),
            dcgan.discriminator(image_shape, width),
            **kwargs,
        )
