"""Pairs and unpaired images: what belongs together stays so, and the rest does not."""

import collections
import functools

import numpy as np
import pytest
import tensorflow as tf
from PIL import Image

import kerasgan
from kerasgan import data

NAMES = [f"{number:02d}" for number in range(10)]


def pixels(number, size=(20, 16)):
    """A picture that says which it is, and where its pixels are; RGB."""
    image = np.zeros((*size, 3), "uint8")
    image[..., 0] = 20 * number
    image[..., 1] = np.arange(size[0])[:, None] * 10
    image[..., 2] = np.arange(size[1]) * 10
    return image


def write(path, array, **options):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(array).save(path, **options)


@pytest.fixture
def folders(tmp_path):
    for number, name in enumerate(NAMES):
        write(tmp_path / "a" / f"{name}.png", pixels(number))
        write(tmp_path / "b" / f"{name}.bmp", pixels(number))
    return tmp_path / "a", tmp_path / "b"


def whole(dataset):
    """All images of both kinds in a pass, uint8."""
    kinds = zip(*dataset, strict=True)
    return [np.concatenate([data.to_uint8(b) for b in batches]) for batches in kinds]


def at(dataset, number):
    """The dataset before its pass of that number."""
    (shuffle,) = data.shuffles(dataset)
    shuffle.iteration = number
    return dataset


def numbers_of(images):
    return [round(int(image[0, 0, 0]) / 20) for image in images]


SIZE = {"image_size": (20, 16), "batch_size": 5}


def test_pairs_keep_name_crop_and_mirror_together(folders):
    pairs = data.pairs(*folders, **SIZE, mirror=True, jitter=True)
    for _ in range(2):
        sources, targets = whole(pairs)
        np.testing.assert_array_equal(sources, targets)
        assert sorted(numbers_of(sources)) == list(range(10))
    assert sources.shape == (10, 20, 16, 3)
    left = sources[:, 0, 0, 2].astype(int)
    right = sources[:, 0, -1, 2]
    assert {*(left < right)} == {True, False}  # mirrored, and not
    assert len(set(sources[:, 0, 0, 1])) > 1  # cropped here and there


def test_without_jitter_images_are_as_they_are(folders):
    pairs = data.pairs(*folders, **SIZE, shuffle=False)
    expected = np.stack([pixels(number) for number in range(10)])
    for images in whole(pairs):
        np.testing.assert_array_equal(images, expected)


def test_each_pass_is_another_and_resumes(folders):
    pairs = data.pairs(data.corrupt, folders[1], **SIZE, mirror=True, jitter=True)
    first, second, _ = (whole(pairs) for _ in range(3))
    assert not np.array_equal(first, second)
    np.testing.assert_array_equal(whole(at(pairs, 1)), second)
    other = data.pairs(data.corrupt, folders[1], **SIZE, seed=1)
    assert not np.array_equal(whole(other), first)


def test_channels_are_of_each_kind(folders):
    pairs = data.pairs(*folders, **SIZE, channels=(1, 3))
    assert [part.shape for part in pairs.element_spec] == [
        (5, 20, 16, 1),
        (5, 20, 16, 3),
    ]
    with pytest.raises(ValueError, match="both kinds of images, or a pair"):
        data.pairs(*folders, channels=(1, 3, 3))


def test_files_without_partner_or_of_another_frame_are_named(folders, capsys):
    a, b = folders
    (b / "00.bmp").unlink()
    (a / "01.png").unlink()
    write(a / "02.png", pixels(2, (20, 30)))
    (b / "03.bmp").write_bytes(b"no image")
    write(b / "04.png", pixels(4))
    (a / "notes.txt").write_text("mine")
    pairs = data.pairs(a, b, (20, 16), 6)
    assert sorted(numbers_of(whole(pairs)[0])) == [4, 5, 6, 7, 8, 9]
    reasons = dict(pairs.report.skipped)
    assert reasons[str(a / "00.png")] == f"no partner in {b}"
    assert reasons[str(b / "01.bmp")] == f"no partner in {a}"
    assert "20x30 pixels, but its partner has 20x16" in reasons[str(a / "02.png")]
    broken = reasons[str(a / "03.png")]
    assert broken.startswith(f"its partner {b / '03.bmp'}: not an image")
    assert reasons[str(b / "04.png")] == "a second file of its name"
    assert "no image that Pillow reads" in reasons[str(a / "notes.txt")]
    assert pairs.report.num_images == 6
    printed = capsys.readouterr().out
    assert "pairs: 6 of 20x16x3 and 6 of 20x16x3" in printed
    assert "6 files skipped" in printed and f"no partner in {b}" in printed


