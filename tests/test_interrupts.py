"""Ctrl-C ends training after a step, wherever in the step it comes."""

import signal
import threading

import keras
import numpy as np
import pytest

from kerasgan.interrupts import Interrupts

STEPS = 3


class PressesWhenDeleted:
    def __del__(self):
        signal.raise_signal(signal.SIGINT)


@pytest.fixture(autouse=True)
def ctrl_c():
    """As Python starts with; jobs in the background, such as CI's, ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def fit(press, interrupts):
    """Trains; calls `press` in the first step; returns the steps that were taken."""
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    steps = []

    def step(batch, logs):
        steps.append(batch)
        if batch == 0:
            press()

    each = keras.callbacks.LambdaCallback(on_train_batch_end=step)
    x = np.zeros((STEPS, 1))
    try:
        model.fit(x, x, 1, verbose=0, callbacks=[each, interrupts])
    except KeyboardInterrupt:
        assert len(steps) < STEPS
    return len(steps)


def test_it_is_heard_even_where_python_ignores_exceptions(capfd):
    with Interrupts() as interrupts:
        assert fit(PressesWhenDeleted, interrupts) == 1
    assert "Ctrl-C again" in capfd.readouterr().err
    with pytest.raises(KeyboardInterrupt):  # as before
        signal.raise_signal(signal.SIGINT)


def test_the_second_does_not_wait_for_the_step():
    with Interrupts(), pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)


def test_a_job_that_ignores_it_goes_on_ignoring():
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with Interrupts() as interrupts:
        assert fit(PressesWhenDeleted, interrupts) == STEPS
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def test_outside_the_main_thread_it_changes_nothing():
    def train():
        with Interrupts() as interrupts:
            held.append(fit(lambda: None, interrupts))

    held = []
    thread = threading.Thread(target=train)
    thread.start()
    thread.join()
    assert held == [STEPS]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
