"""Commands that find faces in photos: to prepare them, to enlarge them, to age them."""

import json

import composed_photos
import numpy as np
import pytest
import tiny_models
from PIL import Image
from test_cli import kerasgan
from test_cli import pixels_of

import kerasgan as package
from kerasgan.cli import data as commands

composed_photos.skip_without_packages()


@pytest.fixture(scope="module")
def photos(tmp_path_factory):
    """A folder with a photo of two people, and one of nobody."""
    folder = tmp_path_factory.mktemp("photos")
    two = composed_photos.portraits()[:2]
    composed_photos.composed(two, (320, 160)).save(folder / "two.png")
    Image.new("RGB", (64, 64), "navy").save(folder / "nobody.png")
    return folder


def test_faces_are_prepared(photos, tmp_path):
    out = tmp_path / "faces"
    options = ["--size", 64, "--faces", "all", "--workers", 1, "--format", "png"]
    limits = ["--limit", "yaw=0.4", "--limit", "near=off", "--by", "folder"]
    result = kerasgan("data", "prepare", photos, "--out", out, *options, *limits)
    assert "2 kept" in result.output and "no face" in result.output
    assert str(out / "contact.pdf") in result.output
    assert len(list((out / "images").glob("*.png"))) == 2
    rows = map(json.loads, (out / "manifest.jsonl").read_text().splitlines())
    assert sum("face" in row for row in rows) == 2


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yaw=0.25", {"yaw": 0.25}),
        ("near=12", {"near": 12}),
        ("roll=off", {"roll": None}),
        ("ratio=0.5,2", {"ratio": (0.5, 2.0)}),
        ("landmarks=off", {"landmarks": False}),
    ],
)
def test_limits_are_read(text, value):
    assert commands.limits_of([text]) == package.data.Limits(**value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("smile=1", "is none of landmarks, score, yaw"),
        ("yaw=much", "has no number behind `yaw=`"),
        ("ratio=1", "of a ratio there are two"),
        ("landmarks=2", "has no number"),
    ],
)
def test_limits_that_are_none_are_refused(text, message):
    with pytest.raises(ValueError, match=message):
        commands.limits_of([text])


def test_captions_are_no_groups(photos, tmp_path):
    command = ["data", "prepare", photos, "--out", tmp_path / "faces"]
    with pytest.raises(ValueError, match="captions are not groups"):
        kerasgan(*command, "--by", "caption")


def test_faces_of_a_photo_are_enlarged_and_put_back(photos, tmp_path):
    gan = package.CompactSR.for_images((32, 32, 3), scale=2, width=2)
    gan.save(tmp_path / "model.keras")
    command = ["upscale", tmp_path / "model.keras", photos, "--out", tmp_path / "out"]
    result = kerasgan(*command, "--faces")
    assert "no face is found" in result.output
    found = pixels_of(tmp_path / "out" / "two.png").astype("float32")
    with Image.open(photos / "two.png") as image:
        size = (2 * image.width, 2 * image.height)
        smooth = np.asarray(image.resize(size, Image.Resampling.LANCZOS), "float32")
    # An untrained model adds what it learns to enlarged pixels: faces are near, the
    # rest is the same.
    assert found.shape == smooth.shape
    changed = np.abs(found - smooth).max(axis=-1) > 0
    assert 0.2 < changed.mean() < 0.9 and not changed[:, :4].any()
    assert np.abs(found - smooth).mean() < 12


def test_faces_of_a_photo_are_aged_and_put_back(photos, tmp_path, monkeypatch):
    gan = tiny_models.build(package.AgeGAN)
    gan.save(tmp_path / "gan.keras")
    inversions = []
    invert = package.AgeGAN.invert
    monkeypatch.setattr(
        package.AgeGAN,
        "invert",
        lambda self, images, **options: (
            inversions.append(len(images)) or invert(self, images, **options)
        ),
    )
    command = ["age", photos / "two.png", "--model", tmp_path / "gan.keras", "--whole"]
    command += ["--steps", 1, "--no-identity", "--out", tmp_path / "aged.png"]
    result = kerasgan(*command, "--to", 0, "--to", 2)
    assert inversions == [2]  # both faces at once, and once for both ages
    assert "2 faces to 0" in result.output and "2 faces to 2" in result.output
    with Image.open(photos / "two.png") as image:
        before = np.asarray(image, "float32")
    for age in (0, 2):
        after = pixels_of(tmp_path / "aged" / f"two-{age}.png").astype("float32")
        changed = np.abs(after - before).max(axis=-1) > 0
        assert 0.2 < changed.mean() < 0.9 and not changed[:, :4].any()
    with pytest.raises(ValueError, match="exists already"):
        kerasgan(*command, "--to", 2)
    command[1] = photos / "nobody.png"
    with pytest.raises(ValueError, match="nobody.png: no face is found"):
        kerasgan(*command, "--to", 2)
