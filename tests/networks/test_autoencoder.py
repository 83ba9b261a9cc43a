"""BEGAN's networks: an autoencoder, and a decoder with weights of its own."""

import keras
import numpy as np
from keras import layers

from kerasgan.networks import autoencoder

SHAPE = (64, 64, 3)


def convolutions(network):
    return [layer for layer in network.layers if isinstance(layer, layers.Conv2D)]


def test_encoder_filters_grow_linearly_and_its_maps_halve():
    network = autoencoder.discriminator(SHAPE)
    encoder = [layer.output.shape[1:] for layer in convolutions(network)[:9]]
    assert encoder == [
        (64, 64, 64),
        (64, 64, 64), (32, 32, 128),
        (32, 32, 128), (16, 16, 192),
        (16, 16, 192), (8, 8, 256),
        (8, 8, 256), (8, 8, 256),
    ]  # fmt: skip


def test_the_generator_is_the_decoder_with_weights_of_its_own():
    discriminator = autoencoder.discriminator(SHAPE, bottleneck=5)
    generator = autoencoder.generator(SHAPE, latent_dim=5)
    names = [type(layer).__name__ for layer in generator.layers[1:]]
    decoder = discriminator.layers[-len(names) :]
    assert names == [type(layer).__name__ for layer in decoder]
    weights = [weight for layer in decoder for weight in layer.weights]
    for one, other in zip(weights, generator.weights, strict=True):
        assert one.shape == other.shape and one is not other
    assert not np.array_equal(weights[0], generator.weights[0])


def test_parameters_are_as_many_as_the_architecture_says():
    decoder = 65 * 8 * 8 * 64 + 8 * (9 * 64 + 1) * 64 + (9 * 64 + 1) * 3
    assert autoencoder.generator(SHAPE).count_params() == decoder
    chain = [3, 64, 64, 128, 128, 192, 192, 256, 256, 256]
    encoder = sum((9 * a + 1) * b for a, b in zip(chain[:-1], chain[1:], strict=True))
    bottleneck = (8 * 8 * 256 + 1) * 64
    assert (
        autoencoder.discriminator(SHAPE).count_params()
        == encoder + bottleneck + decoder
    )


def test_only_convolutions_have_exponential_linear_units():
    network = autoencoder.discriminator((32, 32, 1), width=2)
    activations = [
        (type(layer).__name__, layer.activation.__name__)
        for layer in network.layers
        if hasattr(layer, "activation")
    ]
    *_, last = activations
    assert last == ("Conv2D", "tanh")
    assert set(activations) == {("Conv2D", "elu"), ("Dense", "linear"), last}


def test_it_learns_to_reconstruct(rng):
    images = rng.uniform(-1, 1, (4, 2, 2, 1)).repeat(8, 1).repeat(8, 2)
    network = autoencoder.discriminator((16, 16, 1), bottleneck=8, width=4)
    network.compile(keras.optimizers.Adam(0.01), "mae")
    losses = network.fit(images, images, epochs=40, verbose=0).history["loss"]
    assert losses[-1] < losses[0] / 3, losses
