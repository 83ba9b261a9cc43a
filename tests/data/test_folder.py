import os

import numpy as np
import pytest
from PIL import Image

from kerasgan.data import decode
from kerasgan.data import folder_label
from kerasgan.data import image_folder
from kerasgan.data import to_uint8


def levels(dataset):
    """The gray level of each image of one pass."""
    return np.concatenate([to_uint8(batch)[:, 0, 0, 0] for batch in dataset]).tolist()


@pytest.fixture
def decodings(monkeypatch):
    """The paths that were decoded, in a list that grows."""
    paths, original = [], decode.decode

    def counted(path, target):
        paths.append(path.name)
        return original(path, target)

    monkeypatch.setattr(decode, "decode", counted)
    return paths


@pytest.fixture
def broken(colours):
    """The colours and three files that are not images."""
    (colours / "empty.png").touch()
    (colours / "text.jpg").write_text("not an image, whatever its name says")
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3), "uint8")
    Image.fromarray(noise).save(colours / "whole.jpg")
    whole = (colours / "whole.jpg").read_bytes()
    (colours / "truncated.jpg").write_bytes(whole[: len(whole) // 2])
    (colours / "whole.jpg").unlink()
    return colours


def test_images_come_in_the_order_of_their_paths(colours):
    faces = image_folder(colours, 8, 5, shuffle=False)
    assert levels(faces) == list(range(0, 100, 10))
    assert faces.element_spec.shape == (5, 8, 8, 3)


def test_an_image_is_decoded_once(colours, decodings):
    faces = image_folder(colours, 8, 5)
    assert levels(faces) != levels(faces)
    assert len(decodings) == 10


def test_any_nesting_is_read_and_hidden_files_are_not(tmp_path):
    deep = tmp_path / "a" / "b" / "c"
    deep.mkdir(parents=True)
    (tmp_path / ".thumbnails").mkdir()
    image = Image.new("L", (8, 8), 7)
    for path in (deep / "x.PNG", deep / ".x.png", tmp_path / ".thumbnails" / "x.png"):
        image.save(path)
    (deep / "notes.txt").write_text("text")
    (deep / "above").symlink_to(tmp_path)
    assert levels(image_folder(tmp_path, 8, 1)) == [7]


def test_a_path_with_dots_is_read(colours):
    (colours / "deep").mkdir()
    assert image_folder(colours / "deep" / "..", 8, 10).report.num_images == 10


def test_files_that_cannot_be_read_are_named(broken, capsys):
    faces = image_folder(broken, 8, 10)
    assert faces.report.num_images == 10
    assert [path for path, _ in faces.report.skipped] == [
        "empty.png",
        "text.jpg",
        "truncated.jpg",
    ]
    empty, text, truncated = [reason for _, reason in faces.report.skipped]
    assert empty == "empty file"
    assert text == "not an image that Pillow can read"
    assert truncated.startswith("broken image: image file is truncated")
    assert capsys.readouterr().out.splitlines() == [
        "image_folder: 10 images 8x8x3 in memory (0 MB); 3 files skipped.",
        "  empty.png: empty file",
        "  text.jpg: not an image that Pillow can read",
        f"  truncated.jpg: {truncated}",
    ]


def test_a_long_list_of_skipped_files_is_cut_and_hides_no_rare_one(colours, capsys):
    for number in range(13):
        (colours / f"empty{number}.png").touch()
        (colours / f"{number}.kind{number}").touch()
    (colours / "text.png").write_text("no image")
    faces = image_folder(colours, 8, 10)
    assert len(faces.report.skipped) == 27
    lines = capsys.readouterr().out.splitlines()
    assert "27 files skipped" in lines[0]
    assert "  empty0.png and 12 more: empty file" in lines
    assert lines[-1] == "  and 5 more" and len(lines) == 12


def test_all_that_is_not_used_is_named(colours, capsys, monkeypatch):
    Image.new("RGB", (8, 8)).save(colours / "whole.jpg")
    (colours / "whole.jpg").rename(colours / "noending")  # of which Pillow knows
    (colours / "README").write_text("no image")
    (colours / "phone.HEIC").write_bytes(b"ftypheic")
    (colours / "notes.txt").write_text("notes")
    (colours / "gone.png").symlink_to(colours / "deleted.png")
    os.mkfifo(colours / "pipe.png")
    (colours / "locked").mkdir()
    scandir = os.scandir

    def locked(path):
        if os.fspath(path).endswith("locked"):
            raise PermissionError(13, "Permission denied", os.fspath(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", locked)
    faces = image_folder(colours, 8, 11)
    assert faces.report.num_images == 11
    reasons = dict(faces.report.skipped)
    assert set(reasons) == {
        *("README", "phone.HEIC", "notes.txt", "gone.png", "pipe.png", "locked")
    }
    assert reasons["README"] == "not an image that Pillow can read"
    assert "pillow-heif" in reasons["phone.HEIC"]
    assert reasons["gone.png"] == "a link to nothing"
    assert reasons["pipe.png"] == "no regular file"
    assert reasons["locked"] == "a folder that can't be read: Permission denied"
    assert "6 files skipped" in capsys.readouterr().out


def test_a_name_that_is_no_utf8_is_reported(colours, capsys):
    name = os.fsencode(colours) + b"/caf\xe9.png"
    with open(name, "wb") as file:
        file.write(b"no image")
    faces = image_folder(colours, 8, 10)
    assert faces.report.skipped == [
        ("caf\\xe9.png", "not an image that Pillow can read")
    ]
    capsys.readouterr().out.encode("utf-8")


def test_data_of_12_bits_are_named_and_not_nearly_black(tmp_path):
    scene = np.linspace(0, 4095, 64).astype("uint16").reshape(8, 8)
    Image.fromarray(scene).save(tmp_path / "sensor.png")
    Image.fromarray(scene * 16).save(tmp_path / "whole.png")
    faces = image_folder(tmp_path, 8, 1)
    ((name, reason),) = faces.report.skipped
    assert name == "sensor.png" and "reach 4095 of 65535" in reason
    assert to_uint8(next(iter(faces))).max() == 255


def test_folders_of_one_name_stay_apart(tmp_path):
    for label in ("female/young", "male/young", "male/old"):
        (tmp_path / label).mkdir(parents=True)
        Image.new("L", (8, 8)).save(tmp_path / label / "1.png")
    faces = image_folder(tmp_path, 8, 1, labels=folder_label)
    assert faces.class_names == ["female/young", "male/young", "old"]


def test_the_images_after_a_broken_one_close_the_gap(broken):
    for number in (0, 4):
        (broken / f"{number}.png").write_bytes(b"")
    faces = image_folder(broken, 8, 8, shuffle=False)
    assert levels(faces) == [10, 20, 30, 50, 60, 70, 80, 90]


def test_the_folder_is_the_label(tmp_path):
    for name in ("cat", "ant"):
        (tmp_path / name).mkdir()
        Image.new("L", (8, 8), len(name) + ord(name[0])).save(tmp_path / name / "1.png")
    faces = image_folder(tmp_path, 8, 2, labels=folder_label)
    ((images, labels),) = faces
    assert faces.class_names == ["ant", "cat"]
    expected = {ord("a") + 3: 0, ord("c") + 3: 1}
    for level, label in zip(to_uint8(images)[:, 0, 0, 0], labels.numpy(), strict=True):
        assert expected[level] == label


def test_labels_stay_with_their_images_when_some_are_skipped(broken):
    (broken / "3.png").write_bytes(b"")

    def label(path):
        if path.stem == "5":
            return None
        return {"level": 10 * int(path.stem), "name": path.stem, "half": 0.5}

    faces = image_folder(broken, 8, 8, labels=label)
    skipped = dict(faces.report.skipped)
    assert skipped["5.png"] == "no label"
    assert skipped["text.jpg"].startswith("no label: invalid literal for int()")
    assert skipped["3.png"] == "empty file"
    assert faces.class_names["name"] == list("01246789")
    ((images, labels),) = faces
    np.testing.assert_array_equal(to_uint8(images)[:, 0, 0, 0], labels["level"])
    assert labels["level"].dtype == "int64"
    assert labels["half"].dtype == "float32"


def test_labels_of_different_keys_are_refused(colours):
    with pytest.raises(ValueError, match=r"keys \['0'\], but one is \{'1': 1\}"):
        image_folder(colours, 8, 5, labels=lambda path: {path.stem: int(path.stem)})


def test_labels_that_are_no_function_are_refused(colours):
    with pytest.raises(ValueError, match="labels=kerasgan.data.folder_label"):
        image_folder(colours, 8, 5, labels="folder")


def test_gray_images_have_one_channel(colours):
    assert image_folder(colours, 8, 5, channels=1).element_spec.shape == (5, 8, 8, 1)


def test_a_cache_on_disk_is_reused(broken, tmp_path, decodings, capsys):
    cache = tmp_path / "cache"
    first = image_folder(broken, 8, 5, cache_dir=cache, mirror=True)
    assert len(decodings) == 13
    second = image_folder(broken, 8, 5, cache_dir=cache, mirror=True)
    assert len(decodings) == 13
    assert levels(first) == levels(second)
    assert first.report.skipped == second.report.skipped
    assert first.report.cache.startswith("on disk in")
    assert second.report.cache.startswith("reused from")
    assert sorted(path.suffix for path in cache.iterdir()) == [".json", ".uint8"]
    assert "10 images 8x8x3 reused from" in capsys.readouterr().out


def test_a_cache_holds_what_memory_does(broken, tmp_path):
    in_memory = image_folder(broken, 8, 5, seed=2)
    on_disk = image_folder(broken, 8, 5, seed=2, cache_dir=tmp_path / "cache")
    assert levels(in_memory) == levels(on_disk)


def test_a_changed_file_or_argument_is_decoded_again(colours, tmp_path, decodings):
    def read(**options):
        return image_folder(
            colours, 8, 10, cache_dir=tmp_path / "cache", shuffle=False, **options
        )

    read()
    Image.new("RGB", (8, 8), (99, 99, 99)).save(colours / "0.png")
    os.utime(colours / "0.png", (1, 1))
    assert levels(read())[0] == 99
    assert len(decodings) == 20
    read(crop=4)
    assert len(decodings) == 30


def test_a_cache_cut_short_is_written_again(colours, tmp_path, decodings):
    cache = tmp_path / "cache"
    image_folder(colours, 8, 5, cache_dir=cache)
    (file,) = cache.glob("*.uint8")
    os.truncate(file, 100)
    assert sorted(levels(image_folder(colours, 8, 5, cache_dir=cache))) == list(
        range(0, 100, 10)
    )


def test_what_does_not_fit_in_memory_goes_to_the_users_cache(
    colours, tmp_path, monkeypatch
):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    faces = image_folder(colours, 8, 5, memory_limit=10 * 8 * 8 * 3 - 1)
    assert str(tmp_path / "home" / "kerasgan") in faces.report.cache
    assert sorted(levels(faces)) == list(range(0, 100, 10))


def test_a_failure_leaves_nothing_in_the_cache(tmp_path):
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "empty.png").touch()
    with pytest.raises(ValueError, match="None of the 1 images"):
        image_folder(tmp_path / "images", 8, 1, cache_dir=tmp_path / "cache")
    assert list((tmp_path / "cache").iterdir()) == []


def test_a_missing_folder_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError, match="no folder '.*nowhere'"):
        image_folder(tmp_path / "nowhere")


def test_a_folder_without_images_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError, match="no images in .*, no files"):
        image_folder(tmp_path)
    (tmp_path / "faces.zip").touch()
    with pytest.raises(
        FileNotFoundError, match=r"faces.zip: .zip is no image.*Wanted are"
    ):
        image_folder(tmp_path)


def test_a_folder_of_broken_files_is_an_error_that_says_why(tmp_path):
    (tmp_path / "empty.png").touch()
    (tmp_path / "text.png").write_text("text")
    with pytest.raises(ValueError, match="(?s)None of the 2 .*empty.png: empty file"):
        image_folder(tmp_path)


def test_a_crop_larger_than_every_image_is_an_error_that_says_so(colours):
    with pytest.raises(ValueError, match="8x8 pixels, too small for crop=9"):
        image_folder(colours, 8, 5, crop=9)


def test_labels_for_no_file_are_an_error_that_says_so(colours):
    with pytest.raises(ValueError, match="(?s)None of the 10 .*0.png and 9 more: no l"):
        image_folder(colours, 8, 5, labels=lambda path: None)
