"""The residual networks are those of the papers' tables."""

import numpy as np
import pytest
from keras import layers

from kerasgan.layers import BatchNormalization
from kerasgan.layers import LayerNormalization
from kerasgan.layers import SpectralNormalization
from kerasgan.networks import resnet


def weights_in_kernels(network):
    return sum(np.prod(v.shape) for v in network.variables if v.name == "kernel")


def added(network):
    """What each block returns."""
    return [x.output.shape[1:] for x in network.layers if isinstance(x, layers.Add)]


def test_at_128_pixels_they_have_sngan_s_blocks():
    generator = resnet.generator((128, 128, 3))
    assert added(generator) == [
        (8, 8, 1024), (16, 16, 512), (32, 32, 256), (64, 64, 128), (128, 128, 64)
    ]  # fmt: skip
    kernels, channels = 128 * 4 * 4 * 1024, 1024
    for filters in (1024, 512, 256, 128, 64):
        kernels += 9 * (channels * filters + filters * filters) + channels * filters
        channels = filters
    assert weights_in_kernels(generator) == kernels + 9 * 64 * 3

    discriminator = resnet.discriminator((128, 128, 3))
    assert added(discriminator) == [
        (64, 64, 64), (32, 32, 128), (16, 16, 256), (8, 8, 512), (4, 4, 1024),
        (4, 4, 1024),
    ]  # fmt: skip
    kernels, channels = 9 * (3 * 64 + 64 * 64) + 3 * 64, 64
    for filters in (128, 256, 512, 1024):
        kernels += 9 * (channels * channels + channels * filters) + channels * filters
        channels = filters
    kernels += 2 * 9 * 1024 * 1024 + 1024
    assert weights_in_kernels(discriminator) == kernels


def test_the_generator_batch_normalizes_and_the_discriminator_as_it_is_told():
    def count(network, kind):
        return sum(isinstance(layer, kind) for layer in network.layers)

    shape = (32, 32, 3)
    assert count(resnet.generator(shape, width=2), BatchNormalization) == 2 * 3 + 1
    plain = resnet.discriminator(shape, width=2)
    assert count(plain, (BatchNormalization, LayerNormalization)) == 0
    normalized = resnet.discriminator(
        shape, width=2, normalization=LayerNormalization, spectral=True
    )
    assert count(normalized, LayerNormalization) == 2 * 3
    assert count(normalized, SpectralNormalization) == count(
        plain, (layers.Conv2D, layers.Dense)
    )
    assert count(normalized, (layers.Conv2D, layers.Dense)) == 0


@pytest.mark.parametrize("normalization", [LayerNormalization, None])
def test_a_critic_judges_each_image_by_itself(normalization, rng):
    critic = resnet.discriminator((16, 16, 3), width=4, normalization=normalization)
    images = rng.uniform(-1, 1, (3, 16, 16, 3)).astype("float32")
    together = critic(images, training=True)
    alone = critic(images[:1], training=True)
    np.testing.assert_allclose(together[:1], alone, rtol=1e-4, atol=1e-6)


def test_logits_are_of_the_maps_sum(rng):
    critic = resnet.discriminator((16, 24, 1), width=2)
    images = rng.uniform(-1, 1, (2, 16, 24, 1)).astype("float32")
    *_, relu, dense = critic.layers
    features = critic.__class__(critic.input, relu.output)(images).numpy()
    kernel, bias = dense.get_weights()
    expected = features.sum((1, 2)) @ kernel + bias
    np.testing.assert_allclose(critic(images), expected, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("normalization", [LayerNormalization, None])
def test_logits_start_of_order_one_at_256_pixels(normalization, rng):
    critic = resnet.discriminator((256, 256, 3), width=8, normalization=normalization)
    logits = critic(rng.uniform(-1, 1, (2, 256, 256, 3)).astype("float32"))
    assert 0.001 < np.abs(logits).max() < 10
