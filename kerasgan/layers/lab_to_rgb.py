"""Color for gray images."""

import keras
import tensorflow as tf

from kerasgan import colors


@keras.saving.register_keras_serializable("kerasgan")
class LabToRGB(keras.layers.Layer):
    """Colors gray images with two color maps, and keeps their lightness.

    Its inputs are gray images `(batch, height, width, 1)` and colors `(batch, height,
    width, 2)`, both in [-1, 1]; the colors are a and b of CIELAB, divided by 110. It
    returns RGB images in [-1, 1], in float32.

    Reference: the colorization of [Isola et al., 2017](https://arxiv.org/abs/1611.07004),
    section 4.2, after [Zhang et al., 2016](https://arxiv.org/abs/1603.08511).
    """

    def __init__(self, **kwargs):
        super().__init__(**{**kwargs, "dtype": "float32"})

    def call(self, gray, ab):
        lightness = colors.rgb_to_lab(gray)[..., :1]
        ab = colors.LARGEST_AB * tf.cast(ab, "float32")
        return colors.lab_to_rgb(tf.concat([lightness, ab], axis=-1))

    def compute_output_shape(self, gray_shape, ab_shape):
        return (*gray_shape[:-1], 3)
