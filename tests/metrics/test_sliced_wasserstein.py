"""The sliced Wasserstein distance against closed forms and plain loops."""

import math

import numpy as np
import pytest
from scipy import ndimage
from scipy import stats

from kerasgan.metrics import sliced_wasserstein
from kerasgan.metrics import sliced_wasserstein_of_points
from kerasgan.metrics.sliced_wasserstein import enlarge
from kerasgan.metrics.sliced_wasserstein import normalized
from kerasgan.metrics.sliced_wasserstein import patches
from kerasgan.metrics.sliced_wasserstein import shrink

SIDE = 32


@pytest.fixture
def images(rng):
    """Images with patterns at every scale, uint8."""
    noise = rng.standard_normal((80, SIDE, SIDE, 3))
    scales = [ndimage.gaussian_filter(noise, (0, s, s, 0)) * s for s in (1, 3, 6)]
    return np.clip(127.5 + 60 * sum(scales), 0, 255).astype("uint8")


def blurred(images, sigma):
    return ndimage.gaussian_filter(images, (0, sigma, sigma, 0))


def test_points_shifted_by_a_vector_are_its_mean_projection_apart(rng):
    points = rng.standard_normal((500, 20)).astype("float32")
    shift = np.zeros(20, "float32")
    shift[3] = 2.0
    # E|u_1| of a random unit vector u in `dim` dimensions.
    expected = 2 * math.gamma(10) / (math.sqrt(math.pi) * math.gamma(10.5))
    distance = sliced_wasserstein_of_points(points, points + shift, 20_000)
    assert distance == pytest.approx(expected, rel=0.02)


def test_spread_points_are_apart_by_their_mean_radius(rng):
    points = rng.standard_normal((20_000, 5)).astype("float32")
    distance = sliced_wasserstein_of_points(points, 3 * points)
    # On each line N(0, 1) goes to N(0, 9): E|3x - x| = 2 E|x|.
    assert distance == pytest.approx(2 * math.sqrt(2 / math.pi), rel=0.02)


def test_on_one_dimension_it_is_scipys_distance(rng):
    real = rng.standard_normal((300, 1)).astype("float32")
    fake = rng.exponential(size=(300, 1)).astype("float32")
    expected = stats.wasserstein_distance(real[:, 0], fake[:, 0])
    distance = sliced_wasserstein_of_points(real, fake, 7)
    assert distance == pytest.approx(expected, rel=1e-5)


def test_the_same_images_are_no_distance_apart(images):
    assert sliced_wasserstein(images, images) == {"32": 0, "16": 0, "mean": 0}


def test_levels_are_named_by_their_smaller_side(rng):
    odd = rng.integers(0, 256, (4, 33, 70, 1)).astype("uint8")
    assert set(sliced_wasserstein(odd, odd)) == {"33", "17", "mean"}


def test_it_is_symmetric_and_repeats_under_a_seed(images):
    one, other = images[:40], images[40:]
    distance = sliced_wasserstein(one, other, seed=3)
    assert distance == sliced_wasserstein(one, other, seed=3)
    assert distance != sliced_wasserstein(one, other, seed=4)
    swapped = sliced_wasserstein(other, one, seed=3)
    assert swapped == pytest.approx(distance, rel=1e-6)
    levels = [distance["32"], distance["16"]]
    assert distance["mean"] == pytest.approx(np.mean(levels))


def test_a_level_is_a_thousand_times_what_its_patches_are_apart(images):
    one, other = images[:40], images[40:]
    points = [normalized(patches(part, 1, 2, 7, 128, seed=0)) for part in (one, other)]
    expected = 1000 * sliced_wasserstein_of_points(*points)
    assert sliced_wasserstein(one, other)["16"] == expected > 0


