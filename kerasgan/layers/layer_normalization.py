"""Layer normalization of feature maps."""

import keras
from keras import ops


@keras.saving.register_keras_serializable("kerasgan")
class LayerNormalization(keras.layers.Layer):
    """Layer normalization over all of an image's features, height and width included.

    The result for an image does not depend on the other images in its batch, as a
    gradient penalty requires. There is one gain and one bias per channel, as in batch
    normalization, so this layer can replace it. `keras.layers.LayerNormalization`
    would normalize each pixel by itself.

    References: [Ba et al., 2016](https://arxiv.org/abs/1607.06450);
    [Gulrajani et al., 2017](https://arxiv.org/abs/1704.00028), section 4.

    Args:
        epsilon: Float. Added to the variance.
    """

    def __init__(self, epsilon=1e-5, **kwargs):
        super().__init__(**kwargs)
        self.epsilon = epsilon

    def build(self, input_shape):
        channels = input_shape[-1]
        self.gamma = self.add_weight(
            shape=(channels,), initializer="ones", autocast=False, name="gamma"
        )
        self.beta = self.add_weight(
            shape=(channels,), initializer="zeros", autocast=False, name="beta"
        )

    def call(self, inputs):
        axes = tuple(range(1, len(inputs.shape)))
        normal = normalized(inputs, axes, self.epsilon) * self.gamma + self.beta
        return ops.cast(normal, self.compute_dtype)

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {**super().get_config(), "epsilon": self.epsilon}


def normalized(features, axes, epsilon):
    """Features in float32, with mean 0 and variance 1 over the axes."""
    features = ops.cast(features, "float32")  # squares overflow in float16
    centered = features - ops.mean(features, axes, keepdims=True)
    variance = ops.mean(ops.square(centered), axes, keepdims=True)
    return centered * ops.rsqrt(variance + epsilon)
