"""Translators on the command line: trained, drawn, and put to photos."""

import json

import keras
import numpy as np
import pytest
from PIL import Image
from test_cli import kerasgan
from test_cli import pixels_of

TINY = ["--width", "2", "--batch-size", "4", "--epochs", "1"]


def write(path, rng, size=(24, 32), **options):
    path.parent.mkdir(parents=True, exist_ok=True)
    coarse = rng.integers(0, 256, (size[0] // 4, size[1] // 4, 3), "uint8")
    image = Image.fromarray(coarse.repeat(4, axis=0).repeat(4, axis=1))
    image.save(path, **options)


@pytest.fixture
def folders(tmp_path, rng):
    for kind in ("photos", "sketches"):
        for number in range(8):
            write(tmp_path / kind / f"{number}.png", rng)
    return tmp_path / "photos", tmp_path / "sketches"


def test_pix2pix_learns_from_two_folders_of_any_size(folders, tmp_path):
    photos, sketches = folders
    command = ["train", photos, "--model", "Pix2Pix", "--source", sketches, *TINY]
    command += ["--size", "24x32", "--source-channels", 1, "--out", tmp_path / "run"]
    kerasgan(*command)
    options = json.loads((tmp_path / "run" / "options.json").read_text())
    assert options["size"] == [24, 32] and options["source"] == str(sketches)
    gan = keras.models.load_model(tmp_path / "run" / "model.keras")
    assert gan.inputs["source"].shape == (24, 32, 1)
    assert gan.image_shape == (24, 32, 3)
    grid = pixels_of(tmp_path / "run" / "samples" / "epoch-0001.png")
    assert grid.shape[1] == 2 * 3 * (3 * 32 + 2 * 2) + 2  # two triples, three times

    assert "8 epochs" not in kerasgan(*command).output
    with pytest.raises(ValueError, match="other options: derive None -> 'pencil'"):
        kerasgan(*command[:4], "--derive", "pencil", *command[6:])


def test_sources_are_derived(folders, tmp_path):
    for derive, channels in (("pencil", 1), ("gray", 1), ("corrupt", 3)):
        out = tmp_path / derive
        command = ["train", folders[0], "--model", "Pix2Pix", "--derive", derive]
        kerasgan(*command, *TINY, "--size", 16, "--out", out)
        gan = keras.models.load_model(out / "model.keras")
        assert gan.inputs["source"].shape == (16, 16, channels)


def test_cycle_gan_has_the_names_of_the_folders_and_a_grid_of_each(folders, tmp_path):
    photos, sketches = folders
    run = tmp_path / "run"
    command = ["train", photos, "--model", "CycleGAN", "--source", sketches, *TINY]
    kerasgan(*command, "--size", 16, "--source-channels", 1, "--out", run)
    gan = keras.models.load_model(run / "model.keras")
    assert gan.domains == ("photos", "sketches")
    assert gan.inputs_to("photos")["source"].shape == (16, 16, 1)
    for domain in gan.domains:
        assert (run / "samples" / f"to_{domain}" / "epoch-0001.png").is_file()

    out = tmp_path / "drawn"
    kerasgan("translate", run / "model.keras", photos, "--to", "sketches", "--out", out)
    assert pixels_of(out / "0.png").shape == (24, 32)  # gray, of the photo's size
    with pytest.raises(ValueError, match="leads to 'sketches' or 'photos'"):
        kerasgan("translate", run / "model.keras", photos, "--out", tmp_path / "x")


def test_a_source_goes_with_a_translator_alone(folders, tmp_path):
    photos, sketches = folders
    for options, message in (
        (["--model", "DCGAN", "--source", sketches], "takes neither --source nor"),
        (["--model", "Pix2Pix"], "give the folder of those to start from by --source"),
        (["--model", "Pix2Pix", "--source", sketches, "--derive", "gray"], "--derive"),
        (["--model", "CycleGAN", "--derive", "gray"], "learns without pairs"),
        (["--size", "12y13"], "such as 64 or 52x76, but received 12y13"),
        (["--size", "1x2x3"], "such as 64 or 52x76"),
    ):
        with pytest.raises(ValueError, match=message):
            kerasgan("train", photos, *options, "--out", tmp_path / "run")
    assert not (tmp_path / "run").exists()


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    import kerasgan

    path = tmp_path_factory.mktemp("model") / "gan.keras"
    kerasgan.Pix2Pix.for_images((16, 16, 3), width=2, receptive_field=16).save(path)
    return path


def test_photos_keep_their_size_and_orientation(model, tmp_path, rng):
    turned = Image.Exif()
    turned[0x0112] = 6  # to be turned by a quarter, clockwise
    write(tmp_path / "album" / "wide.jpg", rng, (40, 80))
    write(tmp_path / "album" / "deep" / "turned.jpg", rng, (40, 80), exif=turned)
    write(tmp_path / "tall.png", rng, (64, 20))
    (tmp_path / "album" / "broken.jpg").write_bytes(b"no image")
    (tmp_path / "album" / "notes.txt").write_text("mine")
    out = tmp_path / "out"
    album = [tmp_path / "album", tmp_path / "tall.png", tmp_path / "missing.png"]
    result = kerasgan("translate", model, *album, "--out", out)
    assert pixels_of(out / "wide.png").shape[:2] == (40, 80)
    assert pixels_of(out / "deep" / "turned.png").shape[:2] == (80, 40)
    assert pixels_of(out / "tall.png").shape[:2] == (64, 20)
    assert f"3 images translated, in {out}." in result.output
    for name, reason in (
        ("broken.jpg", "not an image"),
        ("notes.txt", "no image that Pillow reads"),
        ("missing.png", "no such file"),
    ):
        (line,) = [line for line in result.output.splitlines() if name in line]
        assert reason in line


def test_commands_that_draw_point_to_the_one_that_translates(model, folders, tmp_path):
    with pytest.raises(ValueError, match="Pix2Pix, which makes images of images"):
        kerasgan("sample", model)
    with pytest.raises(ValueError, match="Evaluate the folder of its translations"):
        kerasgan("evaluate", model, "--real", folders[0], "--out", tmp_path / "report")


def test_nothing_is_overwritten(model, tmp_path, rng):
    write(tmp_path / "a.jpg", rng)
    out = tmp_path / "out"
    kerasgan("translate", model, tmp_path / "a.jpg", "--out", out)
    before = (out / "a.png").read_bytes()
    write(tmp_path / "a.jpg", rng)
    result = kerasgan("translate", model, tmp_path / "a.jpg", "--out", out)
    assert result.exit_code == 1 and "a.png exists already" in result.output
    assert (out / "a.png").read_bytes() == before
    with pytest.raises(ValueError, match="lie in one another"):
        kerasgan("translate", model, out, "--out", out / "more")


def test_what_is_seen_is_the_whole_picture(rng):
    """Of a network that gives what it gets, the picture, as small as it was seen."""
    from kerasgan.cli import translate
    from kerasgan.inputs import Images

    class Same:
        def translate(self, images, to=None):
            return images / 127.5 - 1

    coarse = rng.integers(0, 256, (5, 9, 3), "uint8")
    image = Image.fromarray(coarse).resize((90, 50), Image.Resampling.BICUBIC)
    made = translate.translated(Same(), image, Images((64, 64, 3)).shape, None)
    made = np.asarray(made)
    assert made.shape == (50, 90, 3)
    difference = np.abs(made.astype(int) - np.asarray(image)).mean()
    assert difference < 4


def test_a_model_that_translates_nothing_is_refused(tmp_path, rng):
    import kerasgan as package

    write(tmp_path / "a.png", rng)
    gan = package.DCGAN.for_images((16, 16, 3), latent_dim=4, width=2)
    gan.save(tmp_path / "gan.keras")
    with pytest.raises(ValueError, match="a DCGAN, which doesn't translate"):
        kerasgan("translate", tmp_path / "gan.keras", tmp_path / "a.png")
