"""GANs of the protocol that exports know: a sampler and its inputs."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers

from kerasgan.inputs import Latents

LATENT_DIM = 24


class ToyGAN:
    """A user's own GAN, no kerasgan in it."""

    name = "toy"

    def __init__(self, sampler):
        self.sampler = sampler
        self.inputs = {"latents": Latents(LATENT_DIM)}


def dcgan_like(size=16, width=8, dtype="float32"):
    """Transposed convolutions with batch normalization, its statistics not trivial."""
    doublings = (size // 4).bit_length() - 1
    latents = keras.Input((LATENT_DIM,))
    x = layers.Dense(16 * width * 2**doublings, use_bias=False, dtype=dtype)(latents)
    x = layers.Reshape((4, 4, width * 2**doublings), dtype=dtype)(x)
    for level in reversed(range(doublings)):
        x = layers.BatchNormalization(dtype=dtype)(x)
        x = layers.ReLU(dtype=dtype)(x)
        filters, activation = (width * 2**level, None) if level else (3, "tanh")
        x = layers.Conv2DTranspose(
            filters,
            4,
            strides=2,
            padding="same",
            use_bias=False,
            activation=activation,
            dtype=dtype if level else "float32",
        )(x)
    sampler = keras.Model(latents, x, name="generator")
    randomize(sampler)
    return ToyGAN(sampler)


def randomize(sampler):
    """Weights that keep the variance of maps, equal for samplers of equal layers."""
    rng = np.random.default_rng(0)
    for layer in sampler.layers:
        if isinstance(layer, layers.BatchNormalization):
            (channels,) = layer.gamma.shape
            layer.gamma.assign(rng.normal(1.0, 0.2, channels))
            layer.beta.assign(rng.normal(0.0, 0.2, channels))
            layer.moving_mean.assign(rng.normal(0.0, 0.2, channels))
            layer.moving_variance.assign(rng.uniform(0.5, 1.5, channels))
        elif layer.weights:
            shape = layer.kernel.shape  # strides of 2 use a quarter of the taps
            fan_in = shape[0] if len(shape) == 2 else 4 * shape[-1]
            layer.kernel.assign(rng.normal(0.0, fan_in**-0.5, shape))


def without_counterparts():
    """A generator of operations that neither LiteRT nor ONNX has."""
    return with_operation(
        lambda x: tf.math.real(
            tf.signal.ifft2d(tf.cast(keras.ops.erfinv(x), "complex64"))
        )
    )


def with_operation(function):
    """A generator that applies `function` to its maps."""
    latents = keras.Input((LATENT_DIM,))
    x = layers.Reshape((8, 8, 3))(layers.Dense(8 * 8 * 3)(latents))
    x = layers.Lambda(function, output_shape=(8, 8, 3))(x)
    return ToyGAN(keras.Model(latents, layers.Activation("tanh")(x)))
