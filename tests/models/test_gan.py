"""What the game promises beyond the common checks."""

import re

import keras
import numpy as np
import pytest
import tensorflow as tf

import kerasgan
from kerasgan import replicas
from kerasgan.training.average import move_average
from kerasgan.training.monitoring import LazyCallbacks


@pytest.fixture
def gan():
    gan = kerasgan.DCGAN.for_images((16, 16, 1), width=2)
    gan.compile()
    return gan


def batches(rng, num=2):
    images = rng.uniform(-1, 1, (4 * num, 16, 16, 1)).astype("float32")
    return tf.data.Dataset.from_tensor_slices(images).batch(4)


def test_one_step_is_the_two_updates_written_out(gan, rng):
    """The shared fakes change nothing: the same step with two generator passes."""
    real = next(iter(batches(rng)))
    twin = kerasgan.DCGAN.for_images((16, 16, 1), width=2)
    twin.compile(keras.optimizers.SGD(0.1), keras.optimizers.SGD(0.1))
    gan.compile(keras.optimizers.SGD(0.1), keras.optimizers.SGD(0.1))
    twin.set_weights(gan.get_weights())

    gan.train_step(real)

    G, D = twin.generator, twin.discriminator
    latents = twin.noise((4, twin.inputs["latents"].size))
    with tf.GradientTape() as tape:
        real_logits = D(real, training=True)
        fake_logits = D(G(latents, training=True), training=True)
        loss = tf.reduce_mean(tf.nn.softplus(-real_logits))
        loss += tf.reduce_mean(tf.nn.softplus(fake_logits))
    for weight, gradient in zip(
        D.trainable_variables, tape.gradient(loss, D.trainable_variables), strict=True
    ):
        weight.assign_sub(0.1 * gradient)
    with tf.GradientTape() as tape:
        fake_logits = D(G(latents, training=True), training=True)
        loss = tf.reduce_mean(tf.nn.softplus(-fake_logits))
    for weight, gradient in zip(
        G.trainable_variables, tape.gradient(loss, G.trainable_variables), strict=True
    ):
        weight.assign_sub(0.1 * gradient)

    for player in ("generator", "discriminator"):
        for ours, expected in zip(
            getattr(gan, player).trainable_variables,
            getattr(twin, player).trainable_variables,
            strict=True,
        ):
            np.testing.assert_allclose(ours, expected, rtol=1e-4, atol=1e-5)


def test_the_average_forgets_its_start_and_then_decays_slowly():
    network = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    average = keras.models.clone_model(network)
    for weight in average.weights:
        weight.assign(tf.zeros_like(weight))
    network.set_weights([np.ones((1, 1)), np.ones(1)])
    move_average(average, network, 0.999, step=0)
    assert float(average.weights[0][0, 0]) == pytest.approx(0.9)  # 1 - 1/10
    move_average(average, network, 0.999, step=10**6)
    assert float(average.weights[0][0, 0]) == pytest.approx(0.9 + 0.1 * 0.001)


def test_users_optimizers_are_kept_apart_and_built(gan):
    adam = keras.optimizers.Adam(1e-4)
    gan.compile(adam, keras.optimizers.Adam(4e-4))
    assert float(gan.generator_optimizer.learning_rate) == pytest.approx(1e-4)
    assert float(gan.discriminator_optimizer.learning_rate) == pytest.approx(4e-4)
    assert gan.optimizer.built and gan.optimizer is not adam
    assert len(gan.generator_optimizer.variables) > len(gan.variables_of("generator"))


def test_one_optimizer_for_both_players_gives_each_its_own_moments(gan):
    adam = keras.optimizers.Adam(1e-3)
    gan.compile(adam, adam)
    assert gan.generator_optimizer is not gan.discriminator_optimizer
    assert float(gan.discriminator_optimizer.learning_rate) == pytest.approx(1e-3)


def test_a_learning_rate_schedule_of_keras_sets_both_players(gan, rng):
    schedule = keras.callbacks.LearningRateScheduler(lambda epoch: 0.125)
    history = gan.fit(batches(rng), verbose=0, callbacks=[schedule]).history
    assert float(gan.generator_optimizer.learning_rate) == 0.125
    assert float(gan.discriminator_optimizer.learning_rate) == 0.125
    assert any(name.startswith("learning_rate") for name in history)


def test_the_noise_differs_by_step_seed_stream_and_turn(gan):
    first = gan.noise((2, 3))
    np.testing.assert_array_equal(first, gan.noise((2, 3), "latents", turn=0))
    assert not np.array_equal(first, gan.noise((2, 3), "interpolation"))
    assert not np.array_equal(first, gan.noise((2, 3), turn=1))
    gan.step.assign_add(1)
    assert not np.array_equal(first, gan.noise((2, 3)))


