"""Styles, and their mean."""

import keras
import tensorflow as tf
from keras import ops

from kerasgan.replicas import num_replicas
from kerasgan.replicas import sum_over_replicas


@keras.saving.register_keras_serializable("kerasgan")
class TowardMean(keras.layers.Layer):
    """Moves styles toward the mean of the styles in training.

    Its inputs are styles `(batch, size)` and `truncation`, `(batch, 1)`, the fraction
    of their distance to the mean that the styles keep: the smaller it is, the more
    alike the images are, and the fewer of them are bad.

    Reference: [Karras et al., 2019](https://arxiv.org/abs/1812.04948), section 2.1 and
    appendix B.

    Args:
        momentum: Float. Weight of the old mean in the new one.
    """

    def __init__(self, momentum=0.995, **kwargs):
        super().__init__(**kwargs)
        self.momentum = momentum

    def build(self, styles_shape, truncation_shape=None):
        self.mean = self.add_weight(
            shape=styles_shape[-1:], initializer="zeros", trainable=False, name="mean"
        )

    def call(self, styles, truncation, training=None):
        if training:
            total = sum_over_replicas(tf.reduce_mean(styles, axis=0))
            mean = ops.cast(total, "float32") / num_replicas()
            self.mean.assign(self.momentum * self.mean + (1 - self.momentum) * mean)
        mean, kept = (
            ops.cast(self.mean, styles.dtype),
            ops.cast(truncation, styles.dtype),
        )
        return styles + (1 - kept) * (mean - styles)

    def plain(self, styles, truncation):
        """Symbolic outputs by Keras' own layers."""
        to_mean = keras.layers.Rescaling(-1.0, self.mean.numpy().tolist())(styles)
        return styles + (1 - truncation) * to_mean

    def compute_output_shape(self, styles_shape, truncation_shape=None):
        return styles_shape

    def get_config(self):
        return {**super().get_config(), "momentum": self.momentum}
