"""Noise for each pixel of maps."""

import keras
from keras import ops


@keras.saving.register_keras_serializable("kerasgan")
class PixelNoise(keras.layers.Layer):
    """Adds noise with a learned strength, the same for all maps of a pixel.

    Its inputs are maps `(batch, height, width, channels)` and noise, `height * width`
    numbers for each image.

    Reference: [Karras et al., 2019](https://arxiv.org/abs/1812.04948), Fig. 1; one
    strength for all maps is of [Karras et al., 2020](https://arxiv.org/abs/1912.04958),
    appendix B.
    """

    def build(self, maps_shape, noise_shape=None):
        self.strength = self.add_weight(shape=(), initializer="zeros", name="strength")

    def call(self, maps, noise):
        noise = ops.reshape(noise, (-1, *maps.shape[1:3], 1))
        return maps + ops.cast(self.strength, maps.dtype) * ops.cast(noise, maps.dtype)

    def plain(self, maps, noise):
        """Symbolic outputs by Keras' own layers."""
        noise = ops.reshape(noise, (-1, *maps.shape[1:3], 1))
        return maps + keras.layers.Rescaling(float(self.strength.numpy()))(noise)

    def compute_output_shape(self, maps_shape, noise_shape=None):
        return maps_shape
