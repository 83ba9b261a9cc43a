"""Maps that depend on no input."""

import keras
from keras import ops


@keras.saving.register_keras_serializable("kerasgan")
class LearnedConstant(keras.layers.Layer):
    """Learned maps, repeated for each row of the input.

    Reference: [Karras et al., 2019](https://arxiv.org/abs/1812.04948), section 2.

    Args:
        shape: `(height, width, channels)` of the maps.
    """

    def __init__(self, shape, **kwargs):
        super().__init__(**kwargs)
        self.shape = tuple(shape)

    def build(self, rows_shape):
        self.maps = self.add_weight(
            shape=self.shape,
            initializer=keras.initializers.RandomNormal(stddev=1.0),
            name="maps",
        )

    def call(self, rows):
        maps = ops.cast(self.maps, self.compute_dtype)
        return ops.tile(maps[None], (ops.shape(rows)[0], 1, 1, 1))

    def plain(self, rows):
        """Symbolic maps by Keras' own layers: a dense layer whose only input is 1."""
        layer = keras.layers.Dense(self.maps.numpy().size, use_bias=False)
        maps = layer(ops.ones_like(keras.layers.Flatten()(rows)[:, :1]))
        layer.set_weights([self.maps.numpy().reshape(1, -1)])
        return keras.layers.Reshape(self.shape)(maps)

    def compute_output_shape(self, rows_shape):
        return (rows_shape[0], *self.shape)

    def get_config(self):
        return {**super().get_config(), "shape": self.shape}
