"""Captions: what they say is what the labels say."""

import itertools
import re

import numpy as np
import pytest
import tensorflow as tf
from PIL import Image

from kerasgan import data
from kerasgan.data import wording

MALE = {"boy", "man", "gentleman", "male", "his"}
FEMALE = {"girl", "woman", "lady", "female", "her"}


@pytest.mark.parametrize("gender", [0, 1, None])
def test_captions_say_only_what_the_labels_say(gender):
    everyone = itertools.product([None, *range(1, 117)], [None, *range(5)])
    for seed, (age, race) in enumerate(everyone):
        supplied = {"age": age, "gender": gender, "race": race}
        supplied = {
            name: value for name, value in supplied.items() if value is not None
        }
        for caption in data.captions_of(supplied, num=3, seed=seed):
            words = set(re.findall(r"\w+", caption))
            assert bool(words & MALE) == (gender == 0), caption
            assert bool(words & FEMALE) == (gender == 1), caption
            known = () if race is None else wording.RACES[race : race + 1]
            assert words & set(wording.RACES) <= set(known)
            numbers = {int(word) for word in words if word.isdecimal()}
            assert numbers <= {age}
            decades = [n for n, name in enumerate(wording.DECADES, 2) if name in words]
            assert decades in ([], [age // 10 if age else None])
            if age is None:
                assert not words & {"old", "elderly", "young", "teens", "baby", "years"}


def test_captions_vary_and_repeat_under_a_seed():
    fields = {"age": 34, "gender": 1, "race": 2}
    captions = data.captions_of(fields, num=200, seed=1)
    assert captions == data.captions_of(fields, num=200, seed=1)
    assert captions != data.captions_of(fields, num=200, seed=2)
    assert len(set(captions)) > 100
    said = [
        sum(word in c for c in captions) for word in ("thirties", "34", "Asian", "lady")
    ]
    assert min(said) > 20
    assert any("3" not in c and "thirt" not in c for c in captions)


@pytest.mark.parametrize(
    ("words", "article"),
    [
        ("woman", "a"), ("elderly man", "an"), ("Asian boy", "an"), ("White", "a"),
        ("18 year old", "an"), ("11 year old", "an"), ("80 year old", "an"),
        ("1 year old", "a"), ("110 year old", "a"), ("8 year old", "an"),
    ],
)  # fmt: skip
def test_articles_go_by_sound(words, article):
    assert wording.article(words) == article


def test_texts_stay_text_where_strings_become_classes():
    images = np.zeros((3, 8, 8, 3), "uint8")
    words = ["b", "a", "ä long one"]
    kept = data.from_arrays(images, data.texts(words), 3, shuffle=False)
    assert kept.class_names is None
    assert kept.element_spec[1] == tf.TensorSpec((3,), "string")
    ((_, labels),) = kept
    assert [text.decode() for text in labels.numpy()] == words
    read = data.captions_in(kept)
    np.testing.assert_array_equal(read, data.texts(words))
    again = data.from_arrays(images, {"caption": read}, 3, shuffle=False)
    np.testing.assert_array_equal(data.captions_in(again), data.texts(read))
    assert data.from_arrays(images, words, 3).class_names == sorted(words)
    with pytest.raises(ValueError, match="Texts are strings"):
        data.texts([1, 2])
    with pytest.raises(ValueError, match="has 0 columns of text"):
        data.captions_in(data.from_arrays(images, words, 3))


def test_captions_of_a_folder_are_beside_the_images(colours):
    (colours / "1.txt").write_text("first\n\nzweites Bild\u00e4\n")
    (colours / "2.txt").write_text("\n")
    rows = 'file,caption\n3.png,"one, of three"\n3.png,two\n3.png,three\n3.png,four\n'
    (colours / "captions.csv").write_text(rows)
    faces = data.captioned_folder(colours, 8, 2, num_captions=3, shuffle=False)
    assert len(faces.report.skipped) == 8
    assert "no caption in 2.txt" in dict(faces.report.skipped)["2.png"]
    ((images, captions),) = faces
    assert captions.shape == (2, 3) and captions.dtype == tf.string
    first, second = [[c.decode() for c in row] for row in captions.numpy()]
    assert first == ["first", "zweites Bild\u00e4", "first"]
    assert second == ["one, of three", "two", "three"]
    pixels = data.to_uint8(images)
    assert (pixels[0] == 10).all() and (pixels[1] == 30).all()
    (colours / "captions.csv").write_text("3.png,no header\n")
    with pytest.raises(ValueError, match="columns file and caption"):
        data.captioned_folder(colours, 8, 2)


def test_utkface_has_captions_of_its_labels(tmp_path):
    for name in ("34_1_2", "70_0_1", "5_0_0", "25_1_4"):
        Image.new("RGB", (8, 8)).save(tmp_path / f"{name}_20170116.jpg.chip.jpg")
    faces = data.utkface(tmp_path, 8, 4, labels=("age", "caption"), shuffle=False)
    ((_, labels),) = faces
    assert labels["caption"].shape == (4, 5)
    assert faces.class_names is None
    for age, row in zip(labels["age"].numpy(), labels["caption"].numpy(), strict=True):
        words = set(re.findall(r"\w+", " ".join(text.decode() for text in row)))
        assert bool(words & FEMALE) == (age in (34, 25))
    alone = data.utkface(tmp_path, 8, 4, labels="caption", shuffle=False)
    np.testing.assert_array_equal(data.captions_in(alone), labels["caption"])
    np.testing.assert_array_equal(data.captions_in(faces), labels["caption"])
