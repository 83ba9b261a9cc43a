"""Small images of large ones, and batches of both."""

import io

import numpy as np
import pytest
import tensorflow as tf
from PIL import Image
from scipy import ndimage

from kerasgan import data
from kerasgan.data import degradations
from kerasgan.data.derive import Draw

KEY = tf.constant([3, 0], "int64")


@pytest.fixture
def images(rng):
    coarse = rng.uniform(-1, 1, (6, 9, 9, 3)).astype("float32")
    return np.asarray(tf.image.resize(coarse, (32, 48), "bilinear"))


def test_photos_faults_are_a_function_of_the_key(images):
    first = data.degrade(images, KEY, 4).numpy()
    assert first.shape == (6, 8, 12, 3) and np.abs(first).max() <= 1
    np.testing.assert_array_equal(first, data.degrade(images, KEY, 4))
    other = data.degrade(images, KEY + 1, 4).numpy()
    assert not np.array_equal(first, other)
    clean = data.downscale(images, factor=4).numpy()
    faults = np.abs(first - clean).mean((1, 2, 3))
    assert (faults > 0.005).all() and faults.mean() < 0.3
    assert len(np.unique(np.round(faults, 5))) == 6  # each image has its own


def test_the_blur_of_each_image_is_a_gaussian(images, monkeypatch):
    """Of equal deviations it is scipy's, whatever the axis."""
    monkeypatch.setattr(degradations, "WIDEST", 0.0)  # 0.1 pixels: nothing
    found = degradations.blurred_at_random(tf.constant(images), Draw(KEY, 6), 4)
    np.testing.assert_allclose(found, images, atol=1e-5)
    monkeypatch.setattr(degradations, "WIDEST", 0.225)
    monkeypatch.setattr(Draw, "uniform", lambda self, *shape: tf.ones((6, 1, 1, 1)))
    found = degradations.blurred_at_random(tf.constant(images), Draw(KEY, 6), 4)
    expected = ndimage.gaussian_filter(images, (0, 1, 1, 0), mode="mirror", radius=6)
    np.testing.assert_allclose(found, expected, atol=1e-4)


def test_an_image_is_as_its_file_has_it(images):
    found = degradations.as_jpeg((tf.constant(images[0]), tf.constant(50)))
    buffer = io.BytesIO()
    Image.fromarray(data.to_uint8(images[0])).save(buffer, "JPEG", quality=50)
    expected = np.asarray(Image.open(buffer)) / 127.5 - 1
    assert np.abs(found - expected).mean() < 0.02


def test_other_degradations_are_refused():
    with pytest.raises(ValueError, match="'bicubic' or 'real', but received 'blur'"):
        degradations.degradation_of("blur")


def of_two(images, **options):
    batches = data.from_arrays(images, batch_size=2, shuffle=False)
    return data.with_smaller(batches, 4, **options)


def test_small_images_are_of_the_large_ones_in_8_bits(images):
    for small, large in of_two(images):
        levels = (small.numpy() + 1) * 127.5
        np.testing.assert_allclose(levels, np.round(levels), atol=1e-3)
        expected = data.downscale(large, factor=4)
        np.testing.assert_allclose(small, expected, atol=1 / 127)


def test_patches_are_of_places_of_their_own_and_small_ones_of_them(images):
    seen = set()
    for small, large in of_two(images, patch_size=16):
        assert small.shape == (2, 4, 4, 3) and large.shape == (2, 16, 16, 3)
        expected = data.downscale(large, factor=4)
        np.testing.assert_allclose(small, expected, atol=1 / 127)
        for patch in large.numpy():
            places = [
                (number, y, x)
                for number, image in enumerate(images)
                for y in range(17)
                for x in range(33)
                if np.array_equal(image[y : y + 16, x : x + 16], patch)
            ]
            assert len(places) == 1
            seen.add(places[0][1:])
    assert len(seen) > 3


def test_a_pass_is_a_function_of_its_iteration(images):
    def passes(num, dataset):
        return [[b[0].numpy() for b in dataset] for _ in range(num)]

    first, second = passes(2, of_two(images, degradation="real"))
    assert not np.array_equal(first[0], second[0])
    again = of_two(images, degradation="real")
    assert len(again) == 3
    (keys,) = [s for s in data.shuffles(again) if s.num_images == 0]
    keys.iteration = 1
    np.testing.assert_array_equal(passes(1, again)[0], second)
