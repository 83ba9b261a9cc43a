"""Models that enlarge images."""

import functools

import numpy as np
import tensorflow as tf

from kerasgan import data
from kerasgan.data.degradations import degradation_of
from kerasgan.inputs import Images
from kerasgan.networks import enlarging
from kerasgan.training import tiles
from kerasgan.training.batches import BatchSpec
from kerasgan.training.model import AdversarialModel


class Upscaler(AdversarialModel):
    """A model whose `generator` enlarges images, of any size, by its `scale`.

    It trains on a dataset of large images. It makes the small images itself, and each
    step takes both.

    Args:
        image_shape: `(height, width, channels)` of the large images that it trains on.
        degradation: How small images are made: `"bicubic"`, antialiased, of 8 bits, or
            `"real"`, with blur, noise and JPEG as well (`kerasgan.data.degrade`).
        patch_size: Optional int, side in pixels of a square. In each epoch a random
            square of each large image is cropped, and the small image is made from
            the crop.

    Raises:
        ValueError: The degradation doesn't exist; or, when training begins, patches
            are larger than images.
    """

    image_shape = None  # in place of a property: a network of any size has none
    averaged = ("generator",)

    def __init__(self, image_shape, degradation="bicubic", patch_size=None, **kwargs):
        super().__init__(**kwargs)
        degradation_of(degradation)  # refuses what isn't
        self.image_shape = tuple(image_shape)
        self.degradation = degradation
        self.patch_size = patch_size

    @property
    def scale(self):
        """The factor by which each side grows."""
        return enlarging.scale_of(self.generator)

    @property
    def source_size(self):
        """`(height, width)` of the small images that it trains on."""
        return tuple(side // self.scale for side in self.image_shape[:2])

    @property
    def inputs(self):
        return {"source": Images(self.generator.input_shape[1:])}

    @property
    def batch_spec(self):
        return BatchSpec(images=Images(self.image_shape))

    def check(self):
        super().check()
        if self.patch_size and self.patch_size > min(self.image_shape[:2]):
            raise ValueError(
                f"Patches of {self.patch_size} pixels can't be cropped of images of "
                f"{self.image_shape[:2]}. Choose a smaller `patch_size`, or larger "
                "images."
            )

    def prepared(self, dataset):
        """Batches of small images, and of the large images they are made from."""
        return data.with_smaller(
            dataset, self.scale, self.degradation, self.patch_size, self.seed
        )

    def upscale(self, images, tile=192, overlap=24):
        """Images `scale` times as large.

        Images larger than a tile are enlarged tile by tile, so that a photo needs
        little memory. There is no seam between tiles.

        Args:
            images: Array `(n, height, width, channels)`, uint8 or floats in [-1, 1], of
                any size.
            tile: Int, side of a tile in pixels of these images.
            overlap: Int, pixels around the part of a tile that is kept. A pixel of the
                result depends only a little on pixels farther away than this.

        Returns:
            Array of as many images, of the same type.

        Raises:
            ValueError: The images have another shape or range, or the overlap covers
                the whole tile.
        """
        if tile <= 2 * overlap:
            raise ValueError(
                f"Of a tile of {tile} pixels nothing is left within an overlap of "
                f"{overlap}. Choose a larger `tile`."
            )
        images = self.inputs["source"].checked(images)
        height, width = (min(side, tile) for side in images.shape[1:3])
        batch = max(tile**2 // (height * width), 1)
        enlarge = compiled(self.sampler)
        made = [
            tiles.in_tiles(
                enlarge,
                images[start : start + batch],
                self.scale,
                tile,
                overlap,
            )
            for start in range(0, len(images), batch)
        ]
        return made[0] if len(made) == 1 else np.concatenate(made)

    def blend(self, other, weight):
        """A model like this one, with a mean of the weights of two generators.

        Between a model trained on pixels and a GAN that was trained from it, `weight`
        is a dial from safe to sharp.

        Reference: [Wang et al., 2018](https://arxiv.org/abs/1809.00219), section 3.4.

        Args:
            other: An upscaler with a generator of the same layers. One of the two
                models must have been trained from the weights of the other.
            weight: Float in [0, 1], the weight of the other model.

        Raises:
            ValueError: The networks differ, or the weight is outside of [0, 1].
        """
        if not 0 <= weight <= 1:
            raise ValueError(f"`weight` is in [0, 1], but received {weight}.")
        ones, others = (model.sampler.weights for model in (self, other))
        if [w.shape for w in ones] != [w.shape for w in others]:
            raise ValueError(
                "Networks can be blended if they have the same layers, but these have "
                f"{self.generator.count_params():,} and "
                f"{other.generator.count_params():,} parameters. Train the one from "
                "the other: `SRGAN.from_srresnet`."
            )
        blended = type(self).from_config(self.get_config())
        blended.set_weights(self.get_weights())
        for weight_of, one, theirs in zip(
            blended.generator.weights, ones, others, strict=True
        ):
            weight_of.assign((1 - weight) * one + weight * theirs)
        return blended


@functools.lru_cache(maxsize=1)
def compiled(network):
    """A network as a function of images of any size, traced once for all sizes."""
    spec = tf.TensorSpec((None, *network.input_shape[1:]))
    function = tf.function(functools.partial(network, training=False), [spec])
    return lambda images: function(images).numpy()
