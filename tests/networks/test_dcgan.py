"""DCGAN's discriminator under other normalizations."""

import numpy as np
import pytest
from keras import layers

from kerasgan.layers import BatchNormalization
from kerasgan.layers import LayerNormalization
from kerasgan.layers import SpectralNormalization
from kerasgan.networks import dcgan

SHAPE = (64, 64, 3)


def count(network, kind):
    return sum(isinstance(layer, kind) for layer in network.layers)


def test_by_default_it_is_the_paper_s():
    network = dcgan.discriminator(SHAPE, width=4)
    assert count(network, BatchNormalization) == 3
    kernels = 16 * (3 * 4 + 4 * 8 + 8 * 16 + 16 * 32) + 16 * 32
    biases, normalizations = 4 + 1, 4 * (8 + 16 + 32)
    assert network.count_params() == kernels + biases + normalizations


def test_its_normalization_can_be_chosen():
    network = dcgan.discriminator(SHAPE, width=4, normalization=LayerNormalization)
    assert count(network, LayerNormalization) == 3
    assert count(network, BatchNormalization) == 0


def test_without_normalization_every_convolution_has_its_bias():
    network = dcgan.discriminator(SHAPE, width=4, normalization=None)
    assert [layer.use_bias for layer in network.layers[1::2][:4]] == [True] * 4
    assert count(network, (BatchNormalization, LayerNormalization)) == 0


def test_spectral_normalization_takes_every_kernel():
    network = dcgan.discriminator(SHAPE, width=4, normalization=None, spectral=True)
    assert count(network, SpectralNormalization) == 5
    assert count(network, (layers.Conv2D, layers.Dense)) == 0


@pytest.mark.parametrize("normalization", [LayerNormalization, None])
def test_a_critic_judges_each_image_by_itself(normalization, rng):
    critic = dcgan.discriminator((16, 16, 3), width=4, normalization=normalization)
    images = rng.uniform(-1, 1, (3, 16, 16, 3)).astype("float32")
    together = critic(images, training=True)
    alone = critic(images[:1], training=True)
    np.testing.assert_allclose(together[:1], alone, rtol=1e-4, atol=1e-6)
