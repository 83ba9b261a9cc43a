"""Models that grow: stages, fades, resuming, samples of stages, a rehearsal."""

import keras
import numpy as np
import pytest
import tensorflow as tf
import tiny_models
from PIL import Image
from tiny_models import assert_equal
from tiny_models import state

import kerasgan
from kerasgan import export
from kerasgan.callbacks import SampleGrid
from kerasgan.training import growing

PHASE, BATCH = 8, 4


def grown_to(images_seen, graph=False, **kwargs):
    gan = tiny_models.build(
        kerasgan.ProGAN, False, grown=False, images_per_phase=PHASE, **kwargs
    )
    gan.compile(run_eagerly=not graph)  # three stages are long to trace
    gan.images_seen.assign(images_seen)
    return gan


def trained(gan, num, **kwargs):
    """History of a training on so many images."""
    images = tiny_models.images(num)
    return gan.fit(images, batch_size=BATCH, verbose=0, **kwargs).history


@pytest.mark.parametrize(
    ("images_seen", "stage", "alpha"),
    [
        *((0, 0, 1), (7, 0, 1), (8, 1, 0), (12, 1, 0.5), (16, 1, 1), (23, 1, 1)),
        *((24, 2, 0), (30, 2, 0.75), (32, 2, 1), (10_000, 2, 1)),
    ],
)
def test_stages_and_fades_follow_from_the_images_seen(images_seen, stage, alpha):
    gan = grown_to(images_seen)
    gan.check()
    assert (gan.stage, float(gan.alpha)) == (stage, alpha)
    assert gan.sides[stage] == 4 << stage
    assert gan.image_shape == (4 << stage, 4 << stage, 3)


def test_one_fit_grows_through_all_stages():
    gan = grown_to(0, graph=True)
    history = trained(gan, 8, epochs=6)
    assert history["side"] == [4, 8, 8, 16, 16, 16]
    assert history["alpha"] == [1, 0.25, 1, 0.25, 1, 1]  # means of an epoch's steps
    assert int(gan.images_seen) == 48


def test_within_an_epoch_the_side_is_the_newest():
    assert trained(grown_to(0), 32)["side"] == [16]


def test_of_a_stage_the_live_weights_train_and_no_others():
    gan = grown_to(0)
    before = {v.path: v.numpy() for v in gan.trainable_variables}
    trained(gan, 8)
    moved = {
        v.path for v in gan.trainable_variables if (v.numpy() != before[v.path]).any()
    }
    assert any("colors_4" in path for path in moved)
    assert not any("colors_8" in path or "colors_16" in path for path in moved)


def test_moments_begin_anew_with_a_stage_and_only_then(tmp_path):
    gan = grown_to(0)
    trained(gan, 8)
    assert [int(o.iterations) for o in gan.optimizer.by_player.values()] == [2, 2]
    trained(gan, 12)
    assert int(gan.generator_optimizer.iterations) == 3
    gan.save(tmp_path / "gan.keras")
    loaded = keras.models.load_model(tmp_path / "gan.keras")
    trained(loaded, 4)
    assert int(loaded.generator_optimizer.iterations) == 4
    assert float(loaded.generator_optimizer.learning_rate) == pytest.approx(1e-3)


@pytest.mark.parametrize(
    ("images_seen", "graph"), [(4, False), (12, True), (40, False)]
)
def test_a_file_of_any_phase_goes_on_to_the_same_bits(images_seen, graph, tmp_path):
    gan = grown_to(images_seen - images_seen % PHASE, graph)
    trained(gan, images_seen % PHASE or PHASE)
    gan.save(tmp_path / "gan.keras")
    loaded = keras.models.load_model(tmp_path / "gan.keras")
    np.testing.assert_array_equal(gan.sample(2, seed=0), loaded.sample(2, seed=0))
    for model in (gan, loaded):
        trained(model, 12)
    assert_equal(state(gan), state(loaded))


def test_speed_is_of_the_images_that_steps_take(monkeypatch):
    """Of a batch of 4 a stage of 4 pixels takes 2: images a second are of these."""
    speeds = []
    for batch_sizes in (None, {4: 2}):
        gan = grown_to(0, batch_sizes=batch_sizes)
        moments = iter(range(100))  # a second passes between two readings
        monkeypatch.setattr(growing.time, "perf_counter", lambda m=moments: next(m))
        speeds += trained(gan, 4)["images_per_second"]
        monkeypatch.undo()
    assert speeds[0] == 2 * speeds[1] > 0


def test_real_images_fade_as_fakes_do():
    gan = grown_to(12)
    gan.check()
    images = tiny_models.images(BATCH)
    half = images.reshape(BATCH, 8, 2, 8, 2, 3).mean((2, 4))
    quarter = half.reshape(BATCH, 4, 2, 4, 2, 3).mean((2, 4))
    expected = 0.5 * half + 0.5 * quarter.repeat(2, 1).repeat(2, 2)
    np.testing.assert_allclose(gan.real_of(images), expected, atol=1e-6)


