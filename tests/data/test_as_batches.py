"""Whatever users hand to `fit` becomes batches, or one line says what to do."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from PIL import Image

from kerasgan.data import as_batches
from kerasgan.data import from_arrays
from kerasgan.data import to_uint8

PIXELS = np.random.default_rng(0).integers(0, 256, (10, 8, 8, 3), "uint8")
LABELS = np.arange(10)


def pictures(mode="RGB"):
    return [Image.fromarray(image).convert(mode) for image in PIXELS]


def read(dataset):
    """All images as uint8, in the order of their first pixels, and the labels."""
    images, labels = [], []
    for batch in dataset:
        batch, label = batch if isinstance(batch, tuple) else (batch, None)
        images.append(batch if batch.dtype == "uint8" else to_uint8(batch))
        labels.append(label)
    images = np.concatenate(images)
    order = np.lexsort(images.reshape(len(images), -1).T[:4])
    if labels[0] is None:
        return images[order], None
    columns = tf.nest.map_structure(lambda *rows: np.concatenate(rows)[order], *labels)
    return images[order], columns


EXPECTED, ORDERED = read(from_arrays(PIXELS, LABELS, 10))


class Rows:
    """Rows by number, as a dataset of Hugging Face gives them."""

    def __init__(self, **columns):
        self.columns = columns

    def __len__(self):
        return len(next(iter(self.columns.values())))

    def __getitem__(self, index):
        return {name: column[index] for name, column in self.columns.items()}


class Batches(keras.utils.PyDataset):
    ended = 0

    def __len__(self):
        return 2

    def __getitem__(self, index):
        rows = slice(5 * index, 5 * index + 5)
        return PIXELS[rows], LABELS[rows]

    def on_epoch_end(self):
        self.ended += 1


def generator():
    yield from PIXELS


def batches_of_three():
    for start in range(0, 10, 3):
        yield PIXELS[start : start + 3], LABELS[start : start + 3]


@pytest.mark.parametrize(
    ("x", "labelled"),
    [
        (PIXELS, False),
        (tf.constant(PIXELS), False),
        (PIXELS / np.float32(127.5) - 1, False),
        (list(PIXELS), False),
        (pictures(), False),
        (tuple(pictures()), False),
        (generator, False),
        (batches_of_three, True),
        (zip(PIXELS, LABELS, strict=True), True),
        (list(zip(pictures(), LABELS.tolist(), strict=True)), True),
        (Rows(image=pictures(), label=LABELS.tolist()), True),
        (Rows(img=PIXELS, id=LABELS, label=LABELS), True),
        ({"image": PIXELS, "label": LABELS}, True),
        (tf.data.Dataset.from_tensor_slices(PIXELS).batch(4), False),
        (tf.data.Dataset.from_tensor_slices((PIXELS, LABELS)).batch(4), True),
        (tf.data.Dataset.from_tensor_slices((PIXELS,)).batch(4), False),
        (
            tf.data.Dataset.from_tensor_slices(
                {"image": PIXELS, "label": LABELS, "id": LABELS}
            ).batch(4),
            True,
        ),
        (Batches(), True),
    ],
)
def test_images_and_labels_are_found(x, labelled):
    images, labels = read(as_batches(x, names=["labels"]))
    np.testing.assert_array_equal(images, EXPECTED)
    if labelled:
        np.testing.assert_array_equal(labels, ORDERED)
    else:
        assert labels is None


def test_labels_of_several_kinds_are_taken_by_name():
    rows = Rows(image=PIXELS, gender=LABELS % 2, age=LABELS, id=LABELS)
    images, labels = read(as_batches(rows, names=["gender", "age"]))
    np.testing.assert_array_equal(labels["age"], ORDERED)
    np.testing.assert_array_equal(labels["gender"], ORDERED % 2)
    assert read(as_batches(rows))[1] is None


def test_labels_stand_beside_a_list():
    _, labels = read(as_batches(list(PIXELS), LABELS))
    np.testing.assert_array_equal(labels, ORDERED)
    with pytest.raises(ValueError, match="leave `y` out"):
        as_batches({"image": PIXELS, "label": LABELS}, LABELS, names=["labels"])


@pytest.mark.parametrize("mode", ["P", "L", "1", "RGBA", "LA", "CMYK", "I;16"])
def test_pictures_of_any_mode_are_seen_as_they_look(mode):
    picture = Image.new("RGB", (8, 8), (255, 255, 255))
    picture.paste((200, 30, 30), (0, 0, 4, 8))
    if mode == "I;16":
        levels = np.asarray(picture.convert("L")).astype("uint16") * 257
        converted = Image.fromarray(levels)
    else:
        converted = picture.convert(mode)
    images, _ = read(as_batches([converted]))
    is_gray = mode in ("L", "1", "I;16")
    expected = np.asarray(converted.convert("L" if is_gray else "RGB"))
    if mode == "I;16":
        expected = np.asarray(picture.convert("L"))
    np.testing.assert_array_equal(images[0].squeeze(), expected)


def test_a_picture_is_turned_as_its_camera_was(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.fromarray(PIXELS[0]).save(tmp_path / "turned.png", exif=exif)
    images, _ = read(as_batches([Image.open(tmp_path / "turned.png")]))
    np.testing.assert_array_equal(images[0], np.rot90(PIXELS[0], -1))


def test_a_dataset_of_keras_ends_its_epochs():
    batches = Batches()
    dataset = as_batches(batches)
    assert len(dataset) == 2
    list(dataset)
    assert batches.ended == 1


def endless():
    while True:
        yield np.zeros((512, 512, 3), "float64")


@pytest.mark.parametrize(
    ("x", "message"),
    [
        ("faces/", r"received str. For a folder .*image_folder\('faces/'\)"),
        (3, "received int"),
        ([PIXELS[0], PIXELS[1][:4]], r"first is \(8, 8, 3\) and another \(4, 8, 3\)"),
        ([], "There are no images"),
        ({"picture": PIXELS}, "under one of .*'image'.* but has \\['picture'\\]"),
        (
            tf.data.Dataset.from_tensor_slices(PIXELS),
            r"single images of shape \(8, 8, 3\).*batch",
        ),
        (
            tf.data.Dataset.from_tensor_slices((PIXELS, LABELS, LABELS)).batch(4),
            "3 parts.* no place for sample weights",
        ),
        (endless, "GiB.*from_generator"),
    ],
)
def test_what_cannot_be_read_is_one_line(x, message, monkeypatch):
    monkeypatch.setattr("kerasgan.data.sources.MOST_BYTES", 2**24)
    with pytest.raises(ValueError, match=message) as caught:
        as_batches(x)
    assert len(str(caught.value).splitlines()) == 1


def test_a_dataset_has_its_labels_inside():
    with pytest.raises(ValueError, match="belong to arrays"):
        as_batches(tf.data.Dataset.from_tensor_slices(PIXELS).batch(4), LABELS)
