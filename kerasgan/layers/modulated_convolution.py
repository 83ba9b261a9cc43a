"""A convolution whose kernel each image's style scales."""

import keras
from keras import ops

from kerasgan.layers.equalized import EqualizedConv2D


@keras.saving.register_keras_serializable("kerasgan")
class ModulatedConv2D(EqualizedConv2D):
    """A convolution with inputs scaled by a style, and outputs to a deviation of 1.

    It is called with maps `(batch, height, width, channels)` and styles `(batch,
    channels)`. It scales the maps before and after a plain convolution. The result is
    the same as with a scaled kernel for each image.

    Reference: [Karras et al., 2020](https://arxiv.org/abs/1912.04958), section 2.2,
    eqs. 1 and 3.

    Args:
        filters: Int, number of output maps.
        kernel_size: Int.
        **kwargs: Arguments of `EqualizedConv2D`.
        demodulate: Bool. Whether outputs are scaled, too; False for layers that make
            colors.
    """

    def __init__(self, filters, kernel_size, demodulate=True, **kwargs):
        super().__init__(filters, kernel_size, **kwargs)
        self.demodulate = demodulate

    def build(self, maps_shape, styles_shape=None):
        super().build(maps_shape)

    def call(self, maps, styles):
        styles = ops.cast(styles, maps.dtype)[:, None, None]
        outputs = self.convolution_op(self.scaled(maps * styles), self.kernel)
        if self.demodulate:
            outputs *= ops.cast(self.factors(styles[:, 0, 0]), outputs.dtype)
        return self.ended(outputs)

    def plain(self, maps, styles):
        """Symbolic outputs by Keras' own layers, with scaled weights."""
        kernel = self.scale * self.kernel.numpy()
        convolution = keras.layers.Conv2D(
            *(self.filters, self.kernel_size),
            padding=self.padding,
            use_bias=False,
        )
        outputs = convolution(maps * styles[:, None, None])
        convolution.set_weights([kernel])
        if self.demodulate:
            powers = keras.layers.Dense(self.filters, use_bias=False)
            sums = powers(ops.square(styles))
            powers.set_weights([(kernel**2).sum((0, 1))])
            outputs = outputs * ops.rsqrt(sums + 1e-8)[:, None, None]
        offset = (self.rate_factor * self.bias.numpy()).tolist()
        return keras.layers.Rescaling(1.0, offset)(outputs)

    def factors(self, styles):
        """Factors for outputs of deviation 1 from independent inputs of deviation 1."""
        squares = ops.square(ops.cast(styles, "float32"))
        kernel = self.scaled(ops.cast(self.kernel, "float32"))
        powers = ops.sum(ops.square(kernel), axis=(0, 1))
        return ops.rsqrt(ops.matmul(squares, powers) + 1e-8)[:, None, None]

    def compute_output_shape(self, maps_shape, styles_shape=None):
        return super().compute_output_shape(maps_shape)

    def get_config(self):
        return {**super().get_config(), "demodulate": self.demodulate}
