"""Turned and blurred faces are told from real ones, whose own share is small."""

import importlib.util

import numpy as np
import pytest
from PIL import Image
from scipy import ndimage

import kerasgan
from kerasgan.metrics import FaceDetection
from kerasgan.metrics import FaceOutliers
from kerasgan.metrics import outliers

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("mtcnn") is None, reason="needs the extra `faces`"
)


@pytest.fixture(scope="module")
def portraits():
    """The ORL faces of odd and of even people, 200 each, uint8."""
    dataset = kerasgan.data.orl_faces(64, 400, labels=True, shuffle=False)
    images, people = next(iter(dataset.as_numpy_iterator()))
    pixels = kerasgan.data.to_uint8(images)
    return pixels[people % 2 == 1], pixels[people % 2 == 0]


@pytest.fixture(scope="module")
def judge(portraits):
    return FaceOutliers(portraits[0])


def of(scores):
    return {name: score.mean for name, score in scores.items()}


def rotated(images, degrees):
    return np.array(
        [
            np.asarray(Image.fromarray(x[..., 0]).rotate(degrees, Image.BICUBIC))
            for x in images
        ]
    )[..., None]


def blurred(images, sigma):
    return ndimage.gaussian_filter(images, (0, sigma, sigma, 0))


def test_held_out_faces_are_mostly_ordinary(judge, portraits):
    found = of(judge(portraits[1]))
    assert found["faces"] > 0.95
    # Other people than the bounds were taken of: a little over 0.04.
    assert found["pose_outliers"] < 0.15
    assert found["quality_outliers"] < 0.15


def test_the_real_images_themselves_lie_within_by_the_percentiles(judge, portraits):
    found = of(judge(portraits[0]))
    assert 0.01 <= found["pose_outliers"] <= 0.045
    assert 0.01 <= found["quality_outliers"] <= 0.045


def test_turned_heads_are_outliers_in_pose(judge, portraits):
    part = portraits[1][::4]
    for degrees in (25, -25):
        turned = of(judge(rotated(part, degrees)))
        assert turned["faces"] > 0.5
        assert turned["pose_outliers"] > 0.9


def test_blur_noise_and_flatness_are_outliers_in_quality(judge, portraits, rng):
    part = portraits[1][::4]
    noise = rng.normal(0, 25, part.shape)
    flat = (part // 8 + 100).astype("uint8")
    for odd in (blurred(part, 2), np.clip(part + noise, 0, 255).astype("uint8"), flat):
        assert of(judge(odd))["quality_outliers"] > 0.9
    smooth = of(judge(blurred(part, 1.5)))
    # A blur turns no heads.
    assert smooth["faces"] > 0.8 and smooth["pose_outliers"] < 0.25


def test_measures_are_those_of_geometry_and_of_scipy(rng):
    face = {"left_eye": (10, 20), "right_eye": (50, 60), "nose": (40, 50)}
    roll, yaw = outliers.pose(face)
    assert roll == pytest.approx(45)
    assert yaw == pytest.approx(0.25)  # 10 of 40 along the line of the eyes
    image = rng.integers(0, 256, (40, 40), dtype="uint8")
    sharpness, contrast = outliers.quality(Image.fromarray(image))
    laplacian = ndimage.laplace(image.astype("float64"))[1:-1, 1:-1]
    assert sharpness == pytest.approx(laplacian.var())
    assert contrast == pytest.approx(image.std())


def test_its_scores_say_how_they_were_measured(judge, portraits):
    images = portraits[1][:30]
    scores = judge(images, seed=4)
    assert list(scores) == ["faces", "pose_outliers", "quality_outliers"]
    assert scores["faces"] == FaceDetection()(images, seed=4)["faces"]
    for score in scores.values():
        assert score.seeds == (4,) and score.protocol["fake"] == 30
    assert scores["pose_outliers"].protocol["real"] == 200
    floats = (images / 127.5 - 1).astype("float32")
    assert judge(floats, seed=4) == scores


def test_without_faces_nothing_is_ordinary(judge, rng):
    noise = rng.integers(0, 256, (8, 64, 64, 1), dtype="uint8")
    assert of(judge(noise)) == {"faces": 0, "pose_outliers": 1, "quality_outliers": 1}
    with pytest.raises(ValueError, match="in 8 images 0 were found"):
        FaceOutliers(noise, judge.detection)
