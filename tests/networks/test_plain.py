"""The plain networks are those of the paper's Table 1."""

import numpy as np
from keras import layers

from kerasgan.layers import BatchNormalization
from kerasgan.networks import plain

SHAPE = (96, 96, 3)


def convolutions(network):
    return [layer for layer in network.layers if isinstance(layer, layers.Conv2D)]


def test_the_generator_has_the_table_s_maps():
    network = plain.generator(SHAPE)
    assert network.input_shape == (None, 200)
    shapes = [layer.output.shape[1:] for layer in convolutions(network)]
    assert shapes == [
        (6, 6, 256), (12, 12, 256), (24, 24, 256), (48, 48, 128), (96, 96, 128),
        (96, 96, 3),
    ]  # fmt: skip
    assert sum(isinstance(layer, BatchNormalization) for layer in network.layers) == 6


def test_the_discriminator_has_the_table_s_maps():
    network = plain.discriminator(SHAPE)
    shapes = [layer.output.shape[1:] for layer in convolutions(network)]
    assert shapes == [
        (48, 48, 32), (24, 24, 64), (12, 12, 128), (6, 6, 256), (3, 3, 512)
    ]  # fmt: skip
    assert sum(isinstance(layer, BatchNormalization) for layer in network.layers) == 5
    slopes = [
        x.negative_slope for x in network.layers if isinstance(x, layers.LeakyReLU)
    ]
    np.testing.assert_allclose(slopes, [0.1] * 5)


def test_parameters_are_as_many_as_the_table_says():
    chain = [256, 256, 256, 256, 128, 128, 3]
    kernels = 9 * sum(a * b for a, b in zip(chain[:-1], chain[1:], strict=True))
    dense = 201 * 6 * 6 * 256
    assert plain.generator(SHAPE).count_params() == kernels + dense + 4 * sum(chain[1:])
    chain = [3, 32, 64, 128, 256, 512]
    kernels = 9 * sum(a * b for a, b in zip(chain[:-1], chain[1:], strict=True))
    dense = 3 * 3 * 512 + 1
    network = plain.discriminator(SHAPE)
    assert network.count_params() == kernels + dense + 4 * sum(chain[1:])


def test_kernels_start_he_normal():
    for network in (plain.generator(SHAPE), plain.discriminator(SHAPE)):
        kernel = convolutions(network)[2].kernel.numpy()
        expected = np.sqrt(2 / np.prod(kernel.shape[:-1]))
        np.testing.assert_allclose(kernel.std(), expected, rtol=0.02)
