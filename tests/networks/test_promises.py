"""What every network promises: dtypes, copies, compilation and derivatives."""

import functools

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from kerasgan.layers import BatchNormalization
from kerasgan.layers import LayerNormalization
from kerasgan.layers import SpectralNormalization
from kerasgan.networks import autoencoder
from kerasgan.networks import dcgan
from kerasgan.networks import plain
from kerasgan.networks import r3gan
from kerasgan.networks import resnet
from kerasgan.networks import vanilla

SHAPE = (18, 23, 3)
GENERATORS = {
    "autoencoder": autoencoder.generator,
    "dcgan": dcgan.generator,
    "plain": plain.generator,
    "r3gan": r3gan.generator,
    "resnet": resnet.generator,
    "vanilla": functools.partial(vanilla.generator, latent_dim=4),
}
PENALIZED = {
    "dcgan_layer_norm": functools.partial(
        dcgan.discriminator, normalization=LayerNormalization
    ),
    "dcgan_spectral": functools.partial(
        dcgan.discriminator, normalization=None, spectral=True
    ),
    "r3gan": r3gan.discriminator,
    "resnet": resnet.discriminator,
    "resnet_both": functools.partial(
        resnet.discriminator, normalization=LayerNormalization, spectral=True
    ),
}
DISCRIMINATORS = {
    **PENALIZED,
    "autoencoder": autoencoder.discriminator,
    "plain": plain.discriminator,
    "resnet_batch_norm": functools.partial(
        resnet.discriminator, normalization=BatchNormalization
    ),
}


def inputs_of(network, rng):
    shape = (2, *network.input_shape[1:])
    return tf.constant(rng.uniform(-1, 1, shape), "float32")


def randomize(network, rng):
    """Fills kernels of zeros, behind which derivatives would all be zero."""
    for weight in network.trainable_variables:
        if not np.any(weight):
            weight.assign(rng.normal(0, 0.1, weight.shape))


networks = pytest.mark.parametrize(
    "make", [*GENERATORS.values(), *DISCRIMINATORS.values()],
    ids=[*(f"{name}_generator" for name in GENERATORS), *DISCRIMINATORS],
)  # fmt: skip


@networks
def test_saved_and_cloned_networks_are_the_same(make, rng, tmp_path):
    network = make(SHAPE, width=4)
    randomize(network, rng)
    inputs = inputs_of(network, rng)
    expected = network(inputs)
    network.save(tmp_path / "network.keras")
    loaded = keras.models.load_model(tmp_path / "network.keras")
    clone = keras.models.clone_model(network)
    assert not np.array_equal(clone(inputs), expected)
    clone.set_weights(network.get_weights())
    for copy in (loaded, clone):
        np.testing.assert_array_equal(copy(inputs), expected)


@networks
@pytest.mark.parametrize("policy", ["mixed_float16", "mixed_bfloat16"])
def test_half_precision_ends_in_float32_near_what_float32_gives(make, policy, rng):
    keras.config.set_dtype_policy(policy)
    try:
        half = make(SHAPE, width=4)
    finally:
        keras.config.set_dtype_policy("float32")
    full = make(SHAPE, width=4)
    randomize(half, rng)
    full.set_weights(half.get_weights())
    inputs = inputs_of(full, rng)
    outputs, expected = half(inputs), full(inputs)
    assert outputs.dtype == "float32"
    assert half.layers[2].compute_dtype != "float32"
    tolerance = (0.01 if policy == "mixed_float16" else 0.08) * np.abs(expected).max()
    np.testing.assert_allclose(outputs, expected, atol=tolerance)


def gradients_of_penalty(critic, images):
    """The squared norm of the logits' gradient, and its own gradients."""
    with tf.GradientTape() as outer:
        with tf.GradientTape() as tape:
            tape.watch(images)
            logits = tf.reduce_sum(critic(images))
        norm = tf.reduce_sum(tf.square(tape.gradient(logits, images)))
    return norm, outer.gradient(norm, critic.trainable_variables)


def smooth(layer):
    """Softplus for ReLUs, whose kinks finite differences would step over."""
    if isinstance(layer, (layers.ReLU, layers.LeakyReLU)):
        return layers.Activation("softplus")
    return type(layer).from_config(layer.get_config())


def converge(layer):
    if isinstance(layer, SpectralNormalization):
        for _ in range(40):
            layer.normalized_kernel(training=True)


@pytest.mark.parametrize("make", PENALIZED.values(), ids=PENALIZED)
def test_every_kernel_has_the_true_gradient_of_a_gradient_penalty(make, rng):
    critic = keras.models.clone_model(make(SHAPE, width=4), clone_function=smooth)
    randomize(critic, rng)
    for layer in critic.layers:
        converge(layer)
    images = inputs_of(critic, rng)
    norm, gradients = gradients_of_penalty(critic, images)

    kernels = []
    for variable, gradient in zip(critic.trainable_variables, gradients, strict=True):
        if len(variable.shape) > 1:
            assert gradient is not None and np.any(gradient), variable.path
            kernels.append((variable, gradient))
    slope = sum(np.sum(np.square(gradient)) for _, gradient in kernels)
    step = 0.01 * norm / slope
    norms = []
    for distance in (-step, 2 * step):
        for kernel, gradient in kernels:
            kernel.assign_add(distance * gradient)
        norms.append(gradients_of_penalty(critic, images)[0])
    np.testing.assert_allclose((norms[1] - norms[0]) / (2 * step), slope, rtol=0.01)


@pytest.mark.parametrize("make", [PENALIZED["r3gan"], PENALIZED["dcgan_spectral"]])
def test_penalties_compile(make, rng):
    critic = make((16, 16, 1), width=4)
    images = inputs_of(critic, rng)
    _, expected = gradients_of_penalty(critic, images)
    _, gradients = tf.function(gradients_of_penalty, jit_compile=True)(critic, images)
    for one, other in zip(gradients, expected, strict=True):
        if other is not None:
            np.testing.assert_allclose(one, other, rtol=1e-3, atol=1e-3)
