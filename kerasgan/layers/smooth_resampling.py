"""Maps of twice and half the size, without aliasing and with second derivatives."""

import keras
import numpy as np
import tensorflow as tf

BINOMIAL = (1, 3, 3, 1)


class SmoothResampling(keras.layers.Layer):
    """The base of both layers: a binomial filter of 4x4 pixels, map by map.

    It is a depthwise convolution, of which TensorFlow knows second derivatives, unlike
    those of bilinear resizing.

    Reference: [Karras et al., 2020](https://arxiv.org/abs/1912.04958), after
    [Zhang, 2019](https://arxiv.org/abs/1904.11486).
    """

    def kernel(self, channels, dtype):
        """The filter, of sum 1, for so many maps."""
        weights = np.outer(BINOMIAL, BINOMIAL) / sum(BINOMIAL) ** 2
        return tf.constant(
            np.tile(weights[..., None, None], (1, 1, channels, 1)), dtype
        )


@keras.saving.register_keras_serializable("kerasgan")
class SmoothUpsampling(SmoothResampling):
    """Doubles maps by a filter; see `SmoothResampling`."""

    def call(self, maps):
        batch, height, width = tf.unstack(tf.shape(maps)[:3])
        channels = maps.shape[-1]
        between = tf.reshape(maps, (batch, height, 1, width, 1, channels))
        between = tf.pad(between, ((0, 0), (0, 0), (0, 1), (0, 0), (0, 1), (0, 0)))
        doubled = tf.reshape(between, (batch, 2 * height, 2 * width, channels))
        doubled = tf.pad(doubled, ((0, 0), (2, 1), (2, 1), (0, 0)))
        kernel = 4 * self.kernel(channels, maps.dtype)
        return tf.nn.depthwise_conv2d(doubled, kernel, (1, 1, 1, 1), "VALID")

    def compute_output_shape(self, input_shape):
        batch, *sides, channels = input_shape
        return (batch, *(side and 2 * side for side in sides), channels)


@keras.saving.register_keras_serializable("kerasgan")
class SmoothDownsampling(SmoothResampling):
    """Halves maps by a filter; see `SmoothResampling`."""

    def call(self, maps):
        padded = tf.pad(maps, ((0, 0), (1, 1), (1, 1), (0, 0)))
        kernel = self.kernel(maps.shape[-1], maps.dtype)
        return tf.nn.depthwise_conv2d(padded, kernel, (1, 2, 2, 1), "VALID")

    def compute_output_shape(self, input_shape):
        batch, *sides, channels = input_shape
        return (batch, *(side and side // 2 for side in sides), channels)
