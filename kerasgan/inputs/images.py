"""Images as an input."""

import keras
import numpy as np
import tensorflow as tf

from kerasgan import ranges
from kerasgan.inputs.base import Input
from kerasgan.inputs.seeds import from_seeds

COARSE = 5  # knots of smooth noise along a side


@keras.saving.register_keras_serializable("kerasgan")
class Images(Input):
    """Images: networks take floats in [-1, 1]; users may also pass uint8.

    Images have no prior, so they must be passed to `sample`. Served models take uint8.

    Args:
        shape: `(height, width, channels)`; height and width are `None` if a network
            takes any size.
    """

    has_prior = False

    def __init__(self, shape):
        self.shape = tuple(shape)

    def __repr__(self):
        return f"images {self.shape}"

    def get_config(self):
        return {"shape": list(self.shape)}

    def sized(self, size):
        if size is None or None not in self.shape:
            return self
        return Images((*size, self.shape[-1]))

    def draw(self, seeds):
        raise ValueError(
            f"There is no prior of images to draw {self} from. Pass one for each "
            "sample, uint8 or floats in [-1, 1]."
        )

    def fits(self, values):
        return tf.TensorShape(values.shape)[1:].is_compatible_with(self.shape)

    def check_type(self, images, name="images"):
        """Rejects a batch, or its spec, of another shape or type.

        Raises:
            ValueError: The shape or the type differs; the message helps to correct the
                dataset.
        """
        if not self.fits(images):
            raise ValueError(
                f"This GAN trains on batches of {name} {self.shape}, but the dataset "
                f"gives {images.dtype.name} of shape {images.shape}. The datasets of "
                f"`kerasgan.data` resize, with `image_size={self.shape[:2]}` and "
                f"`channels={self.shape[-1]}`; or build the GAN for the images: "
                "`for_images(shape)`."
            )
        ranges.check_type(images.dtype, name)

    def encode(self, values, num):
        values = self.checked(values)
        if len(values) != num:
            raise ValueError(
                f"For {num} images there should be {num} {self}, but received an array "
                f"of shape {values.shape}."
            )
        return ranges.to_floats(values)

    def checked(self, values):
        """A user's images as an array.

        Raises:
            ValueError: The images have another shape, type or range.
        """
        values = np.asarray(values)
        if values.ndim != 4 or not self.fits(values):
            raise ValueError(
                f"There should be {self}, behind one another in an array, but received "
                f"one of shape {values.shape}."
            )
        ranges.check_range(values, stacklevel=6)
        return values

    def served_input(self):
        return self.shape, "uint8"

    def served_examples(self, seeds):
        """Smooth noise; unlike independent random pixels, it has edges and surfaces."""
        height, width, channels = self.shape
        coarse = from_seeds(seeds, COARSE * COARSE * channels)
        coarse = tf.reshape(coarse, (-1, COARSE, COARSE, channels))
        smooth = tf.image.resize(coarse, (height, width), "bicubic")
        return ranges.to_uint8(smooth / 2)

    def from_served(self, values):
        return ranges.to_floats(values)
