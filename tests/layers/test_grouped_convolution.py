"""Grouped convolutions equal Keras', with first and second derivatives on a CPU."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from kerasgan.layers import GroupedConv2D

ARGUMENTS = {"filters": 6, "kernel_size": 3, "groups": 3, "padding": "same"}


@pytest.fixture
def inputs(rng):
    return tf.constant(rng.normal(size=(2, 5, 4, 9)), "float32")


@pytest.fixture
def kernel(rng):
    return rng.normal(size=(3, 3, 3, 6)).astype("float32")


def built(cls, kernel, **kwargs):
    layer = cls(**ARGUMENTS, **kwargs)
    layer.build((None, 5, 4, 9))
    layer.set_weights([kernel, np.arange(6)])
    return layer


def derivatives(layer, inputs):
    """The output, the loss' gradients, and those of the gradient's own norm."""
    variables = layer.trainable_variables
    with tf.GradientTape() as outer:
        with tf.GradientTape(persistent=True) as tape:
            tape.watch(inputs)
            outputs = layer(inputs)
            loss = tf.reduce_sum(tf.sin(outputs))
            gradient = tape.gradient(loss, inputs)
        norm = tf.reduce_sum(tf.square(gradient))
    return [outputs, gradient, *tape.gradient(loss, variables)] + outer.gradient(
        norm, variables
    )


def test_outputs_and_both_derivatives_equal_keras(inputs, kernel):
    ours = derivatives(built(GroupedConv2D, kernel), inputs)
    keras_own = derivatives(built(keras.layers.Conv2D, kernel), inputs)
    for one, other in zip(ours, keras_own, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-4)


def test_each_group_sees_its_own_channels_only(inputs, kernel):
    outputs = built(GroupedConv2D, kernel)(inputs)
    for group in range(3):
        channels = slice(3 * group, 3 * group + 3)
        filters = slice(2 * group, 2 * group + 2)
        single = keras.layers.Conv2D(2, 3, padding="same")
        single.build((None, 5, 4, 3))
        single.set_weights([kernel[..., filters], np.arange(6)[filters]])
        np.testing.assert_allclose(
            outputs[..., filters], single(inputs[..., channels]), atol=1e-4
        )


@pytest.mark.parametrize("policy", ["mixed_float16", "mixed_bfloat16"])
def test_half_precision_stays_near_float32(inputs, kernel, policy):
    outputs = built(GroupedConv2D, kernel, dtype=policy)(inputs)
    expected = built(GroupedConv2D, kernel)(inputs)
    np.testing.assert_allclose(tf.cast(outputs, "float32"), expected, atol=0.15)


def test_it_compiles_and_saves(inputs, kernel, tmp_path):
    network = keras.Sequential([keras.Input((5, 4, 9)), GroupedConv2D(**ARGUMENTS)])
    expected = network(inputs)
    compiled = tf.function(network, jit_compile=True)(inputs)
    np.testing.assert_allclose(compiled, expected, atol=1e-5)
    network.save(tmp_path / "network.keras")
    loaded = keras.models.load_model(tmp_path / "network.keras")
    np.testing.assert_array_equal(loaded(inputs), expected)
