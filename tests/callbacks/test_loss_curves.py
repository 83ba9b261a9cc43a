import csv

import keras
import pytest
from PIL import Image

from kerasgan.callbacks import LossCurves


def rows(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def test_there_is_a_picture_and_a_table_of_all_epochs(train, tmp_path):
    history = train(LossCurves(tmp_path / "made" / "losses.png"), epochs=2)
    table = rows(tmp_path / "made" / "losses.csv")
    assert [int(row["epoch"]) for row in table] == [0, 1]
    losses = [float(row["real_loss"]) for row in table]
    assert losses == history.history["real_loss"]
    with Image.open(tmp_path / "made" / "losses.png") as image:
        assert image.size == (1040, 360)


def test_a_resumed_training_keeps_the_earlier_epochs(train, tmp_path):
    path = tmp_path / "losses.png"
    name = "generator_loss"
    before = train(LossCurves(path, every=9), epochs=2).history[name]
    after = train(LossCurves(path, every=9), epochs=4, initial_epoch=2).history[name]
    losses = [float(row[name]) for row in rows(tmp_path / "losses.csv")]
    assert losses == before + after


def test_an_epoch_trained_anew_replaces_its_row_and_later_ones(train, tmp_path):
    path = tmp_path / "losses.png"
    train(LossCurves(path, every=9), epochs=4)
    history = train(LossCurves(path), epochs=2, initial_epoch=1)
    table = rows(tmp_path / "losses.csv")
    assert [int(row["epoch"]) for row in table] == [0, 1]
    assert float(table[1]["fake_loss"]) == history.history["fake_loss"][0]


def test_a_log_that_comes_and_goes_is_kept(train, tmp_path):
    def add(epoch, logs):
        if epoch == 1:
            logs["fid"] = 12.5

    score = keras.callbacks.LambdaCallback(on_epoch_end=add)
    train(score, LossCurves(tmp_path / "losses.png"), epochs=2)
    train(LossCurves(tmp_path / "losses.png"), epochs=3, initial_epoch=2)
    assert [row["fid"] for row in rows(tmp_path / "losses.csv")] == [
        "nan",
        "12.5",
        "nan",
    ]


def test_a_nan_survives_the_table(train, tmp_path):
    score = keras.callbacks.LambdaCallback(
        on_epoch_end=lambda epoch, logs: logs.update(generator_loss=float("nan"))
    )
    train(score, LossCurves(tmp_path / "losses.png"), epochs=1)
    train(LossCurves(tmp_path / "losses.png"), epochs=2, initial_epoch=1)
    assert rows(tmp_path / "losses.csv")[0]["generator_loss"] == "nan"


def test_the_picture_may_be_drawn_less_often(train, tmp_path, monkeypatch):
    drawn = []
    monkeypatch.setattr(
        LossCurves, "draw", lambda self: drawn.append(len(self.rows)) or done(self)
    )

    def done(callback):
        callback.drawn = True

    train(LossCurves(tmp_path / "losses.png", every=2), epochs=5)
    assert drawn == [2, 4, 5]


def test_a_table_of_someone_else_is_not_overwritten(train, tmp_path):
    (tmp_path / "losses.csv").write_text("day,rain\nmonday,3\n")
    with pytest.raises(ValueError, match="a column `epoch`"):
        train(LossCurves(tmp_path / "losses.png"))


def test_the_path_is_a_png():
    with pytest.raises(ValueError, match="losses.png"):
        LossCurves("losses.pdf")
