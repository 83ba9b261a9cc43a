import subprocess
import sys

import keras
import numpy as np
import pytest
import tensorflow as tf
from tensorboard.backend.event_processing import event_accumulator
from toy_gans import dataset
from toy_gans import networks

import kerasgan
from kerasgan import plots
from kerasgan.callbacks import TensorBoard


@pytest.fixture(scope="module")
def compiled_gan():
    gan = kerasgan.GAN(*networks())
    gan.compile()
    return gan


@pytest.fixture
def gan(compiled_gan):
    compiled_gan.step.assign(0)
    return compiled_gan


def fit(gan, *callbacks, **kwargs):
    return gan.fit(dataset(), callbacks=list(callbacks), verbose=0, **kwargs).history


def written(folder):
    """What the event files of a folder say: values by tag and step."""
    values = {}
    for path in sorted(folder.iterdir()):
        for record in tf.data.TFRecordDataset(str(path)):
            event = tf.compat.v1.Event.FromString(record.numpy())
            for value in event.summary.value:
                steps = values.setdefault(value.tag, {})
                assert event.step not in steps
                steps[event.step] = tf.make_ndarray(value.tensor)
    return values


def pixels(image):
    """The pixels of an image, which TensorBoard keeps as width, height and PNG."""
    width, height, png = image
    array = tf.io.decode_png(png).numpy()
    assert array.shape[:2] == (int(height), int(width))
    return array


def test_every_log_of_every_epoch_is_a_scalar(gan, tmp_path):
    history = fit(gan, TensorBoard(tmp_path / "made" / "here"), epochs=2)
    values = written(tmp_path / "made" / "here")
    assert set(values) == {*history, "samples"}
    assert {*gan.loss_names} <= set(history)
    for name, log in history.items():
        assert values[name] == {1: np.float32(log[0]), 2: np.float32(log[1])}


def test_there_are_samples_of_one_seed_before_training_and_after_each_epoch(
    gan, tmp_path
):
    def grid():
        return plots.image_grid(gan.sample(5, seed=3), scale=16)

    before = grid()
    fit(gan, TensorBoard(tmp_path, num_images=5, seed=3), epochs=2)
    images = written(tmp_path)["samples"]
    assert list(images) == [0, 1, 2]
    np.testing.assert_array_equal(pixels(images[0]), before)
    np.testing.assert_array_equal(pixels(images[2]), grid())
    assert not np.array_equal(before, grid())


def test_images_may_be_rarer_than_scalars(gan, tmp_path):
    fit(gan, TensorBoard(tmp_path, every=2, num_images=1), epochs=4)
    values = written(tmp_path)
    assert list(values["samples"]) == [0, 2, 4]
    assert list(values["real_loss"]) == [1, 2, 3, 4]


def test_a_resumed_training_goes_on_in_the_folder(gan, tmp_path):
    board = TensorBoard(tmp_path, num_images=1)
    fit(gan, board, epochs=2)
    fit(gan, board, epochs=3, initial_epoch=2)
    values = written(tmp_path)
    assert list(values["samples"]) == [0, 1, 2, 3]
    assert list(values["real_loss"]) == [1, 2, 3]


def test_logs_of_callbacks_before_it_are_there_if_they_are_numbers(gan, tmp_path):
    others = {"fid": 12.5, "seen": 7, "lost": float("nan"), "state": "fine"}
    score = keras.callbacks.LambdaCallback(
        on_epoch_end=lambda epoch, logs: logs.update(others)
    )
    fit(gan, score, TensorBoard(tmp_path, num_images=1))
    values = written(tmp_path)
    assert values["fid"] == {1: 12.5}
    assert values["seen"] == {1: 7}
    assert np.isnan(values["lost"][1])
    assert "state" not in values


def test_an_epoch_can_be_read_as_soon_as_it_ends(gan, tmp_path):
    steps = []
    reading = keras.callbacks.LambdaCallback(
        on_epoch_end=lambda epoch, logs: steps.append(
            list(written(tmp_path)["samples"])
        )
    )
    fit(gan, TensorBoard(tmp_path, num_images=1), reading, epochs=2)
    assert steps == [[0, 1], [0, 1, 2]]


def test_only_the_chief_writes(gan, tmp_path, monkeypatch):
    monkeypatch.setattr("kerasgan.callbacks.tensor_board.is_chief", lambda model: False)
    fit(gan, TensorBoard(tmp_path / "none", num_images=1))
    assert not (tmp_path / "none").exists()


def test_tensorboard_reads_it(gan, tmp_path):
    history = fit(gan, TensorBoard(tmp_path), epochs=2)
    accumulator = event_accumulator.EventAccumulator(str(tmp_path))
    accumulator.Reload()
    events = accumulator.Tensors("generator_loss")
    read = [float(tf.make_ndarray(event.tensor_proto)) for event in events]
    assert read == history["generator_loss"]
    metadata = accumulator.SummaryMetadata("samples")
    assert metadata.plugin_data.plugin_name == "images"


def test_where_tensorboard_is_missing_one_line_says_how_to_get_it(tmp_path):
    script = (
        "import sys\n"
        "sys.modules['tensorboard'] = None\n"
        "import kerasgan\n"
        "try:\n"
        "    kerasgan.callbacks.TensorBoard(sys.argv[1])\n"
        "except ImportError as error:\n"
        "    print(error)\n"
    )
    output = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "logs")],
        check=True,
        capture_output=True,
        text=True,
    )
    assert output.stdout.count("\n") == 1
    assert 'pip install "kerasgan[tensorboard]"' in output.stdout
    assert not (tmp_path / "logs").exists()
