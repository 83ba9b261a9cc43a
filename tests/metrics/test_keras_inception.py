"""Keras' own Inception v3, in a name of its own."""

import keras
import numpy as np
import pytest

from kerasgan.metrics import KerasInceptionFeatures
from kerasgan.metrics import resizing


@pytest.fixture(scope="module")
def extractor():
    return KerasInceptionFeatures(weights=None)


def test_features_are_those_of_keras_after_its_own_preparation(extractor, rng):
    pixels = rng.integers(0, 256, (2, 299, 299, 3), dtype="uint8")
    prepared = keras.applications.inception_v3.preprocess_input(
        pixels.astype("float32")
    )
    features = extractor(pixels)
    assert features.shape == (2, 2048) and features.dtype == "float32"
    expected = extractor.network.predict(prepared, verbose=0)
    np.testing.assert_allclose(
        features, expected, rtol=1e-3, atol=1e-4 * np.abs(expected).max()
    )
    assert features.std(0).max() > 0


def test_it_is_never_taken_for_the_network_of_fids(extractor):
    assert extractor.protocol == {
        "extractor": "keras_inception_v3_mean",
        "weights": "random",
        "resizer": "clean to 299",
    }


def test_weights_of_a_file_are_named_by_their_hash(extractor, tmp_path, rng):
    path = tmp_path / "inception.weights.h5"
    extractor.network.save_weights(path)
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        again = KerasInceptionFeatures(path, resizing.legacy_tensorflow)
        assert keras.config.dtype_policy().name == "mixed_bfloat16"
    finally:
        keras.config.set_dtype_policy("float32")
    assert again.network.compute_dtype == "float32"
    for ours, theirs in zip(
        again.network.weights, extractor.network.weights, strict=True
    ):
        np.testing.assert_array_equal(ours, theirs)
    assert again.protocol["weights"].startswith("SHA-256 ")
    assert again.protocol["resizer"] == "legacy_tensorflow to 299"
