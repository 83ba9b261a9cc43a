"""Images made of images: drawings, small ones, faulty ones."""

import numpy as np
import pytest
import tensorflow as tf
from scipy import ndimage

from kerasgan import data
from kerasgan.data import derive

KEY = tf.constant([3, 0], "int64")
FAULTS = "soften cast displace checker blotch roughen sprinkle".split()


@pytest.fixture
def images(rng):
    coarse = rng.uniform(-1, 1, (4, 9, 9, 3)).astype("float32")
    return np.asarray(tf.image.resize(coarse, (36, 36), "bilinear"))


def test_gray_is_pillows(images):
    from PIL import Image

    pixels = data.to_uint8(images)
    expected = [np.asarray(Image.fromarray(image).convert("L")) for image in pixels]
    found = data.to_uint8(data.to_gray(tf.constant(pixels / 127.5 - 1, "float32")))
    assert np.abs(found[..., 0].astype(int) - np.stack(expected)).max() <= 1
    np.testing.assert_array_equal(data.to_gray(images[..., :1]), images[..., :1])


def test_a_blur_is_gaussian(images):
    found = derive.blurred(tf.constant(images), 1.0).numpy()
    expected = ndimage.gaussian_filter(images, (0, 1, 1, 0), mode="mirror", truncate=3)
    np.testing.assert_allclose(found, expected, atol=1e-5)


def test_pencil_is_its_formula(images):
    gray = (np.asarray(data.to_gray(images))[..., 0] + 1) * 127.5
    deviation = (0, 36 / 36, 36 / 36)
    around = ndimage.gaussian_filter(255 - gray, deviation, mode="mirror", truncate=3)
    dodged = np.clip(gray / (255 - around), 0, 1)
    expected = dodged**1.6 * (0.65 + 0.35 * gray / 255)
    found = (data.to_pencil(images).numpy()[..., 0] + 1) / 2
    np.testing.assert_allclose(found, expected, atol=1e-3)
    white = data.to_pencil(tf.ones((1, 36, 36, 3)))
    np.testing.assert_allclose(white, 1, atol=1e-3)
    assert np.isfinite(data.to_pencil(-tf.ones((1, 36, 36, 3)))).all()  # black


def test_downscaling_keeps_means_and_range(images):
    small = data.downscale(images, factor=4)
    assert small.shape == (4, 9, 9, 3)
    np.testing.assert_allclose(small.numpy().mean(), images.mean(), atol=0.01)
    assert np.abs(small).max() <= 1


def test_faults_are_a_function_of_the_key(images):
    first = data.corrupt(images, KEY).numpy()
    np.testing.assert_array_equal(first, data.corrupt(images, KEY))
    other = data.corrupt(images, KEY + 1).numpy()
    assert not np.array_equal(first, other)
    assert first.shape == images.shape and np.abs(first).max() <= 1


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_changes_most_images_in_its_own_way(fault, images):
    draw = derive.Draw(KEY, 4)
    faulty = np.asarray(getattr(derive, fault)(tf.constant(images), draw))
    changed = np.abs(faulty - images)
    assert (changed.max((1, 2, 3)) > 1e-3).mean() >= 0.75
    differences = {round(float(c), 6) for c in changed.mean((1, 2, 3))}
    assert len(differences) > 1  # each image its own


@pytest.mark.parametrize("fault", FAULTS)
def test_half_of_the_images_have_each_fault(fault, images, monkeypatch):
    for other in set(FAULTS) - {fault}:
        monkeypatch.setattr(derive, other, lambda images, draw: images)
    many = np.tile(images[:1], (400, 1, 1, 1))
    faulty = np.asarray(data.corrupt(many, KEY))
    changed = (np.abs(faulty - many).max((1, 2, 3)) > 1e-6).mean()
    assert changed == pytest.approx(0.5, abs=0.08)


def test_blotches_are_smooth_and_colored():
    gray = tf.zeros((200, 32, 32, 3))
    noise = derive.blotch(gray, derive.Draw(KEY, 200)).numpy()
    deviations = noise.std((1, 2, 3))
    assert 0.05 < deviations.min() < 0.15 and 0.35 < deviations.max() < 0.6
    beside = np.corrcoef(noise[:, :, 1:].ravel(), noise[:, :, :-1].ravel())[0, 1]
    colors = np.corrcoef(noise[..., 0].ravel(), noise[..., 1].ravel())[0, 1]
    assert beside > 0.8 and abs(colors) < 0.1
