"""Images as sets of TensorFlow Datasets."""

import hashlib
import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
import tensorflow_datasets as tfds
from PIL import Image

import kerasgan
from kerasgan.data import write_tfds

SIZES = [8, 16, 64]


@pytest.fixture
def folder(tmp_path):
    """A folder of twelve images in two folders."""
    rng = np.random.default_rng(0)
    for number in range(12):
        place = tmp_path / "images" / "ab"[number % 2]
        place.mkdir(parents=True, exist_ok=True)
        small = Image.fromarray(rng.integers(0, 256, (8, 8, 3), "uint8"))
        small.resize((64, 64)).save(place / f"{number:02d}.png")
    return tmp_path / "images"


def write(folder, out, **options):
    return write_tfds(folder, out, SIZES, images_per_shard=5, workers=1, **options)


def digest_of(sets):
    """A hash of all files of sets, by their names."""
    digest = hashlib.sha256()
    for place in sets.values():
        for path in sorted(place.iterdir()):
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def test_tensorflow_datasets_loads_them(folder, tmp_path):
    sets = write(folder, tmp_path / "sets", labels=kerasgan.data.folder_label)
    assert list(sets) == SIZES
    for side, place in sets.items():
        builder = tfds.builder_from_directory(place)
        examples = list(builder.as_dataset("train").as_numpy_iterator())
        assert len(examples) == 12
        assert {e["image"].shape for e in examples} == {(side, side, 3)}
        assert builder.info.features["label"].names == ["a", "b"]
        assert sum(e["label"] for e in examples) == 6
        assert len(list(place.glob("*.tfrecord-*-of-00003"))) == 3


def test_small_sizes_are_averages_of_the_largest(folder, tmp_path):
    sets = write(folder, tmp_path / "sets")
    paths = sorted(folder.rglob("*.png"))
    for side in (8, 16):
        examples = tfds.builder_from_directory(sets[side]).as_dataset("train")
        for path, example in zip(paths, examples.as_numpy_iterator(), strict=True):
            with Image.open(path) as image:
                pixels = np.asarray(image, "float32")
            factor = 64 // side
            blocks = pixels.reshape(side, factor, side, factor, 3).mean((1, 3))
            assert np.abs(blocks - example["image"]).max() <= 0.51


def test_from_tfds_trains_on_them(folder, tmp_path):
    sets = write(folder, tmp_path / "sets", labels=kerasgan.data.folder_label)
    for side in (16, 64):
        faces = kerasgan.data.from_tfds(sets[side], side, 4, label_key="label")
        images, labels = next(iter(faces))
        assert images.shape == (4, side, side, 3) and labels.shape == (4,)
        assert faces.class_names == ["a", "b"]


def test_versions_stand_side_by_side_and_none_is_written_twice(folder, tmp_path):
    first = write(folder, tmp_path / "sets")
    moments = {p: p.stat().st_mtime_ns for p in (tmp_path / "sets").rglob("*")}
    assert write(folder, tmp_path / "sets") == first
    assert {p: p.stat().st_mtime_ns for p in (tmp_path / "sets").rglob("*")} == moments
    Image.new("RGB", (64, 64)).save(folder / "new.png")
    other = write(folder, tmp_path / "sets")
    assert not set(other.values()) & set(first.values())
    assert all(place.exists() for place in first.values())


def test_broken_images_are_named_and_left_out(folder, tmp_path, capsys):
    (folder / "broken.png").write_bytes(b"")
    sets = write(folder, tmp_path / "sets")
    assert "1 files left out" in capsys.readouterr().out
    builder = tfds.builder_from_directory(sets[8])
    assert builder.info.splits["train"].num_examples == 12


@pytest.mark.parametrize(
    ("sizes", "options", "message"),
    [
        ([8, 12], {}, "divide the largest by a power of two"),
        ([], {}, "divide the largest"),
        ([8], {"name": "my faces"}, "letters, digits"),
        ([8], {"images_per_shard": 0}, "counts from 1"),
    ],
)
def test_arguments_are_refused(folder, tmp_path, sizes, options, message):
    with pytest.raises(ValueError, match=message):
        write_tfds(folder, tmp_path / "sets", sizes, **options)


SCRIPT = """
import sys, time
from kerasgan.data.preparation import shards
if __name__ == "__main__":
    sizes, slow = [8, 16, 64], shards.Shard.work
    def work(shard):
        time.sleep(0.5)
        return slow(shard)
    shards.Shard.work = work
    shards.write_tfds(sys.argv[1], sys.argv[2], sizes, images_per_shard=2, workers=1)
"""


def test_killed_it_goes_on_to_the_same_bytes(folder, tmp_path):
    (tmp_path / "script.py").write_text(SCRIPT)
    command = [sys.executable, tmp_path / "script.py", folder, tmp_path / "sets"]
    driver = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 120
    while len(list((tmp_path / "sets").glob("*-64-*/*.tfrecord-*"))) < 2:
        assert time.monotonic() < deadline and driver.poll() is None
        time.sleep(0.02)
    os.kill(driver.pid, signal.SIGKILL)
    driver.wait()
    assert not list((tmp_path / "sets").glob("*/dataset_info.json"))
    options = {"images_per_shard": 2, "workers": 1}
    found = write_tfds(folder, tmp_path / "sets", SIZES, **options)
    expected = write_tfds(folder, tmp_path / "other", SIZES, **options)
    assert digest_of(found) == digest_of(expected)
