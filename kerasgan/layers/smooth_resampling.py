"""Maps of twice and half the size, without aliasing and with second derivatives."""

import keras
import numpy as np
import tensorflow as tf
from keras import ops

BINOMIAL = (1, 3, 3, 1)


class SmoothResampling(keras.layers.Layer):
    """The base of both resampling layers: a binomial filter of 4x4 pixels, map by map.

    It is a depthwise convolution, because TensorFlow has second derivatives of it,
    unlike of bilinear resizing.

    Reference: [Karras et al., 2020](https://arxiv.org/abs/1912.04958), after
    [Zhang, 2019](https://arxiv.org/abs/1904.11486).
    """

    def kernel(self, channels, dtype):
        """The filter, with a sum of 1, for a number of maps."""
        weights = np.outer(BINOMIAL, BINOMIAL) / sum(BINOMIAL) ** 2
        return tf.constant(
            np.tile(weights[..., None, None], (1, 1, channels, 1)), dtype
        )

    def filtered(self, maps, factor, strides):
        """Symbolic maps, filtered by Keras' own layer."""
        layer = keras.layers.DepthwiseConv2D(4, strides, use_bias=False)
        outputs = layer(maps)
        layer.set_weights([factor * self.kernel(maps.shape[-1], "float32").numpy()])
        return outputs


@keras.saving.register_keras_serializable("kerasgan")
class SmoothUpsampling(SmoothResampling):
    """Doubles the size of maps by a filter; see `SmoothResampling`."""

    def call(self, maps):
        doubled = tf.pad(with_zeros(maps), ((0, 0), (2, 1), (2, 1), (0, 0)))
        kernel = 4 * self.kernel(maps.shape[-1], maps.dtype)
        return tf.nn.depthwise_conv2d(doubled, kernel, (1, 1, 1, 1), "VALID")

    def plain(self, maps):
        """Symbolic outputs by Keras' own layers."""
        padded = keras.layers.ZeroPadding2D(((2, 1), (2, 1)))(with_zeros(maps))
        return self.filtered(padded, 4, 1)

    def compute_output_shape(self, input_shape):
        batch, *sides, channels = input_shape
        return (batch, *(side and 2 * side for side in sides), channels)


@keras.saving.register_keras_serializable("kerasgan")
class SmoothDownsampling(SmoothResampling):
    """Halves the size of maps by a filter; see `SmoothResampling`."""

    def call(self, maps):
        padded = tf.pad(maps, ((0, 0), (1, 1), (1, 1), (0, 0)))
        kernel = self.kernel(maps.shape[-1], maps.dtype)
        return tf.nn.depthwise_conv2d(padded, kernel, (1, 2, 2, 1), "VALID")

    def plain(self, maps):
        """Symbolic outputs by Keras' own layers."""
        return self.filtered(keras.layers.ZeroPadding2D(1)(maps), 1, 2)

    def compute_output_shape(self, input_shape):
        batch, *sides, channels = input_shape
        return (batch, *(side and side // 2 for side in sides), channels)


def with_zeros(maps):
    """Maps of twice the size, with zeros to the right of each pixel and below it.

    LiteRT can't pad tensors of rank 6, so zeros are added after the channels, and then
    after the rows.
    """
    _, height, width, channels = ops.shape(maps)
    wider = ops.concatenate([maps, ops.zeros_like(maps)], axis=-1)
    rows = ops.reshape(wider, (-1, height, 2 * width * channels))
    higher = ops.concatenate([rows, ops.zeros_like(rows)], axis=-1)
    return ops.reshape(higher, (-1, 2 * height, 2 * width, channels))
