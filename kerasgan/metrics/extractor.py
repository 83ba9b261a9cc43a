"""Features of images, by any network."""

import numpy as np
import tensorflow as tf

from kerasgan.metrics import resizing
from kerasgan.metrics.pixels import to_pixels

BATCH = 64


class Extractor:
    """A network's features of images, with the facts that they depend on.

    Images are rounded to uint8, as files hold them, and resized; gray ones get three
    equal channels.

    Args:
        network: Keras model, or function, from float32 images
            `(batch, side, side, 3)` to features `(batch, dim)` or maps, whose means
            are taken.
        name: String, name of the features. Scores of two names can't be compared.
        side: Int, side in pixels of the images that the network takes.
        prepare: Function from pixels in [0, 255] to the network's inputs; if absent,
            pixels are scaled to [-1, 1].
        resizer: Function of `kerasgan.metrics.resizing`, or your own function.
        weights: String, the origin of the weights.

    Example:

    ```python
    network = keras.applications.InceptionV3(include_top=False)
    features = Extractor(network, "keras_inception_v3", 299)
    statistics(features(gan.sample(2000)))
    ```
    """

    def __init__(
        self,
        network,
        name,
        side,
        prepare=lambda pixels: pixels / 127.5 - 1,
        resizer=resizing.clean,
        weights="unknown",
    ):
        self.network = network
        self.name = name
        self.side = side
        self.prepare = prepare
        self.resizer = resizer
        self.weights = weights
        self.runs = {}

    @property
    def protocol(self):
        """The facts that the features depend on, in types that JSON can store."""
        return {
            "extractor": self.name,
            "weights": self.weights,
            "resizer": f"{self.resizer.__name__} to {self.side}",
        }

    def __call__(self, images):
        """Features, float32 `(n, dim)`.

        Args:
            images: Array `(n, height, width, 1 or 3)`, uint8 or floats in [-1, 1].

        Raises:
            ValueError: The images have another shape or range.
        """
        pixels = to_pixels(images)
        if pixels.shape[1:] not in self.runs:
            signature = tf.TensorSpec((None, *pixels.shape[1:]), "uint8")
            self.runs[pixels.shape[1:]] = tf.function(
                self.of_pixels, input_signature=[signature]
            )
        run = self.runs[pixels.shape[1:]]
        starts = range(0, len(pixels), BATCH)
        return np.concatenate([run(pixels[s : s + BATCH]).numpy() for s in starts])

    def of_floats(self, images):
        """Features of a batch of float images in [-1, 1], with gradients.

        It is for images that aren't rounded, as in `gan.age(..., identity=)`.
        """
        return self.of_pixels((images + 1) * 127.5)

    def of_pixels(self, pixels):
        """Features of a batch of images in [0, 255]."""
        if pixels.shape[1:3] != (self.side, self.side):
            pixels = self.resizer(pixels, self.side)
        images = tf.cast(pixels, "float32")
        if images.shape[-1] == 1:
            images = tf.repeat(images, 3, axis=-1)
        features = self.network(self.prepare(images))
        if features.shape.rank == 4:
            features = tf.reduce_mean(features, axis=(1, 2))
        return tf.cast(features, "float32")
