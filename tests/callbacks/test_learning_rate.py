"""The rates that steps are trained at, as the steps themselves record them."""

import pathlib
import subprocess
import sys

import keras
import numpy as np
import pytest
import tensorflow as tf
from toy_gans import assert_same
from toy_gans import dataset
from toy_gans import networks
from toy_gans import state

import kerasgan
from kerasgan.callbacks import CosineDecay
from kerasgan.callbacks import LinearDecay
from kerasgan.callbacks import learning_rate

RATES = 2e-4, 4e-4


@keras.saving.register_keras_serializable("tests")
class Recording(kerasgan.GAN):
    """A GAN that writes down both rates at every step, and saves what it wrote."""

    def __init__(self, generator, discriminator, **kwargs):
        super().__init__(generator, discriminator, **kwargs)
        self.rates = self.add_weight(shape=(40, 2), trainable=False, name="rates")

    def train_step(self, data):
        players = self.generator_optimizer, self.discriminator_optimizer
        rates = [float32(optimizer.learning_rate) for optimizer in players]
        index = tf.reshape(self.step, (1, 1))
        self.rates.assign(tf.tensor_scatter_nd_update(self.rates, index, [rates]))
        return super().train_step(data)


def float32(rate):
    return tf.cast(rate, "float32")


def build(compiled=True):
    gan = Recording(*networks())
    if compiled:
        gan.compile(*map(keras.optimizers.Adam, RATES))
    return gan


@pytest.fixture(scope="module")
def compiled_gan():
    return build()


@pytest.fixture
def gan(compiled_gan):
    compiled_gan.step.assign(0)
    for optimizer, rate in zip(players(compiled_gan), RATES, strict=True):
        optimizer.learning_rate = rate
    return compiled_gan


def fit(gan, *callbacks, data=None, **kwargs):
    data = dataset() if data is None else data
    return gan.fit(data, callbacks=list(callbacks), verbose=0, **kwargs)


def players(gan):
    return gan.generator_optimizer, gan.discriminator_optimizer


def recorded(gan, num):
    return np.asarray(gan.rates[:num])


def compiled(gan):
    return [float(optimizer.learning_rate) for optimizer in players(gan)]


def test_each_step_has_the_rate_of_the_line(gan):
    fit(gan, LinearDecay(1, 3, final=0.1), epochs=4)
    epochs = np.arange(12) / 3
    shares = np.interp(epochs, [1, 3], [1, 0.1])
    np.testing.assert_allclose(recorded(gan, 12), np.outer(shares, RATES), rtol=1e-6)


def test_each_step_has_the_rate_of_the_cosine(gan):
    fit(gan, CosineDecay(3.5, warmup=1.5, final=0.2), epochs=4)
    epochs = np.arange(12) / 3
    cosine = 0.2 + 0.8 * np.cos(np.clip((epochs - 1.5) / 2, 0, 1) * np.pi / 2) ** 2
    shares = np.where(epochs < 1.5, epochs / 1.5, cosine)
    np.testing.assert_allclose(
        recorded(gan, 12), np.outer(shares, RATES), rtol=1e-6, atol=1e-12
    )


@pytest.fixture
def a_minute_a_step(gan, monkeypatch):
    """A clock by which each step takes a minute."""

    def ticking(model, start=1000):
        first = int(model.step)
        monkeypatch.setattr(
            learning_rate.time,
            "monotonic",
            lambda: start + 60 * (int(model.step) - first),
        )

    return ticking


def test_minutes_end_a_schedule_and_training(gan, a_minute_a_step, capsys):
    gan.schedule_ms.assign(0)
    a_minute_a_step(gan)
    fit(gan, CosineDecay(minutes=5, warmup=1), epochs=9)
    assert int(gan.step) == 5
    shares = [0, *(np.cos(np.arange(4) / 4 * np.pi / 2) ** 2)]
    np.testing.assert_allclose(recorded(gan, 5), np.outer(shares, RATES), rtol=1e-6)
    assert "5.0 of 5 minutes are left. By the clock, no training is repeated" in (
        capsys.readouterr().out
    )


def test_minutes_go_on_where_a_file_was(gan, a_minute_a_step, tmp_path):
    gan.schedule_ms.assign(0)
    a_minute_a_step(gan)
    fit(gan, LinearDecay(2, minutes=6), epochs=1)  # three steps
    gan.save(tmp_path / "gan.keras")
    loaded = keras.models.load_model(tmp_path / "gan.keras")
    a_minute_a_step(loaded, start=5)  # another machine's clock
    fit(loaded, LinearDecay(2, minutes=6), epochs=9)
    assert int(loaded.step) == 6
    shares = [1, 1, 1, 0.75, 0.5, 0.25]
    np.testing.assert_allclose(recorded(loaded, 6), np.outer(shares, RATES), rtol=1e-6)
    with pytest.raises(ValueError, match="6 minutes of LinearDecay are over.*6.0"):
        fit(loaded, LinearDecay(2, minutes=6), epochs=9)


