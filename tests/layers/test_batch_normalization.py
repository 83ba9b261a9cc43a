"""The fused batch normalization computes what Keras' does."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from kerasgan.layers import BatchNormalization


@pytest.fixture
def inputs(rng):
    return rng.normal(1, 3, size=(8, 5, 6, 4)).astype("float32")


def layers(inputs):
    ours = BatchNormalization(momentum=0.8, epsilon=1e-3)
    keras_own = keras.layers.BatchNormalization(momentum=0.8, epsilon=1e-3)
    for layer in (ours, keras_own):
        layer.build(inputs.shape)
        layer.gamma.assign([0.5, 1.0, 2.0, 3.0])
        layer.beta.assign([0.0, 1.0, -1.0, 2.0])
    return ours, keras_own


def test_outputs_and_gradients_equal_keras_in_training(inputs):
    results = []
    for layer in layers(inputs):
        with tf.GradientTape() as tape:
            x = tf.constant(inputs)
            tape.watch(x)
            loss = tf.reduce_sum(tf.sin(layer(x, training=True)))
        results.append([loss, *tape.gradient(loss, [x, layer.gamma, layer.beta])])
    for ours, expected in zip(*results, strict=True):
        np.testing.assert_allclose(ours, expected, rtol=1e-4, atol=1e-4)


def test_inference_equals_keras(inputs):
    ours, expected = (layer(inputs, training=False) for layer in layers(inputs))
    np.testing.assert_allclose(ours, expected, rtol=1e-6)


def test_moving_statistics_are_the_mean_and_the_unbiased_variance(inputs):
    ours, _ = layers(inputs)
    ours(inputs, training=True)
    flat = inputs.reshape(-1, 4)
    np.testing.assert_allclose(ours.moving_mean, 0.2 * flat.mean(0), rtol=1e-5)
    variance = 0.8 + 0.2 * flat.var(0, ddof=1)
    np.testing.assert_allclose(ours.moving_variance, variance, rtol=1e-5)


def test_vectors_take_keras_own_path(rng):
    layer = BatchNormalization(momentum=0.0)
    vectors = rng.normal(2, 3, size=(64, 4)).astype("float32")
    outputs = layer(vectors, training=True)
    np.testing.assert_allclose(np.mean(outputs, 0), 0, atol=1e-5)
    np.testing.assert_allclose(np.std(outputs, 0), 1, atol=1e-3)


def test_a_frozen_layer_normalizes_by_its_moving_statistics(inputs):
    ours, _ = layers(inputs)
    ours.trainable = False
    expected = ours(inputs, training=False)
    np.testing.assert_array_equal(ours(inputs, training=True), expected)


@pytest.mark.parametrize("policy", ["mixed_float16", "mixed_bfloat16"])
def test_half_precision_stays_near_float32(inputs, policy):
    layer = BatchNormalization(epsilon=1e-3, dtype=policy)
    outputs = layer(inputs, training=True)
    expected = BatchNormalization(epsilon=1e-3)(inputs, training=True)
    assert outputs.dtype == layer.compute_dtype
    np.testing.assert_allclose(tf.cast(outputs, "float32"), expected, atol=0.05)
