"""Layer normalization of maps, against its formula in float64."""

import keras
import numpy as np
import pytest

from kerasgan.layers import LayerNormalization


@pytest.fixture
def maps(rng):
    return rng.normal(2, 3, size=(3, 5, 4, 6)).astype("float32")


def expected(maps, gamma, beta):
    maps = maps.astype("float64")
    mean = maps.mean((1, 2, 3), keepdims=True)
    variance = maps.var((1, 2, 3), keepdims=True)
    return (maps - mean) / np.sqrt(variance + 1e-5) * gamma + beta


def test_each_image_is_normalized_over_all_of_its_features(maps, rng):
    gamma, beta = rng.normal(size=(2, 6))
    layer = LayerNormalization()
    layer.build(maps.shape)
    layer.set_weights([gamma, beta])
    outputs = layer(maps)
    np.testing.assert_allclose(outputs, expected(maps, gamma, beta), atol=1e-5)
    np.testing.assert_allclose(layer(maps[:1]), outputs[:1], atol=1e-6)


@pytest.mark.parametrize("policy", ["mixed_float16", "mixed_bfloat16"])
def test_half_precision_normalizes_in_float32(maps, policy):
    layer = LayerNormalization(dtype=policy)
    outputs = layer(1000 * maps)  # squares are beyond float16
    assert outputs.dtype == layer.compute_dtype
    outputs = np.array(keras.ops.cast(outputs, "float32"))
    np.testing.assert_allclose(outputs, expected(maps, 1, 0), atol=0.05)


def test_its_configuration_keeps_epsilon():
    layer = LayerNormalization(epsilon=0.5)
    assert LayerNormalization.from_config(layer.get_config()).epsilon == 0.5
