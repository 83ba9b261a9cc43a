"""Normalization of each pixel's features."""

import keras
from keras import ops


@keras.saving.register_keras_serializable("kerasgan")
class PixelNormalization(keras.layers.Layer):
    """Divides the features of each pixel, or a latent, by their root mean square.

    Reference: [Karras et al., 2018](https://arxiv.org/abs/1710.10196), section 4.2.

    Args:
        epsilon: Float, added to the mean square.
    """

    def __init__(self, epsilon=1e-8, **kwargs):
        super().__init__(**kwargs)
        self.epsilon = epsilon

    def call(self, features):
        values = ops.cast(features, "float32")  # half precision has no such epsilon
        squares = ops.mean(ops.square(values), axis=-1, keepdims=True)
        return ops.cast(values * ops.rsqrt(squares + self.epsilon), features.dtype)

    plain = call  # of operations of Keras alone

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {**super().get_config(), "epsilon": self.epsilon}
