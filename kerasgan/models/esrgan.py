"""ESRGAN."""

from kerasgan import losses
from kerasgan.models.srgan import SRGAN
from kerasgan.networks import rrdb


class ESRGAN(SRGAN):
    """SRGAN with dense blocks for a generator, and a relativistic average objective.

    Is a real image more real than the average fake? The generator's loss has real
    images in it, too, and there is a loss of pixels beside that of features.

    The paper's weights are 1, 0.005 and 0.01 of features, verdict and pixels; those of
    features are relative here, as in `SRGAN`. Its features are those before the ReLU.

    Reference: [Wang et al., 2018](https://arxiv.org/abs/1809.00219), eqs. 1-3.

    Example: `gan = ESRGAN.for_images((64, 64, 3), scale=4, blocks=4)`
    """

    objective = losses.RelativisticAverage()

    @classmethod
    def for_images(
        cls, image_shape, scale=4, width=64, blocks=23, patch_size=None, **kwargs
    ):
        """A model with the paper's networks, the generator's weights random.

        Args:
            image_shape: `(height, width, channels)` of the large images.
            scale: 2, 4 or 8, by how much sides grow.
            width: Int, channels of the maps.
            blocks: Int, blocks of three dense ones.
            patch_size: Optional int, the side of what it sees of an image (default:
                all).
            **kwargs: Arguments of the class.
        """
        generator = rrdb.generator(image_shape[-1], scale, width, blocks)
        return cls.around(generator, image_shape, width, patch_size, **kwargs)
