import keras
import pytest

from kerasgan.callbacks import TimeBudget


@pytest.fixture
def clock(monkeypatch):
    """A clock that a batch moves by a minute."""
    now = [0.0]
    monkeypatch.setattr("kerasgan.callbacks.time_budget.time.monotonic", lambda: now[0])

    def tick(batch, logs):
        now[0] += 60

    return keras.callbacks.LambdaCallback(on_train_batch_end=tick)


def test_training_stops_within_an_epoch(train, gan, clock, capsys):
    train(clock, TimeBudget(2.5), epochs=9)  # two batches an epoch
    assert gan.step == 3
    assert capsys.readouterr().out == (
        "TimeBudget: training stopped in epoch 2 after 3.0 of 2.5 minutes.\n"
    )


def test_a_slow_training_takes_its_least_steps(train, gan, clock):
    train(clock, TimeBudget(2.5, least_steps=5), epochs=9)
    assert gan.step == 5


def test_the_time_of_other_callbacks_counts(train, gan, clock):
    evaluation = keras.callbacks.LambdaCallback(
        on_epoch_end=lambda epoch, logs: clock.on_train_batch_end(0, {})
    )
    train(clock, evaluation, TimeBudget(3), epochs=9)
    assert gan.step == 2


def test_each_training_has_the_whole_budget(train, gan, clock):
    budget = TimeBudget(2)
    train(clock, budget, epochs=9)
    train(clock, budget, epochs=9)
    assert gan.step == 4


def test_training_that_ends_in_time_prints_nothing(train, clock, capsys):
    assert len(train(clock, TimeBudget(100), epochs=3).epoch) == 3
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("minutes", [0, -1, float("nan")])
def test_a_budget_is_positive(minutes):
    with pytest.raises(ValueError, match="positive number"):
        TimeBudget(minutes)
