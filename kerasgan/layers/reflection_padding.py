"""Padding by reflection."""

import keras
import tensorflow as tf


@keras.saving.register_keras_serializable("kerasgan")
class ReflectionPadding(keras.layers.Layer):
    """Pads maps by their reflection, without the seam that zeros leave at borders.

    Args:
        padding: Int, pixels at each side; or `((top, bottom), (left, right))`.

    Raises:
        ValueError: When it is built, if a side has too few pixels to reflect.
    """

    def __init__(self, padding, **kwargs):
        super().__init__(**kwargs)
        is_int = isinstance(padding, int)
        self.padding = ((padding,) * 2,) * 2 if is_int else tuple(map(tuple, padding))

    def build(self, input_shape):
        for size, sides in zip(input_shape[1:3], self.padding, strict=True):
            if size is not None and max(sides) >= size:
                raise ValueError(
                    f"Maps of {size} pixels have no {max(sides)} to reflect beside the "
                    f"one at the border. Pad by less, or enlarge the images."
                )

    def call(self, maps):
        return tf.pad(maps, ((0, 0), *self.padding, (0, 0)), "REFLECT")

    def compute_output_shape(self, input_shape):
        batch, *sides, channels = input_shape
        padded = (
            None if size is None else size + sum(padding)
            for size, padding in zip(sides, self.padding, strict=True)
        )
        return (batch, *padded, channels)

    def get_config(self):
        return {**super().get_config(), "padding": [list(p) for p in self.padding]}
