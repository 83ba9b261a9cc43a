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

    It trains on a dataset of large images, of which it makes small ones itself, and
    gives each step both.

    Args:
        image_shape: `(height, width, channels)` of the images that it trains on.
        degradation: How images become small: `"bicubic"`, antialiased, of 8 bits, or
            `"real"`, with blur, noise and JPEG as well (`kerasgan.data.degrade`).
        patch_size: Optional int. In each epoch a square of so many pixels is cropped at
            random of each image, and the small one made of that.

    Raises:
        ValueError: There is no such degradation; or when training begins, if patches
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
        """By how much sides grow."""
        return enlarging.scale_of(self.generator)

    @property
    def source_size(self):
        """`(height, width)` of the small images of those that it trains on."""
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
        """Batches of small images and the large ones that they are made of."""
        return data.with_smaller(
            dataset, self.scale, self.degradation, self.patch_size, self.seed
        )

    def upscale(self, images, tile=192, overlap=24):
        """Images `scale` times as large.

        Those larger than a tile go through the network tile by tile, so that a photo
        needs little memory; no seam is left where tiles meet.

        Args:
            images: Array `(n, height, width, channels)`, uint8 or floats in [-1, 1], of
                any size.
            tile: Int, side of a tile in pixels of these images.
            overlap: Int, pixels of a tile around what is kept of it. A pixel depends on
                those around it, and little on those farther away than this.

        Returns:
            Array of as many images, of their type.

        Raises:
            ValueError: The images have another shape or range, or tiles are no larger
                than what they overlap.
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
        """A model like this one, its generator between this one's and another's.

        Between a model trained on pixels and one trained on against it further, that
        is a dial from safe to sharp.

        Reference: [Wang et al., 2018](https://arxiv.org/abs/1809.00219), section 3.4.

        Args:
            other: An upscaler with a generator of the same layers, trained from this
                one's weights or to these.
            weight: Float in [0, 1], of the other's.

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
    """A network as a function of images of any size, with one trace for all."""
    spec = tf.TensorSpec((None, *network.input_shape[1:]))
    function = tf.function(functools.partial(network, training=False), [spec])
    return lambda images: function(images).numpy()
