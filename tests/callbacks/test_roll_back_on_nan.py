import keras
import numpy as np
import pytest
import tensorflow as tf
from toy_gans import assert_same
from toy_gans import images
from toy_gans import networks
from toy_gans import state

import kerasgan
from kerasgan.callbacks import LinearDecay
from kerasgan.callbacks import RollBackOnNaN
from kerasgan.callbacks import SaveModel
from kerasgan.callbacks import StopOnNaN


def build(optimizer=None, objective=None, policy="float32"):
    keras.config.set_dtype_policy(policy)
    try:
        gan = kerasgan.GAN(*networks())
    finally:
        keras.config.set_dtype_policy("float32")
    gan.objective = objective or gan.objective
    optimizer = optimizer or keras.optimizers.Adam(1e-2)
    gan.compile(optimizer, optimizer)
    step = gan.train_step
    gan.train_step = lambda real: step(tf.where(tf.reduce_all(real < 0), np.nan, real))
    return gan


@pytest.fixture(scope="module")
def trained():
    """A GAN that tests share, so that TensorFlow traces its step once."""
    gan = build()
    gan.fit(batches(), verbose=0)
    return gan, state(gan)


@pytest.fixture
def gan(trained):
    gan, start = trained
    for variable, value in zip(
        (*gan.weights, *gan.optimizer.variables), start, strict=True
    ):
        variable.assign(value)
    gan.step.assign(0)
    return gan


def batches(*broken, num=6):
    """Batches of four images, in order; the step of `build` makes NaN of the broken."""
    arrays = images(4 * num).reshape(num, 4, 4, 4, 1)
    arrays[list(broken)] = -1
    return tf.data.Dataset.from_tensor_slices(arrays)


def fit(gan, dataset, *callbacks, epochs=2, steps_per_epoch=3, **kwargs):
    return gan.fit(
        dataset,
        epochs=epochs,
        steps_per_epoch=steps_per_epoch,
        callbacks=list(callbacks),
        **{"verbose": 0, **kwargs},
    )


class States(keras.callbacks.Callback):
    """The states, without the step, before training and after each batch."""

    def on_train_begin(self, logs=None):
        self.states = []

    def on_epoch_begin(self, epoch, logs=None):
        if not self.states:
            self.states.append(state_but_step(self.model))

    def on_train_batch_end(self, batch, logs=None):
        self.states.append(state_but_step(self.model))


def state_but_step(gan):
    step = [weight is gan.step for weight in gan.weights].index(True)
    arrays = state(gan)
    return arrays[:step] + arrays[step + 1 :]


def test_a_nan_takes_all_back_to_the_end_of_the_last_epoch(gan, capsys):
    states = States()
    history = fit(gan, batches(4), RollBackOnNaN(), states)
    assert_same(states.states[5], states.states[3])
    assert not np.array_equal(states.states[4][0], states.states[3][0])
    assert not np.array_equal(states.states[6][0], states.states[3][0])
    assert np.isfinite(list(history.history.values())).all()
    assert capsys.readouterr().out == (
        "RollBackOnNaN: discriminator_loss was nan after batch 2 of epoch 2; the "
        "model is again what it was after epoch 1, roll-back 1 of 3 to it.\n"
    )


def test_the_step_goes_on_so_that_the_noise_is_another(gan):
    noise = []
    watch = keras.callbacks.LambdaCallback(
        on_train_batch_begin=lambda batch, logs: noise.append(gan.noise((4,)).numpy())
    )
    fit(gan, batches(4), RollBackOnNaN(), watch)
    assert gan.step == 6
    assert len(np.unique(noise, axis=0)) == 6


def test_a_nan_in_the_first_epoch_takes_back_to_the_start(gan, capsys):
    states = States()
    fit(gan, batches(1), RollBackOnNaN(), states)
    assert_same(states.states[2], states.states[0])
    assert "what it was before epoch 1, roll-back 1" in capsys.readouterr().out


def test_losses_are_means_of_what_came_after(gan):
    history = fit(gan, batches(4), RollBackOnNaN()).history
    assert int(gan.metrics[0].count) == 1
    assert history["real_loss"][1] == float(gan.metrics[1].result())


def test_an_epoch_that_ends_with_a_roll_back_has_no_losses(gan):
    logs = []
    watch = keras.callbacks.LambdaCallback(
        on_epoch_end=lambda epoch, losses: logs.append(set(losses))
    )
    history = fit(gan, batches(5), RollBackOnNaN(), StopOnNaN(), watch).history
    assert logs[0] - logs[1] >= set(gan.loss_names)
    assert len(history["real_loss"]) == 1


def test_divergence_stops_at_the_limit_in_the_last_good_state(capsys):
    gan, states = build(keras.optimizers.SGD(1e30)), States()
    fit(gan, batches(num=40), RollBackOnNaN(limit=2), states, steps_per_epoch=20)
    assert int(gan.step) < 20
    assert_same(states.states[-1], states.states[0])
    out = capsys.readouterr().out
    assert out.count("before epoch 1, roll-back") == 2
    assert out.endswith("roll-back 2 of 2 to it. Training stops.\n")


def test_epochs_of_nothing_but_nan_are_no_progress(gan):
    history = fit(gan, batches(*range(6)), RollBackOnNaN(), epochs=6, steps_per_epoch=1)
    assert history.epoch == [0, 1, 2]


