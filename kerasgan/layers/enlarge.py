"""Bilinear enlargement of images of any size."""

import keras
import tensorflow as tf


@keras.saving.register_keras_serializable("kerasgan")
class Enlarge(keras.layers.Layer):
    """Enlarges images `scale` times by bilinear interpolation, in float32.

    Args:
        scale: Int, the factor by which each side grows.
    """

    def __init__(self, scale, **kwargs):
        super().__init__(**{**kwargs, "dtype": "float32"})
        self.scale = scale

    def call(self, images):
        sides = self.scale * tf.shape(images)[1:3]
        enlarged = tf.image.resize(tf.cast(images, "float32"), sides)
        enlarged.set_shape(self.compute_output_shape(images.shape))
        return enlarged

    def compute_output_shape(self, input_shape):
        batch, *sides, channels = input_shape
        return (batch, *(side and side * self.scale for side in sides), channels)

    def get_config(self):
        return {**super().get_config(), "scale": self.scale}
