"""The latent of a variational autoencoder."""

import keras
import tensorflow as tf
from keras import ops

from kerasgan.layers.drawing import Drawing


@keras.saving.register_keras_serializable("kerasgan")
class LatentNormal(Drawing):
    """Draws latents around means in training, and returns the means at inference.

    In training it adds a loss to the network: the mean over the batch of the
    divergence, in nats, of each latent's normal distribution from the standard normal
    distribution.

    Its inputs are means and logarithms of variances, concatenated: `(batch, 2 * dim)`.

    Reference: [Kingma & Welling, 2014](https://arxiv.org/abs/1312.6114), eq. 10 and
    appendix B.
    """

    def __init__(self, seed=0, **kwargs):
        super().__init__(seed=seed, **{**kwargs, "dtype": "float32"})

    def call(self, moments, training=None):
        mean, log_variance = ops.split(moments, 2, axis=-1)
        if not training:
            return mean
        divergence = ops.square(mean) + ops.exp(log_variance) - 1 - log_variance
        self.add_loss(ops.mean(ops.sum(divergence, axis=-1)) / 2)
        return mean + ops.exp(log_variance / 2) * self.normal(tf.shape(mean))

    def compute_output_shape(self, input_shape):
        return (*input_shape[:-1], input_shape[-1] // 2)
