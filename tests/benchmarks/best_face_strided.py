"""A style-based generator whose maps grow by strided convolutions alone."""

import keras
from keras import layers
from keras import ops

import kerasgan
from kerasgan.layers import EqualizedConv2D
from kerasgan.layers import EqualizedDense
from kerasgan.layers import LearnedConstant
from kerasgan.layers import MinibatchStddev
from kerasgan.networks import style
from kerasgan.networks.progressive import convolution


@keras.saving.register_keras_serializable("best_face")
class ModulatedConv2DTranspose(keras.layers.Layer):
    """Doubles maps by a kernel of 4x4, whose inputs a style scales.

    Each pixel of the result is made by a quarter of the kernel.
    """

    def __init__(self, filters, demodulate=True, gain=2**0.5, **kwargs):
        super().__init__(**kwargs)
        self.filters = filters
        self.demodulate = demodulate
        self.gain = gain

    def build(self, maps_shape, styles_shape=None):
        channels = maps_shape[-1]
        self.kernel = self.add_weight(
            shape=(4, 4, self.filters, channels),
            initializer=keras.initializers.RandomNormal(stddev=1.0),
            name="kernel",
        )
        self.bias = self.add_weight(
            shape=(self.filters,), initializer="zeros", name="bias"
        )
        self.scale = self.gain / (4 * channels) ** 0.5

    def call(self, maps, styles):
        x = maps * (self.scale * styles)[:, None, None]
        x = ops.conv_transpose(x, self.kernel, strides=2, padding="same")
        if self.demodulate:
            powers = ops.sum(ops.square(self.scale * self.kernel), axis=(0, 1)) / 4
            factors = ops.matmul(ops.square(styles), ops.transpose(powers))
            x *= ops.rsqrt(factors + 1e-8)[:, None, None]
        return x + self.bias

    def compute_output_shape(self, maps_shape, styles_shape=None):
        batch, height, width, _ = maps_shape
        return (batch, 2 * height, 2 * width, self.filters)

    def get_config(self):
        return {
            **super().get_config(),
            "filters": self.filters,
            "demodulate": self.demodulate,
            "gain": self.gain,
        }


def widths_of(side, width, most):
    levels = (side // 4).bit_length() - 1
    return [width * min(2**level, most) for level in range(levels)]


def synthesis(side, style_dim, width, most):
    widths = widths_of(side, width, most)
    styles = keras.Input((len(widths) + 1, style_dim), name="styles")
    x = LearnedConstant((4, 4, widths[-1]))(styles)
    affine = style.style
    x = kerasgan.layers.ModulatedConv2D(widths[-1], 3, padding="same")(
        x, affine(styles, 0, x)
    )
    x = layers.Rescaling(style.GAIN)(layers.LeakyReLU(0.2)(x))
    for layer, filters in enumerate(widths[-2::-1], 1):
        x = ModulatedConv2DTranspose(filters)(x, affine(styles, layer, x))
        x = layers.Rescaling(style.GAIN)(layers.LeakyReLU(0.2)(x))
    images = ModulatedConv2DTranspose(3, demodulate=False, gain=1.0, dtype="float32")(
        x, affine(styles, len(widths), x)
    )
    return keras.Model({"styles": styles}, images, name="synthesis")


def discriminator(side, width, most):
    images = keras.Input((side, side, 3), name="images")
    x = images
    for filters in widths_of(side, width, most):
        x = EqualizedConv2D(filters, 4, strides=2, padding="same")(x)
        x = layers.LeakyReLU(0.2)(x)
    x = MinibatchStddev()(x)
    x = layers.LeakyReLU(0.2)(convolution(x.shape[-1] - 1)(x))
    x = EqualizedDense(128)(layers.Flatten()(x))
    x = layers.LeakyReLU(0.2)(x)
    x = EqualizedDense(1, gain=1.0, dtype="float32")(x)
    return keras.Model(images, x, name="discriminator")


@keras.saving.register_keras_serializable("best_face")
class Strided(kerasgan.StyleGAN2):
    """A StyleGAN2 of other networks."""

    @property
    def num_styles(self):
        return self.synthesis.input["styles"].shape[1]


def build(side, seed, width=32, most=8, rate=0.0025, **kwargs):
    kwargs.setdefault("r1_weight", 0.0002 * side**2 / 32)
    gan = Strided(
        style.mapping(128, 128, 2),
        synthesis(side, 128, width, most),
        discriminator(side, width, most),
        path_weight=0.0,
        mixing=0.0,
        seed=seed,
        **kwargs,
    )
    gan.rate = rate
    return gan
