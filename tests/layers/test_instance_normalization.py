"""Instance normalization, reflection, and color, each against its closed form."""

import keras
import numpy as np
import pytest

from kerasgan import colors
from kerasgan.layers import InstanceNormalization
from kerasgan.layers import LabToRGB
from kerasgan.layers import ReflectionPadding


def test_each_map_of_each_image_has_mean_0_and_variance_1(rng):
    maps = rng.normal(3, 5, (3, 6, 7, 4)).astype("float32")
    normal = InstanceNormalization()(maps).numpy()
    expected = maps - maps.mean((1, 2), keepdims=True)
    expected /= np.sqrt(maps.var((1, 2), keepdims=True) + 1e-5)
    np.testing.assert_allclose(normal, expected, atol=1e-5)


def test_it_is_keras_group_normalization_of_single_channels(rng):
    maps = rng.normal(3, 5, (3, 6, 7, 4)).astype("float32")
    keras_own = keras.layers.GroupNormalization(groups=-1, epsilon=1e-5)
    np.testing.assert_allclose(
        InstanceNormalization(affine=True)(maps), keras_own(maps), atol=1e-5
    )


def test_an_image_is_the_same_alone_in_a_batch_and_in_training(rng):
    maps = rng.normal(size=(4, 5, 5, 2)).astype("float32")
    layer = InstanceNormalization()
    together = layer(maps, training=True).numpy()
    np.testing.assert_allclose(layer(maps[2:3])[0], together[2], atol=1e-6)


def test_maps_of_one_pixel_are_refused():
    with pytest.raises(ValueError, match="makes 0 of maps of a single pixel"):
        InstanceNormalization()(np.ones((2, 1, 1, 3), "float32"))


def test_half_precision_does_not_overflow():
    layer = InstanceNormalization(dtype="mixed_float16")
    maps = np.array([300.0, -300.0, 400.0, -400.0], "float16").reshape(1, 2, 2, 1)
    assert np.isfinite(layer(maps).numpy()).all()


def test_padding_reflects(rng):
    maps = rng.normal(size=(2, 5, 6, 3)).astype("float32")
    layer = ReflectionPadding(((1, 2), (0, 3)))
    margins = ((0, 0), (1, 2), (0, 3), (0, 0))
    padded = layer(maps)
    np.testing.assert_array_equal(padded, np.pad(maps, margins, "reflect"))
    assert layer.compute_output_shape(maps.shape) == padded.shape
    assert layer.compute_output_shape((None, None, 6, 3)) == (None, None, 9, 3)
    same = ReflectionPadding.from_config(layer.get_config())
    np.testing.assert_array_equal(same(maps), padded)


def test_more_than_there_is_to_reflect_is_refused():
    with pytest.raises(ValueError, match="Maps of 3 pixels have no 3 to reflect"):
        ReflectionPadding(3)(np.ones((1, 3, 8, 1), "float32"))


# sRGB in 0..255 and CIELAB under D65, of scikit-image 0.25 (`skimage.color.rgb2lab`).
KNOWN = [
    ((255, 0, 0), (53.24, 80.09, 67.20)),
    ((0, 255, 0), (87.73, -86.18, 83.18)),
    ((0, 0, 255), (32.30, 79.19, -107.86)),
    ((255, 255, 255), (100.0, 0.0, 0.0)),
    ((128, 128, 128), (53.59, 0.0, 0.0)),
    ((0, 0, 0), (0.0, 0.0, 0.0)),
]


def test_lab_is_that_of_the_standard():
    for rgb, lab in KNOWN:
        found = colors.rgb_to_lab(np.array(rgb, "float32") / 127.5 - 1)
        np.testing.assert_allclose(found, lab, atol=0.01)


def test_lab_and_back_is_the_same_image(rng):
    images = rng.uniform(-1, 1, (2, 8, 8, 3)).astype("float32")
    again = colors.lab_to_rgb(colors.rgb_to_lab(images))
    np.testing.assert_allclose(again, images, atol=1e-4)


def test_colors_leave_lightness_as_it_is(rng):
    gray = rng.uniform(-0.5, 0.5, (2, 8, 8, 1)).astype("float32")
    ab = rng.uniform(-0.1, 0.1, (2, 8, 8, 2)).astype("float32")
    lab = colors.rgb_to_lab(LabToRGB()(gray, ab)).numpy()
    expected = colors.rgb_to_lab(gray).numpy()[..., 0]
    np.testing.assert_allclose(lab[..., 0], expected, atol=0.01)
    np.testing.assert_allclose(lab[..., 1:], 110 * ab, atol=0.05)
