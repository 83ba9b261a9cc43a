"""The command line, as a user types it."""

import json
import os
import re
import signal
import subprocess
import sys
import time

import keras
import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

import kerasgan as package
from kerasgan import cli
from kerasgan import runs
from kerasgan.cli import formats
from kerasgan.cli import labels
from kerasgan.cli import quiet
from kerasgan.cli import train as train_command
from kerasgan.cli.labels import wanted

TINY = ["--size", "16", "--width", "2", "--batch-size", "4"]


def test_a_run_that_could_not_begin_leaves_its_folder_free(faces, tmp_path):
    with pytest.raises(ValueError, match="sides of 16 to 256"):
        train(faces, tmp_path / "run", "--size", 10)
    train(faces, tmp_path / "run", "--epochs", 1)
    assert (tmp_path / "run" / "model.keras").exists()


def test_one_folder_is_no_label(faces, tmp_path):
    with pytest.raises(ValueError, match="a folder of images for each label, but all"):
        train(faces, tmp_path / "run", "--labels", "folder")


@pytest.fixture
def faces(tmp_path, rng):
    folder = tmp_path / "faces"
    folder.mkdir()
    for index in range(12):
        pixels = rng.integers(0, 256, (16, 16, 3), dtype="uint8")
        Image.fromarray(pixels).save(folder / f"{index}.png")
    return folder


