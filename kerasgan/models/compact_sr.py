"""CompactSR."""

from kerasgan import optimizers
from kerasgan.models.srresnet import SRResNet
from kerasgan.networks import compact


class CompactSR(SRResNet):
    """Super-resolution by a network that works at low resolution, for CPUs and devices.

    Reference: SRVGGNetCompact of [Wang et al.,
    2021](https://arxiv.org/abs/2107.10833), in the authors' code.

    Example:

    ```python
    model = kerasgan.CompactSR.for_images((64, 64, 3), scale=4)
    model.compile()
    model.fit(faces, epochs=20)
    kerasgan.export.to_tflite(model, "sharper.tflite", quantize="int8")
    ```
    """

    @classmethod
    def for_images(cls, image_shape, scale=4, width=64, depth=16, **kwargs):
        """A model with the compact network.

        Args:
            image_shape: `(height, width, channels)` of the large images.
            scale: 2, 4 or 8, the factor by which each side grows.
            width: Int, channels of the maps.
            depth: Int, number of convolutions before the last one.
            **kwargs: Arguments of the class.
        """
        network = compact.generator(image_shape[-1], scale, width, depth)
        return cls(network, image_shape, **kwargs)

    def default_optimizer(self, player):
        return optimizers.Adam(1e-3)