@pytest.mark.parametrize("ends", [{}, {"end": 2, "minutes": 2}])
def test_a_schedule_ends_at_an_epoch_or_at_a_minute(ends):
    with pytest.raises(ValueError, match="Pass one of the two"):
        CosineDecay(**ends)


def test_a_file_from_before_schedules_by_the_clock_loads(gan, tmp_path):
    own = [v for v in gan._non_trainable_variables if v is not gan.schedule_ms]
    store = {str(n): v.numpy() for n, v in enumerate([*gan._trainable_variables, *own])}
    other = build()
    other.load_own_variables(store)
    for variable, value in zip(
        [v for v in other._non_trainable_variables if v is not other.schedule_ms],
        [v.numpy() for v in own],
        strict=True,
    ):
        np.testing.assert_array_equal(variable, value)
    assert int(other.schedule_ms) == 0


def test_the_recipe_of_cyclegan():
    decay = LinearDecay(100, 200)
    assert [decay.fraction(epoch) for epoch in (0, 100, 150, 200, 300)] == [
        1,
        1,
        0.5,
        0,
        0,
    ]


def test_the_rates_are_what_the_weights_move_by(gan):
    def weights():
        return [v.numpy() for v in gan.trainable_variables]

    start = weights()
    fit(gan, LinearDecay(0, 1), epochs=1)
    after_one = weights()
    fit(gan, LinearDecay(0, 1), epochs=1)
    assert not all(map(np.array_equal, start, after_one))
    assert all(map(np.array_equal, after_one, weights()))


def test_between_steps_the_rates_are_those_of_compile(gan):
    before, seen = compiled(gan), []
    watch = keras.callbacks.LambdaCallback(
        on_train_batch_end=lambda batch, logs: seen.append(compiled(gan))
    )
    fit(gan, watch, LinearDecay(0, 2), epochs=2)
    assert seen == 6 * [before]


def test_the_logs_have_the_rates_of_the_last_step(gan):
    history = fit(gan, LinearDecay(0, 2), epochs=2).history
    for player, rate in zip(("generator", "discriminator"), RATES, strict=True):
        expected = [rate * (1 - 2 / 6), rate * (1 - 5 / 6)]
        assert history[f"{player}_learning_rate"] == pytest.approx(expected, rel=1e-6)


def test_another_process_goes_on_with_the_rates_of_an_unbroken_training(tmp_path):
    whole = build()
    fit(whole, LinearDecay(1, 4), epochs=4)
    half = build()
    fit(half, LinearDecay(1, 4), epochs=2)
    half.save(tmp_path / "half.keras")
    script = (
        "import sys, keras\n"
        "from test_learning_rate import LinearDecay, fit\n"
        "gan = keras.models.load_model(sys.argv[1] + '/half.keras')\n"
        "fit(gan, LinearDecay(1, 4), epochs=2)\n"
        "gan.save(sys.argv[1] + '/whole.keras')\n"
    )
    subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)],
        check=True,
        cwd=pathlib.Path(__file__).parent,
    )
    resumed = keras.models.load_model(tmp_path / "whole.keras")
    assert len({*recorded(resumed, 12)[3:, 0]}) == 9
    assert_same(state(resumed), state(whole))


@pytest.mark.filterwarnings("ignore:__array__ implementation")  # Keras on NumPy 2
@pytest.mark.parametrize("order", [1, -1])
def test_a_backup_goes_on_with_the_rates_of_an_unbroken_training(tmp_path, order):
    def callbacks(folder):
        backup = keras.callbacks.BackupAndRestore(
            tmp_path / folder, delete_checkpoint=False
        )
        return [CosineDecay(4, warmup=1), backup][::order]

    whole = build()
    fit(whole, *callbacks("whole"), epochs=4)
    fit(build(), *callbacks("broken"), epochs=2)
    resumed = build()
    fit(resumed, *callbacks("broken"), epochs=4)
    assert_same(state(resumed), state(whole))


def interrupt_tracing(gan, monkeypatch):
    """The next `fit` is interrupted within its first step."""

    def train_step(data):
        raise KeyboardInterrupt

    monkeypatch.setattr(gan, "train_step", train_step)
    gan.make_train_function(force=True)
    gan.step.assign(1)


def test_an_interrupted_step_leaves_the_rates_of_compile(gan, monkeypatch):
    before = compiled(gan)
    decay = LinearDecay(0, 2)
    interrupt_tracing(gan, monkeypatch)
    with pytest.raises(KeyboardInterrupt):
        fit(gan, decay)
    assert compiled(gan) == before

    monkeypatch.undo()
    gan.make_train_function(force=True)


