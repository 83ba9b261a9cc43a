"""The end of a network that may overshoot."""

import keras
from keras import ops


@keras.saving.register_keras_serializable("kerasgan")
class Clip(keras.layers.Layer):
    """Clips images to [-1, 1], but not in training.

    In training the gradient of a clipped pixel would be lost.
    """

    def call(self, images, training=None):
        return images if training else ops.clip(images, -1, 1)

    plain = call  # of operations of Keras alone

    def compute_output_shape(self, input_shape):
        return input_shape
