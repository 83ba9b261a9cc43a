"""A slow change from one thing to another."""

import keras
from keras import ops


@keras.saving.register_keras_serializable("kerasgan")
class Fade(keras.layers.Layer):
    """Mixes old maps with the new maps that replace them.

    Its inputs are both kinds of maps and `alpha`, `(batch, 1)` in [0, 1], the fraction
    of the new maps.

    Reference: [Karras et al., 2018](https://arxiv.org/abs/1710.10196), Fig. 2.
    """

    def call(self, before, after, alpha):
        alpha = ops.cast(alpha, after.dtype)[:, None, None]
        return before + alpha * (after - before)

    plain = call  # of operations of Keras alone

    def compute_output_shape(self, before_shape, after_shape, alpha_shape):
        return after_shape
