"""Larger maps out of many channels."""

import keras
import tensorflow as tf


@keras.saving.register_keras_serializable("kerasgan")
class PixelShuffle(keras.layers.Layer):
    """Turns each `scale ** 2` channels into one map of `scale` times the size.

    Reference: [Shi et al., 2016](https://arxiv.org/abs/1609.05158), eq. 4.

    Args:
        scale: Int, the factor by which each side grows.

    Raises:
        ValueError: When it is built, if the number of channels is not a multiple of
            `scale ** 2`.
    """

    def __init__(self, scale, **kwargs):
        super().__init__(**kwargs)
        self.scale = scale

    def build(self, input_shape):
        if input_shape[-1] % self.scale**2:
            raise ValueError(
                f"Maps that grow by {self.scale} need a multiple of {self.scale**2} "
                f"channels, but have {input_shape[-1]}."
            )

    def call(self, maps):
        return tf.nn.depth_to_space(maps, self.scale)

    def compute_output_shape(self, input_shape):
        batch, *sides, channels = input_shape
        grown = (side and side * self.scale for side in sides)
        return (batch, *grown, channels // self.scale**2)

    def get_config(self):
        return {**super().get_config(), "scale": self.scale}


@keras.saving.register_keras_serializable("kerasgan")
class ICNR(keras.initializers.Initializer):
    """Initial kernels with which `PixelShuffle` repeats pixels and shows no grid.

    All `scale ** 2` channels that become one map start with equal weights.

    Reference: [Aitken et al., 2017](https://arxiv.org/abs/1707.02937), section 2.2.

    Args:
        scale: Int, the scale of the `PixelShuffle`.
        initializer: A Keras initializer, or its name, for the kernel of one of these
            channels.
    """

    def __init__(self, scale, initializer="he_normal"):
        self.scale = scale
        self.initializer = keras.initializers.get(initializer)

    def __call__(self, shape, dtype=None):
        *kernel, channels = shape
        few = self.initializer((*kernel, channels // self.scale**2), dtype=dtype)
        # TensorFlow's order of channels: rows, columns, maps.
        return tf.tile(few, (*(1 for _ in kernel), self.scale**2))

    def get_config(self):
        initializer = keras.initializers.serialize(self.initializer)
        return {"scale": self.scale, "initializer": initializer}

    @classmethod
    def from_config(cls, config):
        return cls(**config)
