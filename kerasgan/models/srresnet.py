"""SRResNet."""

import tensorflow as tf

from kerasgan import losses
from kerasgan import optimizers
from kerasgan.networks import srresnet
from kerasgan.training import Upscaler


class SRResNet(Upscaler):
    """Super-resolution by a residual network with a pixel loss.

    It predicts an average of the likely images, which looks soft; `SRGAN` starts from
    this model and makes images that look real.

    The paper's loss is the mean squared error. The default here is the mean absolute
    error, because it reaches a better mean squared error, too
    ([Lim et al., 2017](https://arxiv.org/abs/1707.02921), section 3.3).

    Reference: [Ledig et al., 2017](https://arxiv.org/abs/1609.04802), section 2.1 and
    eq. 4.

    Args:
        generator: `keras.Model` from small images of any size to large ones, both in
            [-1, 1].
        image_shape: `(height, width, channels)` of the large images that it trains on.
        squared: Bool. Whether differences of pixels are squared.

    Example:

    ```python
    faces = kerasgan.data.image_folder("faces/", image_size=64, batch_size=16)
    model = kerasgan.SRResNet.for_images((64, 64, 3), scale=4)
    model.compile()
    model.fit(faces, epochs=20)
    large = model.upscale(small)
    ```
    """

    players = {"generator": ("generator",)}
    loss_names = ("generator_loss",)

    def __init__(self, generator, image_shape, squared=False, **kwargs):
        super().__init__(image_shape, **kwargs)
        self.generator = generator
        self.squared = squared

    @classmethod
    def for_images(cls, image_shape, scale=4, width=64, blocks=16, **kwargs):
        """A model with the paper's generator, without batch normalization.

        Args:
            image_shape: `(height, width, channels)` of the large images.
            scale: 2, 4 or 8, the factor by which each side grows.
            width: Int, channels of the maps.
            blocks: Int, residual blocks.
            **kwargs: Arguments of the class.
        """
        network = srresnet.generator(image_shape[-1], scale, width, blocks)
        return cls(network, image_shape, **kwargs)

    def default_optimizer(self, player):
        return optimizers.Adam(1e-4)

    def train_step(self, data):
        small, large = data[:2]
        with tf.GradientTape() as tape:
            made = self.generator(small, training=True)
            loss = losses.reconstruction(large, made, power=2 if self.squared else 1)
        self.update("generator", loss, tape)
        return {"generator_loss": loss}