def kerasgan(*arguments):
    result = CliRunner().invoke(cli.app, [str(argument) for argument in arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def pixels_of(path):
    with Image.open(path) as image:
        return np.asarray(image)


def train(faces, out, *more):
    return kerasgan("train", faces, "--out", out, *TINY, *more)


def test_train_leaves_a_run_that_sample_and_export_use(faces, tmp_path):
    run = tmp_path / "run"
    train(faces, run, "--epochs", 2)
    assert {path.name for path in run.iterdir()} == {
        "options.json", "data.json", "model.keras",
        "samples", "losses.png", "losses.csv",
    }  # fmt: skip
    assert {path.name for path in (run / "samples").iterdir()} == {
        "epoch-0000.png", "epoch-0001.png", "epoch-0002.png",
        "progress.png", "progress.gif",
    }  # fmt: skip

    kerasgan("sample", run, "--num", 3, "--out", tmp_path / "grid.png")
    assert pixels_of(tmp_path / "grid.png").shape[1] > 3 * 16
    kerasgan(
        "sample", run / "model.keras", "--num", 3, "--each", "--out", tmp_path / "g"
    )
    each = sorted((tmp_path / "g").iterdir())
    assert len(each) == 3
    gan = keras.models.load_model(run / "model.keras")
    expected = np.rint((gan.sample(3, seed=0)[0] + 1) * 127.5)
    np.testing.assert_array_equal(pixels_of(each[0]), expected)

    out = tmp_path / "out"
    result = kerasgan(
        *("export", run / "model.keras", out, "--to", "dynamic8", "--to", "onnx")
    )
    assert "generator-dynamic8.tflite: dynamic8" in result.output
    assert (out / "generator-dynamic8.report.json").is_file()
    assert (out / "generator.onnx.report.json").is_file()
    assert "What it was trained on" in (out / "README.md").read_text()
    assert "nothing was changed" in kerasgan("verify", out).output
    (out / "generator.onnx").write_bytes(b"")
    with pytest.raises(ValueError, match="generator.onnx was changed"):
        kerasgan("verify", out)


def test_formats_without_their_packages_are_left_out_in_words(monkeypatch, capsys):
    for name in ("litert_quantizer", "tf2onnx"):
        monkeypatch.setitem(sys.modules, name, None)
    assert "dynamic8" not in (found := list(formats.installed()))
    assert found == ["saved-model", "float32", "float16", "int8"]
    printed = capsys.readouterr().out
    assert "dynamic8 is left out: it needs pip install 'kerasgan[quantize]'" in printed
    assert "onnx is left out: it needs pip install 'kerasgan[onnx]'" in printed


def test_the_same_command_goes_on_where_it_stopped(faces, tmp_path):
    train(faces, tmp_path / "whole", "--epochs", 3)
    train(faces, tmp_path / "run", "--epochs", 2)
    result = train(faces, tmp_path / "run", "--epochs", 3)
    assert "Going on from epoch 3 of 3" in result.output
    whole, parts = (
        keras.models.load_model(tmp_path / name / "model.keras")
        for name in ("whole", "run")
    )
    for one, other in zip(whole.weights, parts.weights, strict=True):
        np.testing.assert_array_equal(one.numpy(), other.numpy())
    result = train(faces, tmp_path / "run", "--epochs", 2)
    assert "has 3 epochs already, of 2 wanted" in result.output


def test_a_gan_with_labels_takes_them_from_folders_and_samples_by_name(faces, tmp_path):
    for index, path in enumerate(sorted(faces.iterdir())):
        path.rename(path.with_name(f"{'ab'[index % 2]}-{path.name}"))
    for name in "ab":
        (faces / f"kind {name}").mkdir()
        for path in faces.glob(f"{name}-*"):
            path.rename(faces / f"kind {name}" / path.name)
    run = tmp_path / "run"
    model = ["--model", "ConditionalGAN"]
    with pytest.raises(ValueError, match="learns from labels"):
        train(faces, run, *model)
    with pytest.raises(ValueError, match="takes no labels"):
        train(faces, run, "--model", "RSGAN", "--labels", "folder")
    train(faces, run, "--labels", "folder", "--epochs", 1)
    assert type(keras.models.load_model(run / "model.keras")) is package.RSACGAN
    for label in ("kind a", "kind b"):
        out = tmp_path / f"{label}.png"
        arguments = ["--num", 4, "--out", out, "--label", label]
        kerasgan("sample", run / "model.keras", *arguments)
    assert not np.array_equal(*(pixels_of(tmp_path / f"kind {n}.png") for n in "ab"))
    with pytest.raises(ValueError, match="no class 'kind c' among"):
        kerasgan("sample", run / "model.keras", "--label", "kind c")


def test_a_gan_of_captions_takes_them_from_files_and_samples_by_sentence(
    faces, tmp_path
):
    for index, path in enumerate(sorted(faces.iterdir())):
        path.with_suffix(".txt").write_text(f"a {('man', 'woman')[index % 2]}\n")
    run = tmp_path / "run"
    with pytest.raises(ValueError, match="TextGAN needs --labels caption"):
        train(faces, run, "--model", "TextGAN")
    with pytest.raises(ValueError, match="TextGAN needs --labels caption"):
        train(faces, run, "--model", "ACGAN", "--labels", "caption")
    train(faces, run, "--model", "TextGAN", "--labels", "caption", "--epochs", 1)
    out = tmp_path / "sample.png"
    kerasgan("sample", run / "model.keras", "--out", out, "--label", "one woman")
    assert out.is_file()
    with pytest.raises(ValueError, match="None of .*zebra.* is a word of the encoder"):
        kerasgan("sample", run / "model.keras", "--label", "zebra")


@pytest.mark.parametrize(
    ("texts", "values"),
    [
        ([], None),
        (["female"], "female"),
        (["3"], "3"),  # maybe the name of a class
        (["an old man"], "an old man"),
        (["gender=female", "age_group=60+"], {"gender": "female", "age_group": "60+"}),
    ],
)
def test_labels_of_samples_are_names(texts, values):
    assert wanted(texts) == values


def test_classes_named_by_numbers_are_drawn_by_their_names(faces, tmp_path):
    for index, path in enumerate(sorted(faces.iterdir())):
        folder = faces / str(1 + index % 11)
        folder.mkdir(exist_ok=True)
        path.rename(folder / path.name)
    run = tmp_path / "run"
    model = ["--model", "ConditionalGAN", "--labels", "folder"]
    train(faces, run, *model, "--epochs", 1)
    gan = keras.models.load_model(run / "model.keras")
    names = gan.conditions["labels"].names
    assert names[:3] == ["1", "10", "11"]
    out = ["--num", 2, "--each", "--out", tmp_path / "each"]
    kerasgan("sample", run / "model.keras", "--label", "10", *out)
    expected = gan.sample(2, seed=0, labels=names.index("10"))
    first = pixels_of(sorted((tmp_path / "each").iterdir())[0])
    np.testing.assert_array_equal(first, np.rint((expected[0] + 1) * 127.5))


def test_images_that_came_or_went_are_refused(faces, tmp_path):
    run = tmp_path / "run"
    train(faces, run, "--epochs", 2)
    before = (run / "model.keras").read_bytes()
    image = next(iter(faces.iterdir()))
    for index in range(4):
        (faces / f"more-{index}.png").write_bytes(image.read_bytes())
    with pytest.raises(ValueError, match="batches 3 -> 4,.*images 12 -> 16.*go on"):
        train(faces, run, "--epochs", 3)
    for index in range(4):
        (faces / f"more-{index}.png").unlink()
    for path in sorted(faces.iterdir())[:8]:
        path.rename(tmp_path / path.name)
    with pytest.raises(ValueError, match="batches 3 -> 1,.*images 12 -> 4"):
        train(faces, run, "--epochs", 5)
    for path in sorted(tmp_path.glob("*.png")):
        path.rename(faces / f"renamed-{path.name}")
    with pytest.raises(ValueError, match="other data: fingerprint of the files"):
        train(faces, run, "--epochs", 3)
    assert (run / "model.keras").read_bytes() == before


@pytest.mark.parametrize("out", ["faces/run", "faces", "."])
def test_a_run_among_its_images_is_refused(faces, tmp_path, monkeypatch, out):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match="lie in one another.*elsewhere"):
        train("faces", out, "--epochs", 1)
    assert len(list(faces.iterdir())) == 12


def test_samples_have_labels_as_frequent_as_the_data(tmp_path):
    faces = tmp_path / "faces"
    for label, num in (("cat", 9), ("dog", 1)):
        (faces / label).mkdir(parents=True)
        for index in range(num):
            Image.new("L", (8, 8)).save(faces / label / f"{index}.png")
    drawn = labels.drawn(faces, ["folder"], "ConditionalGAN", 1000, seed=0)
    assert 860 < drawn.count("cat") < 940
    assert drawn == labels.drawn(faces, ["folder"], "ConditionalGAN", 1000, seed=0)
    for index in range(6):
        kind = index % 2
        Image.new("L", (8, 8)).save(tmp_path / f"{20 + index}_{kind}_{kind}_1.jpg")
    drawn = labels.drawn(tmp_path, ["gender", "race"], "ACGAN", 100, seed=0)
    assert drawn["gender"] == drawn["race"]  # together as in the data
    with pytest.raises(ValueError, match="No image in .* has a label gender"):
        labels.drawn(faces, ["gender"], "ACGAN", 10, seed=0)


def test_models_of_two_forms_are_not_compared(tmp_path):
    for channels in (1, 3):
        gan = package.GAN.for_images((16, 16, channels), latent_dim=4, width=2)
        gan.save(tmp_path / f"{channels}.keras")
    sources = [tmp_path / "1.keras", tmp_path / "3.keras"]
    with pytest.raises(ValueError, match="compared in one form, but these differ"):
        kerasgan("evaluate", *sources, "--real", tmp_path)


def test_other_options_are_refused_by_name(faces, tmp_path):
    train(faces, tmp_path / "run", "--epochs", 1)
    with pytest.raises(ValueError, match="seed 0 -> 5"):
        train(faces, tmp_path / "run", "--seed", 5)


def test_a_folder_of_the_user_s_is_no_run(faces):
    with pytest.raises(ValueError, match="not empty"):
        runs.Run(faces, {})
    assert len(list(faces.iterdir())) == 12


def test_a_diverged_epoch_does_not_replace_the_model(tmp_path):
    from kerasgan import callbacks

    save = callbacks.SaveModel(tmp_path / "gan.keras")
    save.set_model(keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)]))
    save.on_epoch_end(0, {"generator_loss": 1.0})
    before = (tmp_path / "gan.keras").read_bytes()
    save.model.layers[0].kernel.assign([[1.0], [2.0]])
    save.on_epoch_end(1, {"generator_loss": float("nan")})
    assert (tmp_path / "gan.keras").read_bytes() == before


