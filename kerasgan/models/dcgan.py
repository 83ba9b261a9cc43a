"""DCGAN."""

from kerasgan.models.gan import GAN


class DCGAN(GAN):
    """Deep convolutional GAN.

    It is `GAN` on the networks of `kerasgan.networks.dcgan` with the paper's
    optimizer, Adam at 2e-4 with beta1 0.5. The paper draws latents uniformly;
    here they are normal, as for every model of the package. `ema_decay=None`
    gives the paper's model, which samples from the last weights.

    Reference: [Radford et al., 2016](https://arxiv.org/abs/1511.06434).

    Example:

    ```python
    gan = kerasgan.DCGAN.for_images((64, 64, 3), width=32)
    gan.compile()
    gan.fit(kerasgan.data.image_folder("faces/"), epochs=50)
    ```
    """
