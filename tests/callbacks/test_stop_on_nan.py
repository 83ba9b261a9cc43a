import keras
import numpy as np
import pytest

import kerasgan
from kerasgan.callbacks import StopOnNaN


class Diverging(kerasgan.DCGAN):
    """A GAN whose generator's loss is no number from the third step on."""

    def train_step(self, data):
        logs = super().train_step(data)
        nan = keras.ops.where(self.step > 1, np.nan, logs["generator_loss"])
        return {**logs, "generator_loss": nan}


@pytest.fixture(scope="module")
def compiled_gan():
    gan = Diverging.for_images((16, 16, 1), width=4)
    gan.compile()
    return gan


def logging(value):
    return keras.callbacks.LambdaCallback(
        on_epoch_end=lambda epoch, logs: logs.update(fid=value)
    )


def test_a_nan_in_one_loss_stops_training(train, gan, capsys):
    history = train(StopOnNaN(), epochs=5)
    assert history.epoch == [0, 1]
    assert gan.step == 3
    assert capsys.readouterr().out == (
        "StopOnNaN: training stopped, since generator_loss was nan after batch 1 of "
        "epoch 2.\n"
    )


def test_an_infinite_log_of_another_callback_stops_training(train, capsys):
    history = train(logging(np.inf), StopOnNaN(), epochs=5)
    assert history.epoch == [0]
    assert "since fid was inf after epoch 1." in capsys.readouterr().out


def test_numbers_and_words_do_not_stop_training(train, gan, capsys):
    train(logging("improving"), StopOnNaN())
    assert gan.step == 2
    assert capsys.readouterr().out == ""


def test_the_next_training_begins_anew(train, gan, capsys):
    stop = StopOnNaN()
    train(stop, epochs=5)
    gan.step.assign(0)
    train(stop)
    assert capsys.readouterr().out.count("StopOnNaN") == 1
