import zipfile

import numpy as np
import pytest
from PIL import Image

from kerasgan.data import CELEBA_CROP
from kerasgan.data import from_tfds
from kerasgan.data import to_uint8

# TFDS 4.9.10 imports it without requiring it.
pytest.importorskip("importlib_resources")


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory):
    """A folder with the set `squares`: 6 images of the gray 10 times their number."""
    import tensorflow_datasets as tfds

    features = {
        "image": tfds.features.Image(shape=(None, None, 3)),
        "mask": tfds.features.Image(shape=(12, 16, 1)),
        "label": tfds.features.ClassLabel(names=["dark", "bright"]),
        "number": np.int64,
        "name": tfds.features.Text(),
        "attributes": {"even": np.bool_, "large": np.bool_},
    }
    examples = [
        {
            "image": np.full((12 if number else 8, 16, 3), 10 * number, "uint8"),
            "mask": np.full((12, 16, 1), 10 * number, "uint8"),
            "label": int(number >= 3),
            "number": number,
            "name": f"n{number}",
            "attributes": {"even": number % 2 == 0, "large": number > 2},
        }
        for number in range(6)
    ]
    folder = tmp_path_factory.mktemp("tfds")
    tfds.dataset_builders.store_as_tfds_dataset(
        name="squares",
        version="1.0.0",
        features=tfds.features.FeaturesDict(features),
        split_datasets={"train": list(enumerate(examples))},
        data_dir=folder,
    )
    return folder


def squares(data_dir, image_size=8, batch_size=6, **options):
    return from_tfds("squares", image_size, batch_size, data_dir=data_dir, **options)


def numbers(images):
    return (to_uint8(images)[:, 0, 0, 0] // 10).tolist()


def test_images_come_cropped_and_resized(data_dir):
    (images,) = squares(data_dir)
    assert images.shape == (6, 8, 8, 3)
    assert sorted(numbers(images)) == list(range(6))


def test_a_class_label_comes_with_its_names(data_dir):
    faces = squares(data_dir, label_key="label")
    ((images, labels),) = faces
    assert faces.class_names == ["dark", "bright"]
    assert labels.numpy().tolist() == [number >= 3 for number in numbers(images)]


def test_a_dict_of_labels_comes_whole(data_dir):
    ((images, labels),) = squares(data_dir, label_key="attributes")
    assert labels["even"].numpy().tolist() == [n % 2 == 0 for n in numbers(images)]
    assert labels["large"].numpy().tolist() == [n > 2 for n in numbers(images)]
    assert labels["even"].dtype == "int64"


def test_a_tuple_of_keys_gives_a_dict(data_dir):
    faces = squares(data_dir, label_key=("attributes/even", "number", "name"))
    ((images, labels),) = faces
    assert set(labels) == {"even", "number", "name"}
    assert labels["number"].numpy().tolist() == numbers(images)
    assert faces.class_names["name"] == [f"n{number}" for number in range(6)]


def test_a_single_attribute_comes_without_a_dict(data_dir):
    ((images, labels),) = squares(data_dir, label_key="attributes/large")
    assert labels.numpy().tolist() == [n > 2 for n in numbers(images)]


def test_labels_stay_with_their_images_when_some_are_skipped(data_dir, capsys):
    faces = squares(data_dir, batch_size=5, crop=12, label_key="number")
    ((images, labels),) = faces
    assert labels.numpy().tolist() == numbers(images)
    ((row, reason),) = faces.report.skipped
    assert reason == "8x16 pixels, too small for crop=12"
    assert capsys.readouterr().out.splitlines() == [
        "from_tfds('squares'): 5 images 8x8x3 in memory (0 MB); 1 example skipped.",
        f"  {row}: 8x16 pixels, too small for crop=12",
    ]


def test_a_part_of_a_split_can_be_read(data_dir):
    assert squares(data_dir, batch_size=2, split="train[:2]").report.num_images == 2


def test_another_image_of_one_channel_can_be_read(data_dir):
    (images,) = squares(data_dir, image_key="mask", channels=1)
    assert images.shape == (6, 8, 8, 1)


def test_decoded_images_are_reused(data_dir, tmp_path):
    first = squares(data_dir, cache_dir=tmp_path, label_key="number")
    second = squares(data_dir, cache_dir=tmp_path, label_key="number")
    assert second.report.cache.startswith("reused from")
    np.testing.assert_array_equal(next(iter(first))[0], next(iter(second))[0])
    np.testing.assert_array_equal(next(iter(second))[1], numbers(next(iter(first))[0]))


@pytest.mark.parametrize("options", [{"label_key": "age"}, {"image_key": "face"}])
def test_a_missing_key_is_an_error_that_lists_the_keys(data_dir, options):
    with pytest.raises(ValueError, match="squares has no feature.*'image', 'label'"):
        squares(data_dir, **options)


@pytest.fixture
def celeba(tmp_path, monkeypatch):
    """A folder of three faces in the official layout of CelebA, to pass by hand."""
    import tensorflow_datasets as tfds

    builder = tfds.builder_cls("celeb_a")
    names = [f"{number:06}.jpg" for number in (1, 2, 3)]
    with zipfile.ZipFile(tmp_path / "img_align_celeba.zip", "w") as archive:
        for name in names:
            face = Image.new("RGB", (178, 218), "white")
            face.paste("black", (0, 20, 178, 198))  # just what the crop keeps
            face.save(tmp_path / name, quality=95)
            archive.write(tmp_path / name, f"img_align_celeba/{name}")

    def table(file, headings, values):
        rows = "".join(f"{name} {' '.join(values)}\n" for name in names)
        (tmp_path / file).write_text(f"3\n{' '.join(headings)}\n{rows}")

    module = __import__(builder.__module__, fromlist=["ATTR_HEADINGS"])
    attributes, landmarks = module.ATTR_HEADINGS, module.LANDMARK_HEADINGS
    smiles = ["1" if name == "Smiling" else "-1" for name in attributes]
    table("list_attr_celeba.txt", attributes, smiles)
    table("list_landmarks_align_celeba.txt", landmarks, ["9"] * len(landmarks))
    splits = "".join(f"{name} {split}\n" for split, name in enumerate(names))
    (tmp_path / "list_eval_partition.txt").write_text(splits)
    identities = "".join(f"{name} 7\n" for name in names)
    (tmp_path / "identity_CelebA.txt").write_text(identities)
    monkeypatch.setattr(
        tfds.download.DownloadManager,
        "_register_or_validate_checksums",
        lambda self, url, url_info, path: None,
    )
    return tmp_path


def test_celeba_from_its_own_files_is_cropped_to_the_face(celeba):
    faces = from_tfds(
        "celeb_a",
        64,
        1,
        data_dir=celeba / "tfds",
        manual_dir=celeba,
        label_key=("attributes/Smiling", "attributes/Male"),
    )
    ((images, labels),) = faces
    assert CELEBA_CROP == 178
    assert to_uint8(images).max() < 30
    assert labels["Smiling"].numpy() == 1 and labels["Male"].numpy() == 0
