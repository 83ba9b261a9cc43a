"""The layers of growing and of style-based networks, against their formulas."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from kerasgan.layers import EqualizedConv2D
from kerasgan.layers import EqualizedDense
from kerasgan.layers import MinibatchStddev
from kerasgan.layers import ModulatedConv2D
from kerasgan.layers import PixelNormalization
from kerasgan.layers import SmoothDownsampling
from kerasgan.layers import SmoothUpsampling


@pytest.mark.parametrize("rate_factor", [1.0, 0.01])
def test_equalized_layers_keep_deviations(rate_factor, rng):
    keras.utils.set_random_seed(0)
    options = {"gain": 1.0, "rate_factor": rate_factor}
    vectors = rng.normal(size=(500, 300)).astype("float32")
    maps = rng.normal(size=(8, 12, 12, 64)).astype("float32")
    for layer, inputs in (
        (EqualizedDense(200, **options), vectors),
        (EqualizedConv2D(64, 3, padding="valid", **options), maps),
    ):
        assert layer(inputs).numpy().std() == pytest.approx(1, rel=0.05)
        deviation = layer.kernel.numpy().std()
        assert deviation == pytest.approx(1 / rate_factor, rel=0.05)
        again = type(layer).from_config(layer.get_config())
        assert (again.gain, again.rate_factor) == (1.0, rate_factor)


def test_a_rate_factor_slows_a_layer_and_its_bias(rng):
    """A step of Adam changes outputs by that fraction."""
    inputs = rng.normal(size=(16, 8)).astype("float32")
    changes = []
    for rate_factor in (1.0, 0.1):
        keras.utils.set_random_seed(0)
        layer = EqualizedDense(4, rate_factor=rate_factor)
        before = layer(inputs).numpy()
        for weight in layer.trainable_weights:
            weight.assign_add(0.01 * tf.ones_like(weight))
        changes.append(np.abs(layer(inputs) - before).mean())
    assert changes[1] == pytest.approx(0.1 * changes[0], rel=0.01)


def test_a_pixels_features_have_a_mean_square_of_one(rng):
    maps = (100 * rng.normal(size=(2, 3, 4, 5))).astype("float32")
    found = PixelNormalization()(maps).numpy()
    np.testing.assert_allclose((found**2).mean(-1), 1, rtol=1e-5)
    ratio = found / maps
    np.testing.assert_allclose(ratio, ratio[..., :1].repeat(5, -1), rtol=1e-5)
    assert not PixelNormalization()(np.zeros((1, 2, 2, 3), "float32")).numpy().any()
    half = PixelNormalization(dtype="float16")(np.full((1, 1, 1, 4), 1e-3, "float16"))
    np.testing.assert_allclose(half, 1, rtol=0.01)


@pytest.mark.parametrize(("batch", "group"), [(8, 4), (6, 3), (10, 2), (7, 1), (4, 4)])
def test_the_feature_is_the_mean_deviation_of_a_group(batch, group, rng):
    maps = rng.normal(size=(batch, 3, 5, 2)).astype("float32")
    layer = MinibatchStddev()
    found = tf.function(layer, [tf.TensorSpec((None, 3, 5, 2))])(maps).numpy()
    np.testing.assert_array_equal(found[..., :2], maps)
    strided = maps.reshape(group, batch // group, 3, 5, 2)
    expected = np.sqrt(strided.var(0) + 1e-8).mean((1, 2, 3))
    for place in range(batch):
        np.testing.assert_allclose(
            found[place, ..., 2], expected[place % (batch // group)], rtol=1e-5
        )


def test_the_feature_of_equal_images_has_a_finite_gradient():
    maps = tf.ones((4, 2, 2, 3))
    with tf.GradientTape() as tape:
        tape.watch(maps)
        feature = MinibatchStddev()(maps)
    assert np.isfinite(tape.gradient(feature, maps)).all()
    assert float(tf.reduce_max(feature[..., 3])) == pytest.approx(1e-4)
    inputs = keras.Input((2, 2, 3))
    assert MinibatchStddev()(inputs).shape == (None, 2, 2, 4)


@pytest.mark.parametrize("demodulate", [True, False])
def test_a_modulated_convolution_is_that_of_a_kernel_an_image(demodulate, rng):
    keras.utils.set_random_seed(0)
    layer = ModulatedConv2D(5, 3, demodulate=demodulate, padding="same", gain=1.0)
    maps = rng.normal(size=(3, 6, 6, 4)).astype("float32")
    styles = rng.normal(size=(3, 4)).astype("float32")
    found = layer(maps, styles).numpy()
    for image, style, made in zip(maps, styles, found, strict=True):
        kernel = layer.kernel.numpy() / np.sqrt(9 * 4) * style[:, None]
        if demodulate:
            kernel /= np.sqrt((kernel**2).sum((0, 1, 2)) + 1e-8)
        expected = tf.nn.conv2d(image[None], kernel, 1, "SAME")[0]
        np.testing.assert_allclose(made, expected, atol=1e-5)
    again = ModulatedConv2D.from_config(layer.get_config())
    assert again.demodulate is demodulate


def test_smooth_resampling_keeps_what_is_flat_and_moves_nothing(rng):
    flat = np.full((1, 8, 6, 2), 0.7, "float32")
    doubled, halved = SmoothUpsampling()(flat), SmoothDownsampling()(flat)
    assert doubled.shape == (1, 16, 12, 2) and halved.shape == (1, 4, 3, 2)
    np.testing.assert_allclose(doubled[:, 2:-2, 2:-2], 0.7, rtol=1e-5)
    np.testing.assert_allclose(halved[:, 1:-1, 1:-1], 0.7, rtol=1e-5)
    ramp = np.arange(16, dtype="float32")[None, :, None, None] * np.ones((1, 1, 16, 1))
    there = SmoothUpsampling()(ramp.astype("float32")).numpy()
    np.testing.assert_allclose(there[0, 4:-4, 8, 0], np.arange(32)[4:-4] / 2 - 0.25)
    back = SmoothDownsampling()(there).numpy()
    np.testing.assert_allclose(back[:, 3:-3, 3:-3], ramp[:, 3:-3, 3:-3], atol=1e-4)


@pytest.mark.parametrize("layer", [SmoothUpsampling(), SmoothDownsampling()])
def test_smooth_resampling_has_second_derivatives(layer, rng):
    maps = tf.constant(rng.normal(size=(1, 4, 4, 1)).astype("float32"))
    with tf.GradientTape() as outer:
        outer.watch(maps)
        with tf.GradientTape() as inner:
            inner.watch(maps)
            total = tf.reduce_sum(layer(maps) ** 3)
        norm = tf.reduce_sum(inner.gradient(total, maps) ** 2)
    assert float(tf.reduce_max(tf.abs(outer.gradient(norm, maps)))) > 0
