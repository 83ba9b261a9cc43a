"""Batch normalization whose gain and bias a condition decides."""

import keras
from keras import layers
from keras import ops

from kerasgan.layers.batch_normalization import BatchNormalization


@keras.saving.register_keras_serializable("kerasgan")
class ConditionalBatchNormalization(keras.layers.Layer):
    """Batch normalization with a gain and a bias that are linear in a condition.

    If the condition is a one-hot class, each class has its own gain and bias. All gains
    start as 1 and all biases as 0. Call it as `call(maps, condition)`, with maps
    `(batch, height, width, channels)` and float vectors `(batch, size)` as condition.

    Reference: [Dumoulin et al., 2017](https://arxiv.org/abs/1610.07629), eq. 5; as in
    [Miyato & Koyama, 2018](https://arxiv.org/abs/1802.05637), appendix A.
    """

    def build(self, maps_shape, condition_shape):
        channels = maps_shape[-1]
        self.normalization = BatchNormalization(dtype=self.dtype_policy)
        self.normalization.build(maps_shape)
        # Both at once: what is added to the gain, and to the bias.
        self.dense = layers.Dense(
            2 * channels,
            use_bias=False,
            kernel_initializer="zeros",
            dtype=self.dtype_policy,
        )
        self.dense.build(condition_shape)

    def call(self, maps, condition, training=None):
        maps = self.normalization(maps, training=training)
        shifts = self.dense(condition)[:, None, None]
        gain, bias = ops.split(shifts, 2, axis=-1)
        return maps * (1 + gain) + bias

    def compute_output_shape(self, maps_shape, condition_shape):
        return maps_shape
