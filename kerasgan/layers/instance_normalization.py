"""Instance normalization of feature maps."""

import keras
from keras import ops

from kerasgan.layers.layer_normalization import normalized


@keras.saving.register_keras_serializable("kerasgan")
class InstanceNormalization(keras.layers.Layer):
    """Normalizes each map of each image by itself.

    The result for an image depends neither on the other images in its batch nor on
    earlier batches. So a network gives the same result for one image and for a batch,
    in training and when it is served. By default the layer has no gain and no bias, as
    in the code of CycleGAN's authors.

    Reference: [Ulyanov et al., 2016](https://arxiv.org/abs/1607.08022).

    Args:
        epsilon: Float. Added to the variance.
        affine: Bool. Whether each channel has a gain and a bias that are learned.

    Raises:
        ValueError: When it is built, if maps are a single pixel, because all results
            would be 0.
    """

    def __init__(self, epsilon=1e-5, affine=False, **kwargs):
        super().__init__(**kwargs)
        self.epsilon = epsilon
        self.affine = affine

    def build(self, input_shape):
        if input_shape[1] == input_shape[2] == 1:
            raise ValueError(
                "Instance normalization makes 0 of maps of a single pixel. Leave it "
                "out there, or make the images larger or the network less deep."
            )
        if self.affine:
            shape = (input_shape[-1],)
            self.gamma = self.add_weight(
                shape=shape, initializer="ones", autocast=False, name="gamma"
            )
            self.beta = self.add_weight(
                shape=shape, initializer="zeros", autocast=False, name="beta"
            )

    def call(self, maps):
        normal = normalized(maps, (1, 2), self.epsilon)
        if self.affine:
            normal = normal * self.gamma + self.beta
        return ops.cast(normal, self.compute_dtype)

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        config = {"epsilon": self.epsilon, "affine": self.affine}
        return {**super().get_config(), **config}
