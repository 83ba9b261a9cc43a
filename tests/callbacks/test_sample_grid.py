import sys
import types

import keras
import numpy as np
import pytest
from PIL import Image

from kerasgan import plots
from kerasgan.callbacks import SampleGrid


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def pixels(path):
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"))


def num_frames(path):
    with Image.open(path) as image:
        return image.n_frames


def width(path):
    with Image.open(path) as image:
        return image.width


def test_there_is_a_grid_before_training_and_one_after_each_epoch(train, tmp_path):
    train(SampleGrid(tmp_path / "made" / "here", num_images=4), epochs=2)
    assert names(tmp_path / "made" / "here") == [
        "epoch-0000.png",
        "epoch-0001.png",
        "epoch-0002.png",
        "progress.gif",
        "progress.png",
    ]


def test_a_grid_shows_the_samples_of_its_seed(train, gan, tmp_path):
    train(SampleGrid(tmp_path, num_images=4, seed=7))
    expected = plots.image_grid(gan.sample(4, seed=7), scale=4)
    np.testing.assert_array_equal(pixels(tmp_path / "epoch-0001.png"), expected)


def test_latents_stay_the_same_over_the_epochs(train, gan, tmp_path, monkeypatch):
    seeds, sample = [], gan.sample

    def record(num_images, seed):
        seeds.append((num_images, seed))
        return sample(num_images, seed=seed)

    monkeypatch.setattr(gan, "sample", record)
    train(SampleGrid(tmp_path, num_images=4, seed=3), epochs=2)
    assert seeds == [(4, 3)] * 3


def test_every_second_epoch_and_the_last_have_a_grid(train, tmp_path):
    train(SampleGrid(tmp_path, every=2, num_images=1), epochs=5)
    grids = ["epoch-0000.png", "epoch-0002.png", "epoch-0004.png", "epoch-0005.png"]
    assert names(tmp_path)[:-2] == grids


def test_an_epoch_that_a_callback_made_the_last_has_a_grid(train, tmp_path):
    stop = keras.callbacks.LambdaCallback(
        on_epoch_end=lambda epoch, logs: setattr(
            stop.model, "stop_training", epoch == 2
        )
    )
    train(SampleGrid(tmp_path, every=2, num_images=1), stop, epochs=9)
    assert names(tmp_path)[-3] == "epoch-0003.png"


def test_a_resumed_training_shows_the_earlier_epochs(train, tmp_path):
    train(SampleGrid(tmp_path, num_images=4), epochs=2)
    train(SampleGrid(tmp_path, num_images=4), epochs=4, initial_epoch=2)
    tiles = [pixels(tmp_path / f"epoch-000{epoch}.png")[:64, :64] for epoch in range(5)]
    expected = plots.progress_strip(tiles, range(5))
    expected.savefig(tmp_path / "expected.png")
    np.testing.assert_array_equal(
        pixels(tmp_path / "progress.png"), pixels(tmp_path / "expected.png")
    )


@pytest.mark.filterwarnings("ignore:__array__ implementation")  # Keras on NumPy 2
def test_a_backup_resumes_its_strip(train, gan, tmp_path, monkeypatch):
    monkeypatch.setattr(gan, "_initial_epoch", None)  # where a backup leaves its epoch

    def backup():
        return keras.callbacks.BackupAndRestore(tmp_path / "b", delete_checkpoint=False)

    train(SampleGrid(tmp_path / "s", num_images=1), backup(), epochs=2)
    train(SampleGrid(tmp_path / "s", num_images=1), backup(), epochs=3)
    assert names(tmp_path / "s")[3] == "epoch-0003.png"
    assert width(tmp_path / "s" / "progress.png") == 4 * (128 + 12) + 12


def test_a_new_training_leaves_later_grids_of_the_old_one_out(train, tmp_path):
    train(SampleGrid(tmp_path, num_images=1), epochs=3)
    train(SampleGrid(tmp_path, num_images=1), epochs=1)
    assert (tmp_path / "epoch-0003.png").exists()
    assert width(tmp_path / "progress.png") == 2 * (128 + 12) + 12