def test_critic_loss_is_the_papers():
    """WGAN-GP with drift: what the step reports adds up to what it minimizes."""
    gan = grown_to(100, ema_decay=None)
    gan.check()
    images = tiny_models.images(BATCH)
    real = tf.constant(images)
    fake = gan.generate(BATCH)
    real_logits, fake_logits = gan.critic(real), gan.critic(fake)
    found = gan.train_step(images)
    critic_loss = tf.reduce_mean(fake_logits) - tf.reduce_mean(real_logits)
    assert float(found["critic_loss"]) == pytest.approx(float(critic_loss), rel=1e-4)
    drift = float(tf.reduce_mean(real_logits**2))
    assert float(found["drift"]) == pytest.approx(drift, rel=1e-4)


@pytest.mark.parametrize("name", ["NonSaturating", "Relativistic"])
def test_another_objective_grows_without_a_penalty(name):
    objective = getattr(kerasgan.losses, name)()

    class Other(kerasgan.ProGAN):
        pass

    Other.objective = objective
    gan = tiny_models.build(
        Other, False, grown=False, images_per_phase=PHASE, penalty_weight=0.0
    )
    gan.compile(run_eagerly=True)
    history = trained(gan, 8, epochs=4)
    assert history["gradient_penalty"] == [0] * 4
    assert np.isfinite(history["generator_loss"]).all()
    gan.reset_metrics()
    images = tf.constant(tiny_models.images(BATCH))
    real, fake = gan.critic(images), gan.critic(gan.generate(BATCH))
    expected = sum(objective.discriminator(real, fake).values())
    found = gan.train_step(images)["critic_loss"]
    assert float(found) == pytest.approx(float(expected), rel=1e-4)


def test_samples_are_of_the_stage_or_of_an_earlier_one():
    gan = grown_to(16)
    trained(gan, 4)
    assert gan.sample(2).shape == (2, 8, 8, 3)
    earlier = gan.sample(2, seed=1, to=4)
    latents = gan.draw(2, seed=1)["latents"]
    expected = np.clip(gan.averages["generator"](latents)[0], -1, 1)
    np.testing.assert_allclose(earlier, expected, atol=1e-6)
    with pytest.raises(ValueError, match=r"grown to 8 pixels.*\[4, 8\].*to=16"):
        gan.sample(2, to=16)


def test_in_a_fade_samples_are_mixed():
    gan = grown_to(12)
    latents = gan.draw(2, seed=0)["latents"]
    quarter, half, _ = gan.generator(latents)
    expected = 0.5 * half + 0.5 * np.repeat(np.repeat(quarter, 2, 1), 2, 2)
    np.testing.assert_allclose(
        gan.sample(2, seed=0), np.clip(expected, -1, 1), atol=1e-6
    )
    predicted = gan.predict(latents, verbose=0)
    np.testing.assert_allclose(predicted, gan(latents), atol=1e-5)


def test_large_images_take_fewer_of_a_batch():
    gan = grown_to(0, batch_sizes={8: 2})
    trained(gan, 20)  # 8 at 4x4 and, of the other three batches, 2 each
    assert int(gan.images_seen) == 14
    restored = type(gan).from_config(gan.get_config())
    assert restored.batch_sizes == gan.batch_sizes


def test_grids_and_their_strip_go_through_stages(tmp_path):
    grid = SampleGrid(tmp_path, num_images=4)
    trained(grown_to(0), 8, epochs=4, callbacks=[grid])
    sides = []
    for epoch in range(5):
        with Image.open(tmp_path / f"epoch-{epoch:04d}.png") as image:
            sides.append(image.info["tile"])
    assert sides == ["64 64"] * 5  # 4, 4 and 8, ... pixels, enlarged by nearest
    with Image.open(tmp_path / "progress.gif") as image:
        assert image.n_frames == 5


def test_a_rehearsal_names_each_stage_and_leaves_no_trace(capsys):
    gan = grown_to(12)
    before = [v.numpy() for v in state(gan)]
    gan.compile(rehearse=BATCH, run_eagerly=True)
    printed = capsys.readouterr().out.splitlines()
    assert [line.partition(":")[0] for line in printed] == ["4x4", "8x8", "16x16"]
    assert all("GiB" in line and "s for 1,000 images" in line for line in printed)
    for variable, value in zip(gan.variables, before, strict=False):
        np.testing.assert_array_equal(variable, value)
    assert not any(v.numpy().any() for v in gan.generator_optimizer._momentums)
    other = grown_to(12)
    for model in (gan, other):
        trained(model, 12)
    assert_equal(state(gan), state(other))


def test_a_stage_that_does_not_fit_is_refused_in_words(monkeypatch):
    gan = grown_to(0)

    def exhausted(self, batch):
        raise tf.errors.ResourceExhaustedError(None, None, "no memory")

    monkeypatch.setattr(kerasgan.ProGAN, "train_on_batch", exhausted)
    with pytest.raises(ValueError, match=r"4 images.*4x4.*batch_sizes=\{4: 2\}"):
        gan.compile(rehearse=BATCH)


@pytest.mark.parametrize("side", [4, 8, 16])
def test_exports_are_of_the_stage_or_of_an_earlier_one(side, tmp_path):
    gan = grown_to(100)
    gan.check()
    to = None if side == 16 else side
    served = export.to_saved_model(gan, tmp_path / "served", to=to)
    report = export.read_report(served)
    assert report["resolution"] == [side, side]
    names = {"serving_default", "sample"}
    assert set(report["signatures"]) == names | {f"{name}_png" for name in names}
    file = export.to_tflite(gan, tmp_path / "gan.tflite", to=to)
    assert export.read_report(file)["resolution"] == [side, side]