def test_it_grows_with_blur_and_with_noise(images, rng):
    real, other = images[:40], images[40:]
    noise = rng.standard_normal(other.shape)

    def noisy(strength):
        return np.clip(other + strength * noise, 0, 255).astype("uint8")

    for worse in (
        [other, blurred(other, 0.5), blurred(other, 1), blurred(other, 2)],
        [other, noisy(8), noisy(16), noisy(32)],
    ):
        means = [
            sliced_wasserstein(real, images, patches_per_image=32)["mean"]
            for images in worse
        ]
        assert all(np.diff(means) > 0), means


def test_fine_noise_is_seen_at_the_fine_level(images, rng):
    noise = rng.normal(0, 12, images.shape)
    noisy = np.clip(images + noise, 0, 255).astype("uint8")
    distance = sliced_wasserstein(images, noisy)
    assert distance["32"] > 3 * distance["16"]


def test_floats_are_measured_as_the_pixels_they_are_saved_as(images):
    floats = images / 127.5 - 1
    assert sliced_wasserstein(images, floats.astype("float32"))["mean"] == 0
    darker = (images // 2).astype("uint8")
    assert sliced_wasserstein(images, darker)["mean"] < 20  # blind but for rounding


def test_a_pyramid_level_is_that_of_plain_convolutions(rng):
    images = rng.uniform(0, 255, (2, 18, 17, 3)).astype("float32")
    kernel = np.outer([1, 4, 6, 4, 1], [1, 4, 6, 4, 1])[None, :, :, None] / 256
    small = ndimage.convolve(images, kernel, mode="mirror")[:, ::2, ::2]
    np.testing.assert_allclose(shrink(images), small, rtol=1e-5)
    spread = np.zeros_like(images)
    spread[:, ::2, ::2] = small
    large = ndimage.convolve(spread, 4 * kernel, mode="mirror")
    np.testing.assert_allclose(enlarge(small, images.shape), large, rtol=1e-4)
    # A constant stays one: the finest level holds no brightness.
    flat = np.full((1, 18, 17, 1), 7, "float32")
    np.testing.assert_allclose(enlarge(shrink(flat), flat.shape)[:, 2:-2], 7, rtol=1e-5)


def test_patches_are_squares_of_the_level_they_come_from():
    rows = np.arange(SIDE, dtype="uint8")
    images = np.zeros((3, SIDE, SIDE, 3), "uint8")
    images[..., 0], images[..., 1] = rows[:, None], rows
    images[..., 2] = np.arange(3, dtype="uint8")[:, None, None]
    found = patches(images, 0, 1, 7, 50, seed=0)
    assert found.shape == (150, 7, 7, 3)
    np.testing.assert_array_equal(np.diff(found[..., 0], axis=1), 1)
    np.testing.assert_array_equal(np.diff(found[..., 1], axis=2), 1)
    assert (found[..., 0].min(), found[..., 0].max()) == (0, SIDE - 1)
    np.testing.assert_array_equal(found[:, 0, 0, 2], np.repeat([0, 1, 2], 50))


def test_channels_are_normalized_each_for_itself(rng):
    found = rng.normal((1, 50, -3), (2, 0.1, 9), (200, 7, 7, 3)).astype("float32")
    rows = normalized(found).reshape(200, 7, 7, 3)
    np.testing.assert_allclose(rows.mean((0, 1, 2)), 0, atol=1e-4)
    np.testing.assert_allclose(rows.std((0, 1, 2)), 1, atol=1e-4)


def test_bad_images_are_refused_in_words(images):
    with pytest.raises(ValueError, match="as many of"):
        sliced_wasserstein(images, images[:3])
    with pytest.raises(ValueError, match="127.5"):
        sliced_wasserstein(images, images.astype("float32"))
    with pytest.raises(ValueError, match="nan.*diverged"):
        sliced_wasserstein(images, np.full(images.shape, np.nan))
    with pytest.raises(ValueError, match="16 pixels"):
        sliced_wasserstein(images[:, :8], images[:, :8])