def test_no_strip_mixes_two_trainings(train, tmp_path):
    train(SampleGrid(tmp_path, num_images=1), epochs=3)
    train(SampleGrid(tmp_path, every=2, num_images=1), epochs=4)
    assert width(tmp_path / "progress.png") == 3 * (128 + 12) + 12  # 0, 2, 4


def test_the_gif_has_a_frame_a_grid(train, gan, tmp_path, monkeypatch):
    shades = iter(np.linspace(-1, 1, 4))
    monkeypatch.setattr(
        gan, "sample", lambda n, seed: np.full((n, 16, 16, 1), next(shades))
    )
    train(SampleGrid(tmp_path, num_images=4), epochs=3)
    assert num_frames(tmp_path / "progress.gif") == 4


def test_a_resumed_training_may_draw_fewer_images(train, tmp_path):
    train(SampleGrid(tmp_path, num_images=4), epochs=1)
    train(SampleGrid(tmp_path, num_images=2), epochs=2, initial_epoch=1)
    assert width(tmp_path / "progress.png") == 3 * (128 + 12) + 12


@pytest.mark.parametrize("name", ["epoch-0003.png", "progress.png"])
def test_a_picture_of_someone_else_is_not_overwritten(train, tmp_path, name):
    plots.save_image(tmp_path / name, np.zeros((8, 8, 1)))
    with pytest.raises(ValueError, match=f"{name}. Pass another folder"):
        train(SampleGrid(tmp_path))


def test_a_gif_of_someone_else_is_not_overwritten(train, tmp_path):
    Image.new("L", (8, 8)).save(tmp_path / "progress.gif")
    with pytest.raises(ValueError, match="progress.gif"):
        train(SampleGrid(tmp_path))


def test_a_diverged_generator_does_not_end_training(train, gan, tmp_path, monkeypatch):
    monkeypatch.setattr(gan, "sample", lambda n, seed: np.full((n, 16, 16, 1), np.nan))
    train(SampleGrid(tmp_path, num_images=1))
    assert (pixels(tmp_path / "epoch-0001.png") == (255, 0, 255)).all()


def test_the_strip_of_an_interrupted_training_can_be_written(train, tmp_path):
    def interrupt(epoch, logs):
        raise KeyboardInterrupt

    samples = SampleGrid(tmp_path, num_images=1)
    with pytest.raises(KeyboardInterrupt):
        train(samples, keras.callbacks.LambdaCallback(on_epoch_end=interrupt))
    samples.write_progress()
    assert width(tmp_path / "progress.png") == 2 * (128 + 12) + 12


class Display:
    """Stands for IPython's display and its handle."""

    def __init__(self):
        self.calls = []

    def display(self, image, display_id):
        self.calls.append("display")
        return self

    def update(self, image):
        self.calls.append("update")


@pytest.fixture
def notebook(monkeypatch):
    """A display within a kernel, or within a terminal if `kernel` is set to None."""
    shown = Display()
    shell = types.SimpleNamespace(kernel=object())
    ipython = types.SimpleNamespace(get_ipython=lambda: shell, shown=shown, shell=shell)
    module = types.SimpleNamespace(display=shown.display, Image=lambda data: data)
    monkeypatch.setitem(sys.modules, "IPython", ipython)
    monkeypatch.setitem(sys.modules, "IPython.display", module)
    return ipython


def test_jupyter_shows_the_newest_grid_in_place(train, notebook, tmp_path):
    train(SampleGrid(tmp_path, num_images=1), epochs=2)
    assert notebook.shown.calls == ["display", "update", "update"]


def test_a_terminal_shows_nothing(train, notebook, tmp_path):
    notebook.shell.kernel = None
    train(SampleGrid(tmp_path, num_images=1))
    assert notebook.shown.calls == []


def test_inline_can_be_off_in_jupyter(train, notebook, tmp_path):
    train(SampleGrid(tmp_path, num_images=1, inline=False))
    assert notebook.shown.calls == []