def test_roll_backs_with_progress_between_them_never_reach_the_limit(gan, capsys):
    history = fit(gan, batches(0, 3, 6, 9, num=12), RollBackOnNaN(limit=2), epochs=4)
    assert history.epoch == [0, 1, 2, 3]
    assert capsys.readouterr().out.count("roll-back 1 of 2") == 4


class Steep(kerasgan.losses.NonSaturating):
    """A loss with gradients so large that an update may overflow."""

    def generator(self, fake_logits, real_logits=None):
        return 1000 * super().generator(fake_logits)


def test_weights_that_overflow_under_losses_that_are_numbers(tmp_path, capsys):
    gan, states = build(objective=Steep()), States()
    gan.compile(keras.optimizers.SGD(1e38), keras.optimizers.SGD(1e-2))
    path = tmp_path / "gan.keras"
    callbacks = states, RollBackOnNaN(limit=1), SaveModel(path)
    history = fit(gan, batches(), *callbacks, steps_per_epoch=1)
    assert history.epoch == [0]
    assert not all(map(all_finite, states.states[1]))
    assert_same(state_but_step(gan), states.states[0])
    assert "was not finite after epoch 1; the model" in capsys.readouterr().out
    assert all(map(all_finite, state(keras.models.load_model(path))))


def all_finite(array):
    return np.isfinite(array).all()


def test_a_state_may_be_kept_within_epochs(gan, capsys):
    states = States()
    fit(gan, batches(3), RollBackOnNaN(every=2), states, epochs=1, steps_per_epoch=6)
    assert_same(states.states[4], states.states[2])
    assert "what it was after batch 2 of epoch 1" in capsys.readouterr().out


def test_nothing_stops_or_is_lost_after_it(gan, tmp_path):
    path = tmp_path / "gan.keras"
    callbacks = RollBackOnNaN(), StopOnNaN(), SaveModel(path)
    history = fit(gan, batches(1, 4), *callbacks)
    assert history.epoch == [0, 1]
    assert_same(state(keras.models.load_model(path)), state(gan))


def test_each_roll_back_lowers_both_rates_for_good(gan, capsys):
    before = [float(o.learning_rate) for o in gan.optimizer.optimizers]
    fit(gan, batches(1, 2), RollBackOnNaN(rate_factor=0.5), LinearDecay(0, 9))
    after = [float(o.learning_rate) for o in gan.optimizer.optimizers]
    assert after == [rate / 4 for rate in before]
    assert "Both learning rates are 0.5 of what" in capsys.readouterr().out


def test_the_loss_scale_is_taken_back():
    gan, states = build(policy="mixed_float16"), States()
    scale = gan.discriminator_optimizer.dynamic_scale
    scales = []
    watch = keras.callbacks.LambdaCallback(
        on_train_batch_end=lambda batch, logs: scales.append(float(scale))
    )
    scale.assign(1024.0)
    fit(gan, batches(4), watch, RollBackOnNaN(), states)
    assert scales == [1024, 1024, 1024, 1024, 512, 1024]
    assert_same(states.states[5], states.states[3])


@pytest.mark.filterwarnings("ignore:__array__ implementation")  # Keras on NumPy 2
def test_the_first_state_is_that_of_a_backup(tmp_path):
    def backup():
        return keras.callbacks.BackupAndRestore(tmp_path, delete_checkpoint=False)

    first, resumed, states = build(), build(), States()
    fit(first, batches(num=3), backup(), epochs=1)
    fit(resumed, batches(0), RollBackOnNaN(), backup(), states)
    assert resumed.history.epoch == [1]
    assert_same(states.states[0], state_but_step(first))
    assert_same(states.states[1], state_but_step(first))


def test_a_model_that_is_broken_already_is_refused():
    gan = build()
    gan.average_generator.weights[0].assign(np.full((3, 16), np.inf))
    with pytest.raises(ValueError, match="not finite before epoch 1. Load a model"):
        fit(gan, batches(), RollBackOnNaN())


def test_a_schedule_of_keras_has_no_rate_to_lower():
    schedule = keras.optimizers.schedules.ExponentialDecay(1e-3, 10, 0.9)
    gan = build(keras.optimizers.Adam(schedule))
    with pytest.raises(ValueError, match="a schedule of its own"):
        fit(gan, batches(), RollBackOnNaN(rate_factor=0.5))
    states = States()
    fit(gan, batches(1), RollBackOnNaN(), states)
    assert_same(states.states[2], states.states[0])


def test_the_line_of_the_progress_bar_is_ended_first(gan, capsys):
    fit(gan, batches(4), RollBackOnNaN(), verbose=1)
    assert "\nRollBackOnNaN: discriminator_loss" in capsys.readouterr().out


@pytest.mark.parametrize("wrong", [{"limit": 0}, {"every": 0}])
def test_counts_are_positive(wrong):
    with pytest.raises(ValueError, match="one roll-back or more"):
        RollBackOnNaN(**wrong)


@pytest.mark.parametrize("factor", [0, 1.5, float("nan")])
def test_the_rate_factor_is_a_share(factor):
    with pytest.raises(ValueError, match="up to 1"):
        RollBackOnNaN(rate_factor=factor)
