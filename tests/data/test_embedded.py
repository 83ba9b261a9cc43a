"""The faces that come with the package."""

import numpy as np
import pytest

from kerasgan import data
from kerasgan.data import embedded


def test_congress_has_its_portraits():
    faces = data.congress(image_size=32, batch_size=8)
    images = next(iter(faces))
    assert faces.report.num_images == 878 and not faces.report.skipped
    assert images.shape == (8, 32, 32, 3) and images.dtype == "float32"
    assert images.numpy().std() > 0.3


def test_london_has_its_faces_and_labels():
    faces = data.london(image_size=32, batch_size=204, labels=("gender", "expression"))
    images, labels = next(iter(faces))
    assert images.shape == (204, 32, 32, 3)
    assert faces.class_names == {
        "gender": ["female", "male"],
        "expression": ["neutral", "smiling"],
    }
    assert np.bincount(labels["expression"]).tolist() == [102, 102]
    assert next(iter(data.london(channels=1))).shape == (32, 64, 64, 1)


def test_faces_whose_age_is_not_known_are_left_out_with_it():
    faces = data.london(image_size=16, labels="age", batch_size=200)
    _, ages = next(iter(faces))
    assert faces.report.num_images == 200 and len(faces.report.skipped) == 4
    assert faces.report.skipped[0][1] == "no age is known"
    assert ages.numpy().min() > 10 and ages.numpy().max() < 100


def test_both_photos_of_a_person_are_of_one_person():
    faces = data.london(16, 200, labels=True)
    assert set(faces.class_names) == {
        *("person", "age", "gender", "ethnicity", "expression"),
    }
    _, labels = next(iter(data.london(16, 200, labels=("person", "gender"))))
    pairs = set(zip(labels["person"].numpy(), labels["gender"].numpy(), strict=True))
    assert len(pairs) == len({person for person, _ in pairs})


def test_other_labels_are_refused():
    with pytest.raises(ValueError, match="labels must be among"):
        data.london(labels="mood")


def test_they_are_small_enough_for_the_package():
    sizes = [path.stat().st_size for path in embedded.FOLDER.glob("*.zip")]
    assert len(sizes) == 2 and sum(sizes) < 8e6
