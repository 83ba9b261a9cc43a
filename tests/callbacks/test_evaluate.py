"""Scores in the logs, the best models on disk, and both over a resume."""

import json

import keras
import numpy as np
import pytest
from keras import callbacks

import kerasgan
from kerasgan.callbacks import Evaluate
from kerasgan.metrics import Score

SHAPE = (16, 16, 1)


@pytest.fixture
def gan():
    gan = kerasgan.GAN.for_images(SHAPE, latent_dim=4, width=2)
    gan.compile()
    return gan


@pytest.fixture
def images(rng):
    return rng.uniform(-1, 1, (16, *SHAPE)).astype("float32")


class Scripted:
    """Gives one value after another, whatever the samples."""

    def __init__(self, *values, name="frechet"):
        self.values = list(values)
        self.name = name
        self.shapes = []

    def __call__(self, samples):
        self.shapes.append(samples.shape)
        return {self.name: Score(self.name, [self.values.pop(0)], {"fake": 4})}


def fit(gan, images, epochs, *others, **kwargs):
    return gan.fit(
        images, batch_size=8, epochs=epochs, verbose=0, callbacks=others, **kwargs
    )


def board_of(folder):
    return json.loads((folder / "leaderboard.json").read_text())


def test_scores_are_of_the_samples_of_the_model(gan, images):
    mean = []

    def brightness(samples):
        mean.append(float(samples.mean()))
        return {"brightness": Score("brightness", mean[-1:], {})}

    history = fit(gan, images, 2, Evaluate([brightness], num_samples=5, seed=7))
    np.testing.assert_allclose(history.history["brightness"], mean)
    assert mean[-1] == pytest.approx(float(gan.sample(5, seed=7).mean()))


def test_callbacks_before_it_in_the_list_see_the_scores(gan, images, tmp_path):
    seen = []
    read = callbacks.LambdaCallback(
        on_epoch_end=lambda epoch, logs: seen.append(logs["frechet"])
    )
    best = callbacks.ModelCheckpoint(
        tmp_path / "best.keras", monitor="frechet", mode="min", save_best_only=True
    )
    stop = callbacks.EarlyStopping("frechet", mode="min", patience=2)
    measure = Scripted(5, 3, 4, 6, 1)
    history = fit(gan, images, 5, read, best, stop, Evaluate([measure], num_samples=4))
    assert seen == history.history["frechet"] == [5, 3, 4, 6]
    assert measure.shapes == [(4, *SHAPE)] * 4
    saved = keras.models.load_model(tmp_path / "best.keras")
    assert saved.step.numpy() == 4  # of epoch 2


def test_epochs_in_between_repeat_the_last_score(gan, images):
    stop = callbacks.EarlyStopping("frechet", mode="min", patience=9)
    evaluate = Evaluate([Scripted(7, 5, 3)], every=2, num_samples=4)
    # Without a score of the first epoch, EarlyStopping would warn that it has none.
    history = fit(gan, images, 5, stop, evaluate)
    assert history.history["frechet"] == [7, 5, 5, 3, 3]


def test_the_folder_keeps_the_best_models(gan, images, tmp_path):
    (tmp_path / "step-mine.keras").write_text("of the user")
    evaluate = Evaluate([Scripted(5, 3, 4, 6)], num_samples=4, folder=tmp_path, keep=2)
    fit(gan, images, 4, evaluate)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "leaderboard.json",
        "step-00000004.keras",
        "step-00000006.keras",
        "step-mine.keras",
    ]
    board = board_of(tmp_path)
    assert board["best"] == ["step-00000004.keras", "step-00000006.keras"]
    assert [entry["epoch"] for entry in board["entries"]] == [1, 2, 3, 4]
    score = board["entries"][1]["scores"]["frechet"]
    assert score["mean"] == 3 and score["protocol"] == {"fake": 4}
    assert keras.models.load_model(tmp_path / board["best"][0]).step.numpy() == 4


def test_the_largest_can_be_the_best(gan, images, tmp_path):
    measures = [Scripted(1, 1), Scripted(0.2, 0.1, name="coverage")]
    evaluate = Evaluate(
        measures, num_samples=4, folder=tmp_path, monitor="coverage", best=max
    )
    fit(gan, images, 2, evaluate)
    assert board_of(tmp_path)["best"] == ["step-00000002.keras"]


def test_a_resumed_training_goes_on_with_the_leaderboard(gan, images, tmp_path):
    fit(gan, images, 2, Evaluate([Scripted(3, 5)], num_samples=4, folder=tmp_path))
    gan.save(tmp_path / "gan.keras")
    # Killed after an epoch that was measured, but not saved.
    fit(gan, images, 1, Evaluate([Scripted(4)], num_samples=4, folder=tmp_path))
    again = keras.models.load_model(tmp_path / "gan.keras")
    evaluate = Evaluate([Scripted(9, 1)], every=2, num_samples=4, folder=tmp_path)
    history = fit(again, images, 5, evaluate, initial_epoch=2)
    assert history.history["frechet"] == [5, 9, 9]
    board = board_of(tmp_path)
    means = [entry["scores"]["frechet"]["mean"] for entry in board["entries"]]
    assert means == [3, 5, 9]
    assert board["best"] == ["step-00000002.keras"]
    assert (tmp_path / "step-00000002.keras").exists()


def test_samples_that_are_not_finite_have_no_score(gan, images, capsys):
    nan = callbacks.LambdaCallback(
        on_epoch_end=lambda epoch, logs: gan.average_generator.set_weights(
            [w * np.nan for w in gan.average_generator.get_weights()]
        )
    )
    history = fit(gan, images, 2, nan, Evaluate([Scripted(5, 3)], num_samples=4))
    assert history.history["frechet"] == [5, 5]
    assert "not finite after epoch 2" in capsys.readouterr().out


@pytest.mark.parametrize("wrong", [{"every": 0}, {"keep": 0}, {"best": "min"}])
def test_arguments_out_of_range_are_refused(wrong):
    with pytest.raises(ValueError, match="from 1, and for `best`"):
        Evaluate([], **wrong)


def test_an_unknown_monitor_is_refused(gan, images):
    with pytest.raises(ValueError, match=r"there are \['frechet'\]"):
        fit(gan, images, 1, Evaluate([Scripted(1)], num_samples=4, monitor="fid"))


def test_a_table_has_a_row_for_each_evaluation(gan, images, capsys):
    scores = Scripted(38.25, 7.0)
    evaluate = Evaluate([scores, Scripted(0.5, 0.25, name="swd_64")], verbose=1)
    fit(gan, images, 2, evaluate)
    assert capsys.readouterr().out.splitlines() == [
        "epoch  frechet   swd_64",
        "    1    38.25      0.5",
        "    2        7     0.25",
    ]