@pytest.mark.parametrize("seed", [0, 1, 7])
def test_no_sample_has_the_latent_of_a_training_step(gan, seed):
    gan.seed = seed
    sampled = gan.draw(20, seed)["latents"].numpy()
    for step in range(20):
        gan.step.assign(step)
        trained = gan.noise((1, gan.inputs["latents"].size)).numpy()
        assert not np.isclose(sampled, trained).all(1).any(), step


def test_summary_shows_each_network_and_its_counts(gan):
    lines = []
    gan.summary(print_fn=lambda line, **_: lines.append(line))
    text = "\n".join(lines)
    assert "generator" in text and "discriminator" in text
    count = f"{gan.generator.count_params():,}"
    assert lines[-1].startswith("DCGAN: generator " + count)


def test_evaluate_says_what_to_do_instead(gan, rng):
    with pytest.raises(NotImplementedError, match="gan.sample"):
        gan.evaluate(batches(rng), verbose=0)


def backed_up(folder, **kwargs):
    """A GAN in training that keeps a backup in `folder`."""
    keras.utils.set_random_seed(0)
    gan = kerasgan.DCGAN.for_images((16, 16, 1), width=2)
    gan.compile()
    images = np.random.default_rng(0).uniform(-1, 1, (8, 16, 16, 1)).astype("float32")
    backup = keras.callbacks.BackupAndRestore(folder, delete_checkpoint=False)
    gan.fit(images, batch_size=4, verbose=0, callbacks=[backup], **kwargs)
    return gan


def test_a_backup_goes_on_where_it_stopped_and_then_lets_go(tmp_path):
    whole = backed_up(tmp_path / "whole", epochs=4)
    backed_up(tmp_path / "parts", epochs=2)
    parts = backed_up(tmp_path / "parts", epochs=4)  # as a new process would
    assert parts.history.epoch == [2, 3]
    for one, other in zip(
        [*whole.variables, *whole.optimizer.variables],
        [*parts.variables, *parts.optimizer.variables],
        strict=True,
    ):
        np.testing.assert_array_equal(one.numpy(), other.numpy())

    images = np.zeros((4, 16, 16, 1), "float32")
    assert parts.fit(images, epochs=1, verbose=0).epoch == [0]


def test_weights_are_saved_in_one_stroke(gan, tmp_path, monkeypatch):
    path = tmp_path / "gan.weights.h5"
    gan.save_weights(path)
    before = path.read_bytes()
    gan.step.assign(5)

    def torn(self, path, **kwargs):
        path.write_bytes(b"half")
        raise OSError("no space left")

    with monkeypatch.context() as patch, pytest.raises(OSError, match="no space"):
        patch.setattr(keras.Model, "save_weights", torn)
        gan.save_weights(path)
    assert path.read_bytes() == before
    gan.save_weights(path)
    gan.step.assign(0)
    gan.load_weights(path)
    assert int(gan.step.numpy()) == 5


def test_a_crash_while_saving_leaves_the_old_file(gan, tmp_path, monkeypatch):
    gan.save(tmp_path / "gan.keras")
    before = (tmp_path / "gan.keras").read_bytes()

    def torn(self, path, **kwargs):
        path.write_bytes(b"half")
        raise OSError("no space left")

    monkeypatch.setattr(keras.Model, "save", torn)
    with pytest.raises(OSError, match="no space"):
        gan.save(tmp_path / "gan.keras")
    assert (tmp_path / "gan.keras").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["gan.keras"]


def test_samples_come_from_the_average_or_from_the_player(gan):
    gan.average_generator.layers[-1].bias.assign([3.0])
    assert gan.sample(2, seed=0, averaged=False).max() < 0.9
    assert gan.sample(2, seed=0).min() > 0.9


def test_arrays_train_as_datasets_do(rng):
    images = rng.uniform(-1, 1, (8, 16, 16, 1)).astype("float32")
    histories = []
    for x, arguments in (
        (images, {"batch_size": 4}),
        (kerasgan.data.from_arrays(images, batch_size=4), {}),
    ):
        keras.utils.set_random_seed(0)
        gan = kerasgan.DCGAN.for_images((16, 16, 1), width=2)
        gan.compile()
        histories.append(gan.fit(x, **arguments, verbose=0).history)
    for name in gan.loss_names:
        np.testing.assert_allclose(histories[0][name], histories[1][name], rtol=1e-6)


def test_labels_of_a_dataset_are_ignored_by_an_unconditional_gan(gan, rng):
    images = rng.uniform(-1, 1, (8, 16, 16, 1)).astype("float32")
    labelled = kerasgan.data.from_arrays(images, np.arange(8), batch_size=4)
    history = gan.fit(labelled, verbose=0).history
    assert np.isfinite(list(history.values())).all()


