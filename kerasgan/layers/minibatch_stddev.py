"""A feature by which a discriminator sees how alike the images of a batch are."""

import keras
import tensorflow as tf
from keras import ops


@keras.saving.register_keras_serializable("kerasgan")
class MinibatchStddev(keras.layers.Layer):
    """Appends a map with the mean standard deviation of maps over a group of images.

    A batch is split into groups of `group_size` images, at equal distances in the
    batch. If the batch size is not a multiple of `group_size`, groups have the largest
    smaller size that divides it.

    Reference: [Karras et al., 2018](https://arxiv.org/abs/1710.10196), section 3; the
    groups are of the authors' code.

    Args:
        group_size: Int, the largest number of images in a group.
    """

    def __init__(self, group_size=4, **kwargs):
        super().__init__(**kwargs)
        self.group_size = group_size

    def call(self, maps):
        shape = tf.shape(maps)
        group = self.group_of(shape[0])
        values = tf.cast(maps, "float32")
        groups = tf.reshape(values, tf.concat([[group, -1], shape[1:]], axis=0))
        deviations = tf.sqrt(tf.math.reduce_variance(groups, axis=0) + 1e-8)
        means = tf.reduce_mean(deviations, axis=(1, 2, 3), keepdims=True)
        # No `tf.tile`: within `tf.cond`, XLA can't take its gradient.
        feature = tf.ones_like(groups[..., :1]) * means
        feature = tf.reshape(feature, tf.concat([shape[:-1], [1]], axis=0))
        return tf.concat([maps, tf.cast(feature, maps.dtype)], axis=-1)

    def plain(self, maps):
        """Symbolic outputs by Keras' operations, for whole groups only."""
        groups = ops.reshape(maps, (self.group_size, -1, *maps.shape[1:]))
        deviations = ops.sqrt(ops.var(groups, axis=0) + 1e-8)
        means = ops.mean(deviations, axis=(1, 2, 3))
        feature = ops.tile(means, self.group_size)[:, None, None, None]
        feature = feature * ops.ones_like(maps[..., :1])
        return ops.concatenate([maps, feature], axis=-1)

    def group_of(self, batch):
        """The number of images in a group, for a batch of a size."""
        sizes = tf.range(self.group_size, 0, -1)
        return sizes[tf.argmax(batch % sizes == 0)]

    def compute_output_shape(self, input_shape):
        return (*input_shape[:-1], input_shape[-1] + 1)

    def compute_output_spec(self, maps):
        return keras.KerasTensor(self.compute_output_shape(maps.shape), maps.dtype)

    def get_config(self):
        return {**super().get_config(), "group_size": self.group_size}
