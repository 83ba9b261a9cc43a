"""A face is found in faces, and in nothing else."""

import importlib.util

import numpy as np
import pytest

import kerasgan
from kerasgan.metrics import FaceDetection

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("mtcnn") is None, reason="needs the extra `faces`"
)


def test_faces_are_found_in_portraits_and_not_in_noise(rng):
    portraits = next(iter(kerasgan.data.orl_faces(64, 24))).numpy()
    noise = rng.uniform(-1, 1, (8, 64, 64, 1)).astype("float32")
    detection = FaceDetection(num=32)
    found = detection.found(np.concatenate([portraits, noise]))
    assert found[:24].mean() > 0.8 and not found[24:].any()
    score = detection(portraits, seed=1)["faces"]
    assert score.mean == pytest.approx(found[:24].mean())
    assert score.protocol["fake"] == 24 and score.seeds == (1,)


def test_only_the_first_are_looked_at(rng):
    noise = rng.integers(0, 256, (9, 32, 32, 3), dtype="uint8")
    assert FaceDetection(num=4)(noise)["faces"].protocol["fake"] == 4