def test_two_sizes_of_one_frame_are_a_pair_unless_a_crop_is_in_pixels(folders):
    a, b = folders
    for number, name in enumerate(NAMES):
        write(a / f"{name}.png", pixels(number, (40, 32)))
    assert len(whole(data.pairs(a, b, **SIZE))[0]) == 10
    with pytest.raises(ValueError, match="the crop would be another"):
        data.pairs(a, b, 8, 2, crop=8)


def test_exif_alpha_and_gray_are_seen_as_they_look(tmp_path):
    upright = pixels(3)
    turned = Image.Exif()
    turned[0x0112] = 6  # to be turned by a quarter, clockwise
    write(tmp_path / "a" / "x.png", np.rot90(upright).copy(), exif=turned)
    opaque = np.concatenate([upright, np.full((20, 16, 1), 255, "uint8")], axis=-1)
    opaque[:, :8, 3] = 0
    write(tmp_path / "b" / "x.png", opaque)
    source, target = next(iter(data.pairs(tmp_path / "a", tmp_path / "b", (20, 16), 1)))
    np.testing.assert_array_equal(data.to_uint8(source)[0], upright)
    target = data.to_uint8(target)[0]
    assert (target[:, :8] == 255).all()
    np.testing.assert_array_equal(target[:, 8:], upright[:, 8:])
    write(tmp_path / "b" / "x.png", upright[..., 1])
    gray = next(iter(data.pairs(tmp_path / "a", tmp_path / "b", (20, 16), 1)))[1]
    assert gray.shape[-1] == 3 and (gray[..., :1] == gray).numpy().all()


def test_folders_without_a_pair_say_which_names_they_have(folders):
    a, b = folders
    for path in b.iterdir():
        path.rename(path.with_name(f"photo-{path.name}"))
    with pytest.raises(ValueError, match="'00' and 'photo-00'. Give the images"):
        data.pairs(a, b)


def test_a_folder_is_no_partner_of_itself(folders):
    with pytest.raises(ValueError, match="nothing to learn. If each file has both"):
        data.pairs(folders[0], folders[0])


def test_files_with_both_images_side_by_side(tmp_path):
    for number, name in enumerate(NAMES):
        both = np.concatenate([pixels(number), 255 - pixels(number)], axis=1)
        write(tmp_path / f"{name}.png", both)
    write(tmp_path / "odd.png", np.zeros((20, 33, 3), "uint8"))
    write(tmp_path / "tall.png", pixels(1))
    pairs = data.pairs(tmp_path, **SIZE, mirror=True)
    left, right = whole(pairs)
    np.testing.assert_array_equal(left, 255 - right)
    assert len(pairs.report.skipped) == 2
    assert "no two images side by side" in pairs.report.skipped[0][1]
    swapped = data.pairs(tmp_path, **SIZE, mirror=True, reverse=True)
    np.testing.assert_array_equal(whole(swapped), [right, left])


def test_arrays_are_pairs_by_their_places(rng):
    images = rng.integers(0, 256, (10, 16, 16, 3), "uint8")
    pairs = data.pairs(images, 255 - images, 16, 5)
    sources, targets = whole(pairs)
    np.testing.assert_array_equal(sources, 255 - targets)
    with pytest.raises(ValueError, match="one length, but received 10 and 9"):
        data.pairs(images, images[:9], 16, 5)
    with pytest.raises(ValueError, match=r"one size, .*\(16, 16\) and \(16, 12\)"):
        data.pairs(images, images[:, :, 2:-2], 16, 5)
    with pytest.raises(ValueError, match="received ndarray and str"):
        data.pairs(images, "folder", 16, 5)
    with pytest.raises(ValueError, match="3 channels came for 1"):
        data.pairs(images, images, 16, 5, channels=(1, 3))


def test_a_function_derives_either_side(folders):
    gray = data.pairs(data.to_gray, folders[1], **SIZE, mirror=True)
    found, images = whole(gray)
    expected = data.to_gray(tf.constant(images / 127.5 - 1, "float32"))
    assert found.shape == (10, 20, 16, 1)
    np.testing.assert_array_equal(found, data.to_uint8(expected))
    half = functools.partial(data.downscale, factor=2)
    small = data.pairs(folders[1], half, **SIZE)
    assert small.element_spec[1].shape == (5, 10, 8, 3)