def test_a_mistake_is_one_line(tmp_path):
    result = subprocess.run(
        [sys.executable, "-m", "kerasgan", "sample", "nowhere.keras"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert result.returncode == 1
    assert result.stderr.startswith("kerasgan: There is no file nowhere.keras")
    assert len(result.stderr.splitlines()) == 1  # nothing of TensorFlow's, either


def one_line(monkeypatch, *arguments):
    """The message with which a command ends."""
    monkeypatch.setattr(sys, "argv", ["kerasgan", *map(str, arguments)])
    with pytest.raises(SystemExit) as caught:
        cli.main()
    message = caught.value.code
    assert isinstance(message, str) and len(message.splitlines()) == 1, message
    return message


def test_what_is_no_model_of_a_gan_is_one_line(tmp_path, monkeypatch):
    network = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    network.save(tmp_path / "network.keras")
    (tmp_path / "text.keras").write_text("no model")
    for command in ("sample", "export"):
        more = [tmp_path / "out"] if command == "export" else []
        for name, message in (
            ("network.keras", "has a Sequential of Keras, which draws no samples"),
            ("text.keras", "can't be loaded as a GAN"),
            ("none.keras", "There is no file"),
        ):
            found = one_line(monkeypatch, command, tmp_path / name, *more)
            assert message in found


def test_folders_that_cannot_be_are_one_line(faces, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    out = ["--out", tmp_path / "file"]
    assert "is a file" in one_line(monkeypatch, "train", faces, *out)
    (tmp_path / "empty").mkdir()
    out = ["--out", tmp_path / "run"]
    assert "no images" in one_line(monkeypatch, "train", tmp_path / "empty", *out)
    assert "no folder" in one_line(monkeypatch, "train", tmp_path / "none", *out)
    assert not (tmp_path / "run").exists()


def test_a_missing_extra_is_one_line(faces, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "mtcnn.stages.stage_onet", None)
    real = ["--real", faces, "--size", "16", "--num", "12", "--out", tmp_path / "out"]
    message = one_line(monkeypatch, "evaluate", faces, *real)
    assert "pip install 'kerasgan[faces]'" in message


def test_a_worker_without_a_dispatcher_is_one_line(monkeypatch, capsys):
    from kerasgan.data.stream import service

    monkeypatch.setattr(service, "PATIENCE", 0.5)
    command = ["kerasgan", "data-service", "worker", "--dispatcher", "localhost:1"]
    monkeypatch.setattr(sys, "argv", command)
    with pytest.raises(SystemExit, match="No dispatcher .* answers at grpc://local"):
        cli.main()


def test_a_pretrained_gan_draws_and_trains_on(tmp_path, rng):
    kerasgan("sample", "--pretrained", "faces-64", "--out", tmp_path / "grid.png")
    assert pixels_of(tmp_path / "grid.png").std() > 20
    (tmp_path / "faces").mkdir()
    for index in range(4):
        pixels = rng.integers(0, 256, (64, 64, 3), dtype="uint8")
        Image.fromarray(pixels).save(tmp_path / "faces" / f"{index}.png")
    run = tmp_path / "run"
    command = ("train", tmp_path / "faces", "--out", run, "--pretrained", "faces-64")
    kerasgan(*command, "--batch-size", 4, "--epochs", 1)
    gan = keras.models.load_model(run / "model.keras")
    assert type(gan) is type(package.pretrained("faces-64"))
    assert gan.step == 1
    kerasgan(*command, "--batch-size", 4, "--epochs", 2)
    assert keras.models.load_model(run / "model.keras").step == 2


def test_a_pretrained_gan_brings_its_networks(faces, tmp_path):
    with pytest.raises(ValueError, match="leave --model, --width"):
        train(faces, tmp_path / "run", "--pretrained", "faces-64")
    command = ("train", faces, "--out", tmp_path / "run", "--pretrained", "faces-64")
    with pytest.raises(ValueError, match="and --precision out"):
        kerasgan(*command, "--precision", "mixed_bfloat16")
    with pytest.raises(ValueError, match="one alone"):
        kerasgan("sample", tmp_path, "--pretrained", "faces-64")


def test_the_demo_ends_with_paths_a_picture_and_what_comes_next(tmp_path):
    out = tmp_path / "demo"
    result = kerasgan("demo", "--out", out, "--minutes", 0.1, "--images", 16)
    assert "878 portraits, from scratch" in result.output
    ending = result.output[result.output.index("Faces ") :]
    for name in ("samples.png", "model.keras", "export"):
        assert str(out / name) in ending
        assert (out / name).exists()
    assert ending.count("  kerasgan ") == 3
    assert pixels_of(out / "samples.png").shape[2] == 3


def test_every_command_explains_itself():
    for command in ("demo", "train", "sample", "export"):
        assert "Example" in kerasgan(command, "--help").output
    for command in ("dispatcher", "worker"):
        assert "Example" in kerasgan("data-service", command, "--help").output


def test_ctrl_c_saves_and_says_where(faces, tmp_path):
    command = ["train", str(faces), "--out", "run", *TINY, "--epochs", "100000"]
    script = (
        "import signal; from kerasgan import cli\n"
        # Which background jobs, as CI may be, begin by ignoring.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "cli.main()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, *command],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "COLUMNS": "80"},
    ) as process:
        deadline = time.monotonic() + 600
        while not (tmp_path / "run" / "model.keras").exists():
            assert time.monotonic() < deadline and process.poll() is None
            time.sleep(0.2)
        (tmp_path / "run" / "model.keras").unlink()  # so that only Ctrl-C's is there
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=600)
    assert process.returncode == 130, output[-2000:]
    assert "saved to run/model.keras" in output.replace("\\", "/")
    steps = int(output.rsplit("Interrupted after ", 1)[1].split()[0])
    gan = keras.models.load_model(tmp_path / "run" / "model.keras")
    assert int(gan.step) == steps > 0
    assert json.loads((tmp_path / "run" / "options.json").read_text())["size"] == 16


def test_half_precision_and_the_ways_to_compile_reach_the_model(faces, tmp_path):
    train(
        faces, tmp_path / "run", "--epochs", 1,
        "--precision", "mixed_bfloat16", "--jit", "--steps-per-execution", 3,
    )  # fmt: skip
    gan = keras.models.load_model(tmp_path / "run" / "model.keras")
    assert gan.generator.layers[1].compute_dtype == "bfloat16"
    assert gan.jit_compile is True and gan.steps_per_execution == 3
    assert keras.config.dtype_policy().name == "float32"
    with pytest.raises(ValueError, match="precision 'mixed_bfloat16' -> 'auto'"):
        train(faces, tmp_path / "run", "--jit", "--steps-per-execution", 3)


@pytest.mark.parametrize("fast", [True, False])
def test_precision_is_that_of_the_processor(faces, tmp_path, monkeypatch, fast):
    monkeypatch.setattr(package.environment, "has_bfloat16", lambda: fast)
    train(faces, tmp_path / "run", "--epochs", 1)
    gan = keras.models.load_model(tmp_path / "run" / "model.keras")
    expected = "bfloat16" if fast else "float32"
    assert gan.generator.layers[1].compute_dtype == expected
    monkeypatch.setattr(package.environment, "has_bfloat16", lambda: not fast)
    train(faces, tmp_path / "run", "--epochs", 2)  # another machine goes on with it


def test_few_images_are_augmented_before_the_discriminator(faces, tmp_path):
    hint = "12 images are few: --augment"
    assert hint in train(faces, tmp_path / "plain", "--epochs", 1).output
    done = train(faces, tmp_path / "run", "--epochs", 1, "--augment")
    assert hint not in done.output
    gan = keras.models.load_model(tmp_path / "run" / "model.keras")
    assert isinstance(gan.discriminator.layers[0], package.layers.DiffAugment)
    with pytest.raises(ValueError, match="DCGAN takes no --augment"):
        train(faces, tmp_path / "other", "--augment", "--model", "DCGAN")


def test_rates_fall_within_the_minutes_of_the_run(faces, tmp_path):
    run = tmp_path / "run"
    result = train(faces, run, "--minutes", 0.05)
    assert "LinearDecay: 0.1 of 0.05 minutes are left" in result.output
    gan = keras.models.load_model(run / "model.keras")
    assert gan.schedule_ms >= 0.05 * 60_000
    rows = (run / "losses.csv").read_text().splitlines()
    column = rows[0].split(",").index("generator_learning_rate")
    assert float(rows[-1].split(",")[column]) < float(rows[1].split(",")[column])
    assert "are over. Give more" in train(faces, run, "--minutes", 0.05).output
    steps = int(gan.step)
    train(faces, run, "--minutes", 0.08)
    assert keras.models.load_model(run / "model.keras").step > steps
    with pytest.raises(ValueError, match="needs a budget: give --minutes"):
        train(faces, tmp_path / "other", "--decay", "linear")


@pytest.mark.parametrize("config", ["", "{}", '{"cluster": {}}', "nonsense"])
def test_workers_that_do_not_know_each_other_are_told_how(
    faces, tmp_path, monkeypatch, config
):
    monkeypatch.setenv("TF_CONFIG", config)
    with pytest.raises(ValueError, match=r"TF_CONFIG.*host1:12345"):
        train(faces, tmp_path / "run", "--strategy", "multi-worker")
    assert not (tmp_path / "run").exists()


def test_a_run_that_is_killed_goes_on_as_if_it_had_not_been(faces, tmp_path):
    """`kill -9` in the third epoch; the same command; the same weights and curves."""
    command = ["train", str(faces), "--out", "run", *TINY, "--epochs", "100000"]
    with subprocess.Popen(
        [sys.executable, "-m", "kerasgan", *command],
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        losses = tmp_path / "run" / "losses.csv"
        deadline = time.monotonic() + 600
        while not losses.exists() or len(losses.read_text().splitlines()) < 3:
            assert process.poll() is None and time.monotonic() < deadline
            time.sleep(0.02)
        process.kill()
    done = len(losses.read_text().splitlines()) - 1
    assert done >= 2
    train(faces, tmp_path / "run", "--epochs", done + 2)
    train(faces, tmp_path / "whole", "--epochs", done + 2)
    whole, parts = (
        keras.models.load_model(tmp_path / name / "model.keras")
        for name in ("whole", "run")
    )
    for one, other in zip(whole.variables, parts.variables, strict=True):
        np.testing.assert_array_equal(one.numpy(), other.numpy())
    for name in ("generator_optimizer", "discriminator_optimizer"):
        for one, other in zip(
            getattr(whole, name).variables, getattr(parts, name).variables, strict=True
        ):
            np.testing.assert_array_equal(one.numpy(), other.numpy())
    rows = [
        [
            row.split(",")[:5]
            for row in (tmp_path / n / "losses.csv").read_text().split()
        ]
        for n in ("whole", "run")
    ]
    assert rows[0] == rows[1]


def test_remarks_are_held_back_and_nothing_else(capfd):
    with pytest.raises(OSError), quiet.without(quiet.REMARKS):
        os.write(2, b"I0000 port.cc:153] oneDNN custom operations are on. You may\n")
        os.write(2, b"E0000 out of memory\n")
        raise OSError
    assert capfd.readouterr().err == "E0000 out of memory\n"


def test_the_help_of_train_lists_every_model():
    named = set(re.findall(r"\w+", train_command.MODELS))
    assert named >= set(package.models.__all__)
