"""Dropout that a resumed training repeats."""

import keras
import tensorflow as tf

from kerasgan.layers.drawing import Drawing


@keras.saving.register_keras_serializable("kerasgan")
class Dropout(Drawing):
    """Sets features to 0 at random in training, and scales up the others.

    `keras.layers.Dropout` draws from its own state, which replicas don't share. With
    this layer, a resumed training drops the same features as an uninterrupted one.

    Reference: Srivastava et al., "Dropout: a simple way to prevent neural networks
    from overfitting", 2014.

    Args:
        rate: Float in [0, 1), the fraction that is dropped.
        seed: Int. Seed of the draws.

    Raises:
        ValueError: `rate` isn't in [0, 1).
    """

    def __init__(self, rate, seed=0, **kwargs):
        super().__init__(seed=seed, **kwargs)
        if not 0 <= rate < 1:
            raise ValueError(
                f"`rate` is the fraction that is dropped, in [0, 1), but received "
                f"{rate}. pix2pix has 0.5."
            )
        self.rate = rate

    def call(self, features, training=None):
        if not training or not self.rate:
            return features
        kept = self.uniform(tf.shape(features)) >= self.rate
        return features * tf.cast(kept, features.dtype) / (1 - self.rate)

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {**super().get_config(), "rate": self.rate}
