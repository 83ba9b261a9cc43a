"""MS-SSIM between samples against TensorFlow's, and what it must tell."""

import numpy as np
import pytest
import tensorflow as tf

from kerasgan.metrics import ms_ssim


def smooth_images(rng, count, side):
    """Images with structure at all scales."""
    coarse = rng.uniform(0, 255, (count, 8, 8, 3))
    return tf.cast(tf.image.resize(coarse, (side, side), "bicubic"), "uint8").numpy()


def test_two_images_have_the_similarity_of_tensorflow(rng):
    pixels = smooth_images(rng, 2, 176)
    expected = tf.image.ssim_multiscale(pixels[:1], pixels[1:], 255)[0]
    assert ms_ssim(pixels, pairs=3) == pytest.approx(float(expected), abs=1e-6)


def test_one_image_again_and_again_is_like_itself(rng):
    one = smooth_images(rng, 1, 32)
    assert ms_ssim(np.tile(one, (5, 1, 1, 1)), pairs=10) == pytest.approx(1, abs=1e-5)


def test_less_variety_is_more_similarity(rng):
    pixels = smooth_images(rng, 40, 32).astype("float64")
    alike = (0.8 * pixels[:1] + 0.2 * pixels).astype("uint8")
    assert ms_ssim(alike) > 0.2 + ms_ssim(pixels.astype("uint8"))


def test_floats_are_rounded_as_files_are(rng):
    pixels = smooth_images(rng, 6, 32)
    floats = (pixels / 127.5 - 1).astype("float32")
    assert ms_ssim(floats, pairs=20) == ms_ssim(pixels, pairs=20)
    assert ms_ssim(pixels, pairs=20, seed=1) != ms_ssim(pixels, pairs=20)


@pytest.mark.parametrize("shape", [(1, 32, 32, 3), (4, 8, 32, 3)])
def test_too_few_or_too_small_images_are_refused(shape):
    with pytest.raises(ValueError, match="11 pixels a side"):
        ms_ssim(np.zeros(shape, "uint8"))
