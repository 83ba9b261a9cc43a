"""CelebA from its files, in the forms that users have them."""

import zipfile

import numpy as np
import pytest
from PIL import Image

from kerasgan.data import celeba
from kerasgan.data.celeba_captions import captions_of_attributes

ATTRIBUTES = ["Male", "Smiling", "Young", "Eyeglasses"]
NUM = 12


def value(number, place):
    return 1 if (number >> place) & 1 else -1


@pytest.fixture
def folder(tmp_path):
    """Twelve images in CelebA's layout: of the last three, one is of validation."""
    (tmp_path / "img_align_celeba").mkdir()
    names = [f"{number + 1:06d}.jpg" for number in range(NUM)]
    for number, name in enumerate(names):
        image = Image.new("RGB", (178, 218), (20 * number, 100, 50))
        image.paste((0, 255, 0), (0, 0, 178, 20))  # rows that the crop leaves out
        image.save(tmp_path / "img_align_celeba" / name)
    rows = [
        f"{name} {' '.join(f'{value(n, p):2d}' for p in range(4))}"
        for n, name in enumerate(names)
    ]
    text = "\n".join([str(NUM), " ".join(ATTRIBUTES), *rows])
    (tmp_path / "list_attr_celeba.txt").write_text(text + "\n")
    parts = [f"{name} {0 if n < 9 else n - 8}" for n, name in enumerate(names)]
    (tmp_path / "list_eval_partition.txt").write_text("\n".join(parts))
    identities = [f"{name} {n % 3 + 1}" for n, name in enumerate(names)]
    (tmp_path / "identity_CelebA.txt").write_text("\n".join(identities))
    points = [
        f"{name},{','.join(map(str, range(n, n + 10)))}" for n, name in enumerate(names)
    ]
    head = "image_id,lefteye_x,lefteye_y,righteye_x,righteye_y,nose_x,nose_y,a,b,c,d"
    (tmp_path / "list_landmarks_align_celeba.csv").write_text(
        "\n".join([head, *points])
    )
    return tmp_path


def zipped(folder):
    """The same with an archive in place of the folder of images."""
    with zipfile.ZipFile(folder / "img_align_celeba.zip", "w") as archive:
        for path in sorted((folder / "img_align_celeba").iterdir()):
            archive.write(path, f"img_align_celeba/{path.name}")
            path.unlink()
    (folder / "img_align_celeba").rmdir()


def all_of(faces):
    return next(iter(faces))


@pytest.mark.parametrize("is_zipped", [False, True])
@pytest.mark.parametrize(
    ("split", "num"), [("train", 9), ("validation", 1), ("all", 12)]
)
def test_images_of_a_split(folder, is_zipped, split, num):
    if is_zipped:
        zipped(folder)
    images = all_of(celeba(folder, 32, num, split=split, shuffle=False))
    assert images.shape == (num, 32, 32, 3)
    assert images.numpy()[..., 1].max() < 0  # no row of the green rim
    if split != "validation":
        assert (np.diff(images.numpy()[:, 0, 0, 0]) > 0).all()


def test_the_archive_itself_may_be_named(folder):
    zipped(folder)
    faces = celeba(folder / "img_align_celeba.zip", 32, 9)
    assert faces.report.num_images == 9


def test_labels_of_all_kinds(folder):
    wanted = ("Smiling", "identity", "landmarks", "caption")
    _, labels = all_of(celeba(folder, 16, 9, labels=wanted, shuffle=False))
    assert labels["Smiling"].numpy().tolist() == [n >> 1 & 1 for n in range(9)]
    assert labels["identity"].numpy().tolist() == [n % 3 + 1 for n in range(9)]
    assert labels["landmarks"].numpy()[2].tolist() == list(range(2, 12))
    captions = labels["caption"].numpy()
    assert captions.shape == (9, 5)
    assert all(b"man" in text and b"woman" not in text for text in captions[1])
    _, smiling = all_of(celeba(folder, 16, 9, labels="Smiling", shuffle=False))
    assert smiling.numpy().tolist() == labels["Smiling"].numpy().tolist()


def test_attributes_may_be_in_a_csv(folder):
    lines = (folder / "list_attr_celeba.txt").read_text().splitlines()[1:]
    table = ["image_id," + ",".join(lines[0].split())]
    table += [",".join(line.split()) for line in lines[1:]]
    (folder / "list_attr_celeba.txt").unlink()
    (folder / "list_attr_celeba.csv").write_text("\n".join(table))
    _, male = all_of(celeba(folder, 16, 9, labels="Male", shuffle=False))
    assert male.numpy().tolist() == [n & 1 for n in range(9)]


@pytest.mark.parametrize("name", ["img_align_celeba.zip", "list_attr_celeba.txt"])
def test_the_page_of_a_failed_download_is_recognized(folder, name):
    if name.endswith("zip"):
        zipped(folder)
    (folder / name).write_text("\n<!DOCTYPE html><html><title>Quota exceeded</title>")
    with pytest.raises(ValueError, match="is a web page, not the file"):
        celeba(folder, labels="Male")


def test_half_an_archive_is_refused(folder):
    zipped(folder)
    content = (folder / "img_align_celeba.zip").read_bytes()
    (folder / "img_align_celeba.zip").write_bytes(content[: len(content) // 2])
    with pytest.raises(ValueError, match="no whole archive"):
        celeba(folder)


def test_what_is_missing_is_named(folder):
    with pytest.raises(ValueError, match="labels must be among"):
        celeba(folder, labels="Tall")
    with pytest.raises(ValueError, match="split= is one of"):
        celeba(folder, split="training")
    (folder / "list_eval_partition.txt").unlink()
    with pytest.raises(FileNotFoundError, match="list_eval_partition.txt"):
        celeba(folder)
    path = folder / "identity_CelebA.txt"
    path.write_text("\n".join(path.read_text().splitlines()[:5]))
    with pytest.raises(ValueError, match="no line for 7 images"):
        celeba(folder, split="all", labels="identity")
    with pytest.raises(FileNotFoundError, match="neither img_align_celeba.zip"):
        celeba(folder / "img_align_celeba" / "000001.jpg")


def test_broken_images_are_left_out(folder):
    (folder / "img_align_celeba" / "000002.jpg").write_bytes(b"")
    faces = celeba(folder, 16, 8, labels="identity", shuffle=False)
    assert faces.report.skipped == [("000002.jpg", "empty file")]
    assert all_of(faces)[1].numpy().tolist() == [1, 3, 1, 2, 3, 1, 2, 3]


def test_captions_say_nothing_but_attributes():
    attributes = {"Male", "Young", "Eyeglasses", "Smiling", "Black_Hair", "Attractive"}
    captions = captions_of_attributes(attributes, num=50, seed=1)
    words = " ".join(captions)
    assert "black hair" in words and "glasses" in words and "smiling" in words
    assert "attractive" not in words.lower() and "hat" not in words.split()
    assert len(set(captions)) > 10
    assert captions_of_attributes(attributes, seed=1) == captions[:5]
    assert captions_of_attributes(set(), num=3, seed=0) != captions[:3]
