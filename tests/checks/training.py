"""How every model trains."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from tiny_models import BATCH
from tiny_models import NUM_IMAGES
from tiny_models import behind
from tiny_models import borrowed
from tiny_models import build
from tiny_models import dataset
from tiny_models import for_images
from tiny_models import health
from tiny_models import loss_of_all
from tiny_models import reported
from tiny_models import trained
from tiny_models import values

from kerasgan.layers import AdaptiveAugment


def fit_reports_what_is_declared_and_its_health_and_nothing_else(cls):
    gan, history = trained(cls).gan, trained(cls).history
    assert set(history) == {*reported(gan, history), *health(gan)}
    assert np.isfinite(list(history.values())).all()
    assert min(history["images_per_second"]) > 0
    for player in gan.players:
        assert min(history[f"{player}_gradient_norm"]) > 0


def a_step_moves_every_player_and_is_traced_once(cls):
    gan = trained(cls).gan
    assert len(trained(cls).traces) == len(getattr(gan, "sides", "1"))  # of stages
    for player, before in trained(cls).before.items():
        after = gan.variables_of(player)
        still = [
            weight.path
            for old, weight in zip(before, after, strict=True)
            if np.array_equal(old, weight.numpy())
        ]
        # A loss of differences of logits has no gradient in their common bias.
        common = player == "discriminator" and after[-1].path.endswith("bias")
        assert set(still) <= ({after[-1].path} if common else set())


def each_optimizer_moves_all_of_its_own_player(cls):
    with borrowed(cls) as gan:
        for player in gan.players:
            own = gan.live_variables_of(player)
            rest = [v for other in gan.players for v in gan.variables_of(other)]
            rest = [v for v in rest if not any(v is one for one in own)]
            before, others = values(own), values(rest)
            for _ in range(2):  # behind a kernel that begins at zero, the second moves
                with tf.GradientTape() as tape:
                    loss = loss_of_all(gan)
                gan.update(player, loss, tape)
            moved = zip(own, before, values(own), strict=True)
            assert not [v.path for v, old, new in moved if np.array_equal(old, new)]
            for old, new in zip(others, values(rest), strict=True):
                np.testing.assert_array_equal(old, new)


def adaptive_augmentation_follows_the_discriminator_or_is_refused(cls):
    gan = build(cls, compiled=False)
    layers = {}
    for name in gan.players.get("discriminator", ()):
        if hasattr(gan, "sides"):
            continue
        layers[name] = AdaptiveAugment(kimg=0.001, target=-2)  # any logit makes p rise
        setattr(gan, name, behind(layers[name], getattr(gan, name)))
    if not layers:
        return  # a model without a discriminator, or of images of several sizes
    gan.compile(run_eagerly=True)  # no minute of tracing for a few steps
    if gan.objective is None or gan.objective.threshold is None:
        with pytest.raises(ValueError, match="augments by .*DiffAugment"):
            gan.fit(dataset(gan), verbose=0)
        return
    for layer in layers.values():
        layer.interval = 1  # p moves by each batch
    gan.fit(dataset(gan).take(gan.critic_steps), verbose=0)
    assert min(float(layer.p.numpy()) for layer in layers.values()) > 0


def eagerly_the_same_seed_gives_the_same_history_and_another_seed_another(cls):
    """The graph's history, but for the last bits: a kernel may sum in another order."""
    same = build(cls, compiled=False, grown=False)
    other = build(cls, compiled=False, grown=False, seed=1)
    for gan in (same, other):
        gan.compile(run_eagerly=True)
    history = same.fit(dataset(same), verbose=0).history
    for name in same.loss_names:
        expected = trained(cls).history[name][0]
        np.testing.assert_allclose(history[name][0], expected, rtol=1e-3, atol=1e-5)
    for name in same.measure_names:  # of twelve images one verdict may be another
        assert abs(history[name][0] - trained(cls).history[name][0]) < 0.1
    differs = other.fit(dataset(other).take(other.critic_steps), verbose=0).history
    assert differs["generator_loss"] != history["generator_loss"]


def the_global_seed_decides_the_first_weights(cls):
    kernels = []
    for seed in (0, 0, 1):
        keras.utils.set_random_seed(seed)
        gan = for_images(cls)
        kernels.append([v for v in values(gan.trainable_variables) if v.ndim > 1])
    for first, same, other in zip(*kernels, strict=True):
        np.testing.assert_array_equal(first, same)
        assert not np.array_equal(first, other) or not first.any()  # R3GAN's zeros


def it_trains_jit_compiled_and_several_steps_at_a_time(cls):
    gan = build(cls, compiled=False)
    gan.compile(jit_compile=True, steps_per_execution=2)
    history = gan.fit(dataset(gan), verbose=0).history
    assert np.isfinite(list(history.values())).all()
    assert int(gan.step) == NUM_IMAGES // BATCH


def a_partial_last_batch_trains_or_is_refused_in_words(cls):
    with borrowed(cls) as gan:
        ragged = dataset(gan, slice(-2), drop_remainder=False)
        if gan.critic_steps > 1:
            with pytest.raises(ValueError, match="drop_remainder=True"):
                gan.fit(ragged, verbose=0)
            return
        history = gan.fit(ragged, verbose=0).history
        assert np.isfinite(list(history.values())).all()
        assert int(gan.step) == 6 + 3


def a_wrong_shape_is_refused_in_words(cls):
    wrong = tf.zeros((4, 32, 32, 3))
    if len(trained(cls).gan.batch_spec.parts) > 1:
        wrong = (wrong, wrong)
    wrong = tf.data.Dataset.from_tensors(wrong)
    with pytest.raises(ValueError, match=r"\(16, 16, 3\).*32, 32, 3.*image_size"):
        trained(cls).gan.fit(wrong, verbose=0)
