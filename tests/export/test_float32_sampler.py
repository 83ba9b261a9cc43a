import keras
import numpy as np
import toy_generators
from keras import layers

from kerasgan.export.sampler import sampler_to


def float32_sampler(gan):
    return sampler_to(gan).network


class Residual(layers.Layer):
    """A layer that makes others without a word of it in its configuration."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.convolution = layers.Conv2D(4, 3, padding="same")

    def build(self, input_shape):
        self.convolution.build(input_shape)

    def call(self, inputs):
        return inputs + self.convolution(inputs)


def nested_sampler():
    latents = keras.Input((toy_generators.LATENT_DIM,))
    x = layers.Reshape((8, 8, 4))(layers.Dense(8 * 8 * 4)(latents))
    x = Residual()(x)
    twice = keras.Sequential([layers.Conv2D(4, 3, padding="same"), layers.ReLU()])
    x = layers.Add()([twice(twice(x)), x]) + x
    x = layers.SpectralNormalization(layers.Conv2D(3, 1))(x)
    return keras.Model(latents, layers.Activation("tanh", dtype="float32")(x))


def images_of(sampler):
    latents = np.random.default_rng(0).normal(size=(4, toy_generators.LATENT_DIM))
    return np.asarray(sampler(latents.astype("float32"), training=False))


def test_a_float32_sampler_stays_itself(gan):
    assert float32_sampler(gan) is gan.sampler


def test_the_twin_of_a_nested_sampler_is_float32_all_through(mixed_float16):
    sampler = nested_sampler()
    twin = float32_sampler(toy_generators.ToyGAN(sampler))
    keras.config.set_dtype_policy("float32")
    reference = nested_sampler()
    reference.set_weights(sampler.get_weights())
    np.testing.assert_array_equal(images_of(twin), images_of(reference))


def test_the_policy_of_the_user_comes_back(mixed_float16):
    float32_sampler(toy_generators.dcgan_like())
    float32_sampler(toy_generators.ToyGAN(nested_sampler()))
    assert keras.config.dtype_policy().name == "mixed_float16"
