"""Layers whose weights all learn at one rate."""

import math

import keras
from keras import ops

GAIN = math.sqrt(2)  # of He, before a rectifier


class Equalized:
    """Scales a kernel by He's constant when it is used, not when it is initialized.

    Kernels are initialized from a standard normal distribution. The step size of
    optimizers such as Adam does not depend on the size of the gradient, so each kernel
    gets the dynamic range that it needs.

    Reference: [Karras et al., 2018](https://arxiv.org/abs/1710.10196), section 4.1;
    the factor, [Karras et al., 2019](https://arxiv.org/abs/1812.04948), appendix C.

    Args:
        *shape: Units, or filters and the kernel size, as in Keras' layer.
        gain: Float. A further factor of the kernel; the square root of 2 before a
            rectifier, otherwise 1.
        rate_factor: Float. The layer learns at this fraction of the optimizer's rate.
        **kwargs: Other arguments of Keras' layer.
    """

    def __init__(self, *shape, gain=GAIN, rate_factor=1.0, **kwargs):
        kwargs["kernel_initializer"] = keras.initializers.RandomNormal(
            stddev=1 / rate_factor
        )
        super().__init__(*shape, **kwargs)
        self.gain = gain
        self.rate_factor = rate_factor

    @property
    def scale(self):
        """The factor of the kernel when it is used."""
        fan_in = math.prod(self.kernel.shape[:-1])
        return self.gain * self.rate_factor / math.sqrt(fan_in)

    def scaled(self, inputs):
        """Inputs times the factor of the kernel, in place of a scaled kernel."""
        return inputs * self.scale

    def ended(self, outputs):
        """Outputs with their bias and activation."""
        if self.use_bias:
            outputs += ops.cast(self.rate_factor * self.bias, outputs.dtype)
        return outputs if self.activation is None else self.activation(outputs)

    def plain(self, inputs):
        """Symbolic outputs by Keras' own layer, with scaled weights."""
        config = super().get_config()
        layer = type(self).__mro__[2].from_config(config)
        outputs = layer(inputs)
        factors = (self.scale, self.rate_factor)
        layer.set_weights(
            [f * w for f, w in zip(factors, self.get_weights(), strict=False)]
        )
        return outputs

    def get_config(self):
        config = super().get_config()
        config.pop("kernel_initializer")
        return {**config, "gain": self.gain, "rate_factor": self.rate_factor}


@keras.saving.register_keras_serializable("kerasgan")
class EqualizedDense(Equalized, keras.layers.Dense):
    """A dense layer whose kernel is scaled when it is used; see `Equalized`.

    Reference: [Karras et al., 2018](https://arxiv.org/abs/1710.10196), section 4.1.
    """

    def call(self, inputs):
        return self.ended(ops.matmul(self.scaled(inputs), self.kernel))


@keras.saving.register_keras_serializable("kerasgan")
class EqualizedConv2D(Equalized, keras.layers.Conv2D):
    """A convolution whose kernel is scaled when it is used; see `Equalized`.

    Reference: [Karras et al., 2018](https://arxiv.org/abs/1710.10196), section 4.1.
    """

    def call(self, inputs):
        return self.ended(self.convolution_op(self.scaled(inputs), self.kernel))
