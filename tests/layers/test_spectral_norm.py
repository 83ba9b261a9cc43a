"""Spectral normalization divides by the true sigma and leaves the kernel alone."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from kerasgan.layers import SpectralNormalization

WRAPPED = {
    "Dense": (lambda: layers.Dense(7), (4, 11)),
    "Conv2D": (lambda: layers.Conv2D(7, 3, 2, padding="same"), (4, 6, 5, 3)),
    "Conv1D": (lambda: layers.Conv1D(7, 3), (4, 6, 3)),
    "Conv2DTranspose": (lambda: layers.Conv2DTranspose(7, 4, 2), (4, 6, 5, 3)),
}


@pytest.fixture(params=WRAPPED)
def case(request, rng):
    make, shape = WRAPPED[request.param]
    inputs = rng.normal(size=shape).astype("float32")
    layer = SpectralNormalization(make())
    layer(inputs)
    return layer, inputs


def matrix(kernel):
    """Rows: what an output channel sums over. Columns: output channels, by size 7."""
    kernel = np.moveaxis(kernel.astype("float64"), kernel.shape.index(7), -1)
    return kernel.reshape(-1, 7)


def sigma(kernel):
    return np.linalg.svd(matrix(kernel), compute_uv=False)[0]


def converge(layer):
    for _ in range(200):
        layer.normalized_kernel(training=True)


def test_the_kernel_is_divided_by_its_largest_singular_value(case):
    layer, inputs = case
    kernel = layer.kernel.numpy()
    converge(layer)
    expected = kernel / sigma(kernel)
    np.testing.assert_allclose(layer.normalized_kernel(), expected, rtol=1e-4)

    plain = layer.layer.__class__.from_config(layer.layer.get_config())
    plain(inputs)
    plain.set_weights([expected, np.zeros(7)])
    np.testing.assert_allclose(layer(inputs), plain(inputs), atol=1e-5)


def test_calls_never_move_the_kernel_and_only_training_moves_u(case):
    layer, inputs = case
    kernel, u = layer.kernel.numpy(), layer.u.numpy()
    before = layer(inputs, training=False)
    np.testing.assert_array_equal(layer.u, u)
    after = layer(inputs, training=True)
    np.testing.assert_array_equal(layer.kernel, kernel)
    assert not np.array_equal(layer.u, u)
    np.testing.assert_array_equal(before, after)  # u moves for the next call
    np.testing.assert_allclose(np.linalg.norm(layer.u), 1, rtol=1e-6)


def test_one_call_is_one_step_of_power_iteration(case):
    layer, inputs = case
    w, u = matrix(layer.kernel.numpy()), layer.u.numpy().astype("float64")
    layer(inputs, training=True)
    v = w @ u
    expected = w.T @ (v / np.linalg.norm(v))
    expected /= np.linalg.norm(expected)
    np.testing.assert_allclose(layer.u, expected, atol=1e-5)


def test_the_gradient_goes_through_sigma(case):
    layer, inputs = case
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(tf.sin(layer(inputs, training=True)))
    kernel = layer.kernel.numpy()
    gradient = tape.gradient(loss, layer.kernel).numpy()
    cosine = np.sum(gradient * kernel)
    cosine /= np.linalg.norm(gradient) * np.linalg.norm(kernel)
    assert np.linalg.norm(gradient) > 0 and abs(cosine) < 1e-5


def test_an_embedding_is_normalized_too():
    layer = SpectralNormalization(layers.Embedding(5, 7))
    labels = np.arange(5)
    layer(labels)
    converge(layer)
    table = layer.layer.embeddings.numpy()
    np.testing.assert_allclose(layer(labels), table / sigma(table), rtol=1e-3)


def test_weights_are_the_layer_s_and_u():
    layer = SpectralNormalization(layers.Dense(7))
    layer.build((None, 3))
    assert [v.name for v in layer.trainable_variables] == ["kernel", "bias"]
    assert [v.name for v in layer.non_trainable_variables] == ["u"]


def network():
    images = keras.Input((6, 6, 3))
    x = SpectralNormalization(layers.Conv2D(4, 3), power_iterations=2)(images)
    x = layers.Flatten()(layers.LeakyReLU()(x))
    logits = SpectralNormalization(layers.Dense(1, dtype="float32"))(x)
    return keras.Model(images, logits)


def test_saved_and_cloned_networks_are_the_same(rng, tmp_path):
    images = rng.normal(size=(2, 6, 6, 3)).astype("float32")
    original = network()
    original(images, training=True)
    original.save(tmp_path / "network.keras")
    loaded = keras.models.load_model(tmp_path / "network.keras")
    clone = keras.models.clone_model(original)
    clone.set_weights(original.get_weights())
    expected = [original(images, training=True) for _ in range(3)]
    for copy in (loaded, clone):
        assert copy.layers[1].power_iterations == 2
        for logits in expected:  # u moves as it did in the original
            np.testing.assert_array_equal(copy(images, training=True), logits)


@pytest.mark.parametrize("jit_compile", [False, True])
@pytest.mark.parametrize("policy", ["float32", "mixed_float16", "mixed_bfloat16"])
def test_every_policy_computes_sigma_in_float32(policy, jit_compile, rng):
    images = rng.normal(size=(2, 6, 6, 3)).astype("float32")
    keras.config.set_dtype_policy(policy)
    try:
        half = network()
    finally:
        keras.config.set_dtype_policy("float32")
    full = network()
    full.set_weights(half.get_weights())
    call = tf.function(lambda x: half(x, training=True), jit_compile=jit_compile)
    assert half.layers[1].output.dtype == half.layers[1].layer.compute_dtype
    assert half.layers[1].u.dtype == "float32"
    logits = call(images)
    assert logits.dtype == "float32"
    np.testing.assert_allclose(logits, full(images, training=True), atol=0.02)
    for ours, expected in zip(half.weights, full.weights, strict=True):
        np.testing.assert_allclose(ours, expected, rtol=1e-5)


def test_a_kernel_of_zeros_gives_zeros():
    layer = SpectralNormalization(layers.Dense(3, kernel_initializer="zeros"))
    np.testing.assert_array_equal(layer(np.ones((2, 4), "float32")), np.zeros((2, 3)))


def test_other_layers_are_refused():
    with pytest.raises(ValueError, match="wraps one of Conv1D, Conv2D"):
        SpectralNormalization(layers.ReLU())