def test_the_progress_bar_shows_six_numbers_at_most(gan, rng, capsys):
    history = gan.fit(batches(rng), epochs=2, verbose=2).history
    assert len(history) > 6
    lines = [line for line in capsys.readouterr().out.splitlines() if "loss" in line]
    assert len(lines) == 2
    names = re.findall(r"(\w+): ", lines[-1])
    assert names == [*gan.loss_names, *gan.measure_names] and len(names) == 6


def test_logs_of_a_batch_are_fetched_when_they_are_read():
    class Tensor:
        fetched = 0

        def __float__(self):
            Tensor.fetched += 1
            return 0.5

    read = {}
    callbacks = LazyCallbacks(
        [
            keras.callbacks.LambdaCallback(
                on_train_batch_end=lambda batch, logs: batch and read.update(logs)
            )
        ]
    )
    callbacks.on_train_batch_end(0, {"loss": Tensor()})
    assert Tensor.fetched == 0
    callbacks.on_train_batch_end(1, {"loss": Tensor()})
    assert Tensor.fetched == 1 and read == {"loss": 0.5}


def test_accuracies_count_the_verdicts(gan, rng):
    gan.discriminator.trainable_variables[-1].assign([100.0])
    history = gan.fit(batches(rng), verbose=0).history
    assert history["real_accuracy"] == [1.0] and history["fake_accuracy"] == [0.0]


def test_speed_is_in_steps_where_the_size_of_batches_is_unknown(gan, rng):
    history = gan.fit(batches(rng), verbose=0).history
    assert "steps_per_second" in history and "images_per_second" not in history


@pytest.mark.parametrize(
    "way", [{"jit_compile": True}, {"steps_per_execution": 2}], ids=str
)
def test_what_several_replicas_cannot_do_is_refused(way):
    class Two:
        num_replicas_in_sync = 2

    neither = {"jit_compile": False, "steps_per_execution": 1}
    with pytest.raises(ValueError, match="one device only; Two has 2 replicas"):
        replicas.check_compile(Two(), **{**neither, **way})


@pytest.mark.parametrize("batch_size", [None, 5])
def test_batches_that_replicas_cannot_share_are_refused(batch_size):
    class Two:
        num_replicas_in_sync = 2

    with pytest.raises(ValueError, match="multiple of 2.*drop_remainder"):
        replicas.check_batches(batch_size, Two())


def test_a_weight_that_no_loss_reaches_is_named_and_the_others_train(gan, rng):
    idle = keras.layers.Dense(1, name="idle")
    idle.build((1, 1))
    gan.discriminator.idle = idle
    gan.compile(run_eagerly=True)
    before = [weight.numpy() for weight in gan.discriminator.trainable_variables]
    with pytest.warns(UserWarning, match="idle/kernel"):
        logs = gan.train_step(next(iter(batches(rng))))
    assert logs["discriminator_gradient_norm"] > 0
    for old, weight in zip(before, gan.discriminator.trainable_variables, strict=True):
        assert np.array_equal(old, weight.numpy()) == ("idle" in weight.path)


def test_a_relativistic_generator_takes_the_real_logits_of_the_step_before(rng):
    gan = kerasgan.RSGAN.for_images((16, 16, 1), width=2)
    gan.compile(keras.optimizers.SGD(0.1), keras.optimizers.SGD(0.1))
    real = next(iter(batches(rng)))
    before = gan.discriminator(real, training=True)
    latents = gan.noise((4, gan.inputs["latents"].size))
    fake = gan.generator(latents, training=True)
    fake_before = gan.discriminator(fake, training=True)

    losses = gan.train_step(real)

    fake_after = gan.discriminator(fake, training=True)  # by the new discriminator
    np.testing.assert_allclose(
        [losses["discriminator_loss"], losses["generator_loss"]],
        [
            tf.reduce_mean(tf.nn.softplus(fake_before - before)),
            tf.reduce_mean(tf.nn.softplus(before - fake_after)),
        ],
        rtol=1e-4,
    )


@pytest.mark.parametrize(
    ("side", "augmentation", "width", "channels"),
    [
        (64, None, None, 24),
        (64, None, 20, 16),
        (64, None, 12, 12),
        (64, kerasgan.layers.DiffAugment, None, 24),
        (128, None, None, 16),
    ],
)
def test_the_discriminator_of_an_rsgan_is_narrow_but_not_too_narrow(
    side, augmentation, width, channels
):
    shown = augmentation and augmentation()
    gan = kerasgan.RSGAN.for_images((side, side, 3), width=width, augmentation=shown)
    assert gan.discriminator.trainable_weights[0].shape == (4, 4, 3, channels)