def test_what_an_error_left_behind_decays_nothing(gan):
    def fail(batch, logs):
        raise KeyboardInterrupt

    decay = LinearDecay(0, 2)
    failing = keras.callbacks.LambdaCallback(on_train_batch_end=fail)
    with pytest.raises(KeyboardInterrupt):
        fit(gan, decay, failing)
    gan.step.assign(0)
    fit(gan)
    np.testing.assert_allclose(recorded(gan, 3), [RATES] * 3, rtol=1e-6)
    gan.step.assign(0)
    fit(gan, decay)
    shares = 1 - np.arange(3) / 6
    np.testing.assert_allclose(recorded(gan, 3), np.outer(shares, RATES), rtol=1e-6)


def test_a_training_without_it_is_the_old_one_again(gan):
    train_function = gan.make_train_function()
    fit(gan, LinearDecay(0, 2))
    assert gan.train_function == train_function


def test_rates_that_others_set_decay_from_there(gan):
    schedule = keras.callbacks.LearningRateScheduler(lambda epoch: [0.5, 0.25][epoch])
    fit(gan, schedule, LinearDecay(0, 2), epochs=2)
    rates = np.repeat([0.5, 0.25], 3) * (1 - np.arange(6) / 6)
    np.testing.assert_allclose(recorded(gan, 6), np.stack([rates, rates], 1), rtol=1e-6)
    assert compiled(gan) == [0.25, 0.25]


def test_two_decays_multiply(gan):
    history = fit(gan, LinearDecay(0, 2), LinearDecay(0, 1, final=0.5)).history
    shares = (1 - np.arange(3) / 6) * (1 - np.arange(3) / 6)
    np.testing.assert_allclose(recorded(gan, 3), np.outer(shares, RATES), rtol=1e-6)
    last = history["generator_learning_rate"][0]
    assert last == pytest.approx(float(recorded(gan, 3)[2, 0]), rel=1e-6)


def test_steps_executed_together_have_one_rate():
    gan = build(compiled=False)
    gan.compile(*map(keras.optimizers.SGD, RATES), steps_per_execution=2)
    fit(gan, LinearDecay(0, 2), epochs=2)
    shares = 1 - np.array([0, 0, 2, 3, 3, 5]) / 6
    np.testing.assert_allclose(recorded(gan, 6), np.outer(shares, RATES), rtol=1e-6)


def test_a_compiled_step_under_loss_scaling_decays():
    keras.config.set_dtype_policy("mixed_float16")
    try:
        gan = build(compiled=False)
    finally:
        keras.config.set_dtype_policy("float32")
    gan.compile(*map(keras.optimizers.Adam, RATES), jit_compile=True)
    assert isinstance(gan.generator_optimizer, keras.optimizers.LossScaleOptimizer)
    before = compiled(gan)
    fit(gan, LinearDecay(0, 1))
    shares = 1 - np.arange(3) / 3
    np.testing.assert_allclose(recorded(gan, 3), np.outer(shares, RATES), rtol=1e-6)
    assert compiled(gan) == before


@pytest.mark.parametrize("scaled", [False, True])
def test_a_schedule_of_keras_is_refused(scaled):
    schedule = keras.optimizers.schedules.ExponentialDecay(1e-3, 10, 0.9)
    optimizer = keras.optimizers.Adam(schedule)
    if scaled:
        optimizer = keras.optimizers.LossScaleOptimizer(optimizer)
    gan = build(compiled=False)
    gan.compile(keras.optimizers.Adam(1e-4), optimizer)
    with pytest.raises(ValueError, match="discriminator.* a schedule of its own"):
        fit(gan, LinearDecay(0, 1))


def test_a_dataset_of_unknown_length_is_refused_until_its_length_is_told(gan):
    unknown = dataset().filter(lambda images: True)
    with pytest.raises(ValueError, match="steps_per_epoch"):
        fit(gan, LinearDecay(0, 1), data=unknown)
    fit(gan, LinearDecay(0, 1), data=unknown.repeat(), steps_per_epoch=2)
    np.testing.assert_allclose(recorded(gan, 2)[:, 0], [2e-4, 1e-4], rtol=1e-6)
    gan.step.assign(0)
    wanted = unknown.apply(tf.data.experimental.assert_cardinality(3))
    fit(gan, LinearDecay(0, 1), data=wanted)
    np.testing.assert_allclose(recorded(gan, 2)[1, 0], 2e-4 * 2 / 3, rtol=1e-6)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: LinearDecay(2, 2),
        lambda: LinearDecay(-1, 2),
        lambda: LinearDecay(0, float("nan")),
        lambda: CosineDecay(1, warmup=2),
    ],
)
def test_epochs_are_in_order(wrong):
    with pytest.raises(ValueError, match="a later `end` or `minutes`"):
        wrong()


@pytest.mark.parametrize("final", [-0.1, 1.1, float("nan")])
def test_the_final_share_is_a_share(final):
    with pytest.raises(ValueError, match="from 0 to 1"):
        CosineDecay(2, final=final)