def test_a_function_that_makes_no_images_is_refused(folders):
    def wrong(images, key):
        return tf.reduce_mean(images)

    with pytest.raises(ValueError, match="wrong should make of images and a key"):
        data.pairs(wrong, folders[1], **SIZE)
    with pytest.raises(ValueError, match="or of a function and a folder"):
        data.pairs(data.to_gray)
    with pytest.raises(ValueError, match="can't be divided by 3"):
        data.pairs(functools.partial(data.downscale, factor=3), folders[1], **SIZE)


def test_unpaired_images_meet_by_chance(folders):
    images = data.unpaired(*folders, **SIZE, mirror=True)
    together = collections.Counter()
    for _ in range(20):
        a, b = map(numbers_of, whole(images))
        assert sorted(a) == sorted(b) == list(range(10))
        together.update(one == other for one, other in zip(a, b, strict=True))
    assert together[True] / 200 == pytest.approx(0.1, abs=0.07)


def test_an_epoch_is_the_longer_domain_and_the_shorter_repeats_evenly(folders):
    a, b = folders
    for name in NAMES[3:]:
        (b / f"{name}.bmp").unlink()
    images = data.unpaired(a, b, **SIZE)
    longer, shorter = map(numbers_of, whole(images))
    assert sorted(longer) == list(range(10))
    counts = collections.Counter(shorter)
    assert sorted(counts) == [0, 1, 2] and set(counts.values()) <= {3, 4}
    assert images.report.num_images == 10


def test_unpaired_passes_resume(folders):
    images = data.unpaired(*folders, **SIZE, mirror=True, jitter=True)
    first, second = whole(images), whole(images)
    for kind, again in enumerate(whole(at(images, 1))):
        np.testing.assert_array_equal(again, second[kind])
        assert not np.array_equal(again, first[kind])


def test_each_domain_may_have_a_crop_of_its_own(folders):
    images = data.unpaired(*folders, 4, 5, crop=[(0, 0, 8, 8), (8, 8, 8, 8)])
    a, b = whole(images)
    assert a[..., 1].max() < b[..., 1].min()


def test_files_that_are_not_used_are_named_with_their_folder(folders):
    (folders[0] / "broken.png").write_bytes(b"")
    (folders[1] / "broken.png").write_bytes(b"no image")
    images = data.unpaired(*folders, **SIZE)
    assert [name for name, _ in images.report.skipped] == [
        str(folder / "broken.png") for folder in folders
    ]


def test_images_stay_uint8_in_memory_and_in_the_cache(folders, tmp_path):
    pairs = data.pairs(*folders, **SIZE, cache_dir=tmp_path / "cache")
    assert "on disk" in pairs.report.cache
    (file,) = (tmp_path / "cache").glob("*.uint8")
    assert file.stat().st_size == 10 * 20 * 16 * 6
    again = data.pairs(*folders, **SIZE, cache_dir=tmp_path / "cache")
    assert "reused" in again.report.cache
    np.testing.assert_array_equal(whole(pairs), whole(again))


# What may not come to a model.


def zipped(folders, **other):
    options = {"image_size": 16, "batch_size": 5, "mirror": True}
    both = [
        data.image_folder(folder, **{**options, **more})
        for folder, more in zip(folders, ({}, other), strict=True)
    ]
    return tf.data.Dataset.zip(tuple(both))


def tiny(cls):
    gan = cls.for_images((16, 16, 3), width=2, receptive_field=16)
    gan.compile(run_eagerly=True)
    return gan


def test_pairs_that_are_torn_apart_are_refused(folders):
    gan = tiny(kerasgan.Pix2Pix)
    for images in (zipped(folders, seed=1), data.unpaired(*folders, 16, 5)):
        with pytest.raises(ValueError, match="orders of their own.*data.pairs"):
            gan.fit(images, verbose=0)
    history = gan.fit(zipped(folders).take(1), verbose=0).history
    assert np.isfinite(history["l1_loss"]).all()


def test_unpaired_images_in_one_order_are_warned_of(folders):
    gan = tiny(kerasgan.CycleGAN)
    with pytest.warns(UserWarning, match="come in one order.*data.unpaired"):
        gan.prepared(zipped(folders))
    gan.fit(zipped(folders, seed=1).take(1), verbose=0)  # a warning would be an error
