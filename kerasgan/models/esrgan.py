"""ESRGAN."""

from kerasgan import losses
from kerasgan.models.srgan import SRGAN
from kerasgan.networks import rrdb


class ESRGAN(SRGAN):
    """SRGAN with dense blocks in the generator and a relativistic average objective.

    The discriminator judges whether a real image is more real than the average fake.
    So the generator's loss depends on real images, too. It has a pixel loss in addition
    to the feature loss.

    The paper's weights are 1 for features, 0.005 for the adversarial loss and 0.01 for
    pixels; here the feature loss is relative, as in `SRGAN`. The paper takes features
    before the ReLU.

    Reference: [Wang et al., 2018](https://arxiv.org/abs/1809.00219), eqs. 1-3.

    Example: `gan = ESRGAN.for_images((64, 64, 3), scale=4, blocks=4)`
    """

    objective = losses.RelativisticAverage()

    @classmethod
    def for_images(
        cls, image_shape, scale=4, width=64, blocks=23, patch_size=None, **kwargs
    ):
        """A model with the paper's networks; the generator starts from random weights.

        Args:
            image_shape: `(height, width, channels)` of the large images.
            scale: 2, 4 or 8, the factor by which each side grows.
            width: Int, channels of the maps.
            blocks: Int, number of blocks, each of three dense blocks.
            patch_size: Optional int, side of the part of each image that it trains on
                (default: all).
            **kwargs: Arguments of the class.
        """
        generator = rrdb.generator(image_shape[-1], scale, width, blocks)
        return cls.around(generator, image_shape, width, patch_size, **kwargs)
