"""How every GAN trains."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from tiny_models import BATCH
from tiny_models import NUM_IMAGES
from tiny_models import assert_equal
from tiny_models import behind
from tiny_models import build
from tiny_models import dataset
from tiny_models import for_images
from tiny_models import health
from tiny_models import loss_of_fakes
from tiny_models import players
from tiny_models import reported
from tiny_models import trained
from tiny_models import values

from kerasgan.layers import AdaptiveAugment


def assert_near(history, expected):
    """But for the last bit: TensorFlow may order the sum of a mean in another way."""
    for name, numbers in expected.items():
        np.testing.assert_allclose(history[name], numbers, rtol=1e-6, err_msg=name)


def fit_reports_what_is_declared_and_its_health_and_nothing_else(cls):
    gan, history = trained(cls).gan, trained(cls).history
    assert set(history) == {*reported(gan, history), *health(gan)}
    assert np.isfinite(list(history.values())).all()
    assert min(history["images_per_second"]) > 0
    for player in players(gan):
        assert min(history[f"{player}_gradient_norm"]) > 0


def a_step_moves_both_players_and_is_traced_once(cls):
    gan = trained(cls).gan
    gan.fit(dataset(gan), verbose=0)
    assert len(trained(cls).traces) == 1
    after = gan.generator_variables + gan.discriminator_variables
    still = [
        weight
        for old, weight in zip(trained(cls).before, after, strict=True)
        if np.array_equal(old, weight.numpy())
    ]
    # A loss of differences of logits alone has no gradient in their common bias.
    assert all(weight is gan.discriminator_variables[-1] for weight in still)
    assert all(weight.path.endswith("bias") for weight in still)


def each_optimizer_moves_all_of_its_own_player(cls):
    gan = build(cls)
    for player, own, other in (
        ("discriminator", gan.discriminator, gan.generator),
        ("generator", gan.generator, gan.discriminator),
    ):
        before = values(own.trainable_variables)
        others = values(other.trainable_variables)
        for _ in range(2):  # behind a kernel that begins at zero, the second moves
            with tf.GradientTape() as tape:
                loss = loss_of_fakes(gan)
            gan.update(player, loss, tape)
        moved = [
            not np.array_equal(old, new)
            for old, new in zip(before, values(own.trainable_variables), strict=True)
        ]
        assert all(moved), [v.path for v in own.trainable_variables]
        assert_equal([tf.constant(v) for v in others], other.trainable_variables)


def adaptive_augmentation_follows_the_discriminator_or_is_refused(cls):
    gan = build(cls, compiled=False)
    augment = AdaptiveAugment(kimg=0.001, target=-2)  # any logit makes p rise
    gan.discriminator = behind(augment, gan.discriminator)
    gan.compile(run_eagerly=True)  # no minute of tracing for a few steps
    if "real_accuracy" not in gan.measure_names:
        with pytest.raises(ValueError, match="augments by .*DiffAugment"):
            gan.fit(dataset(gan), verbose=0)
        return
    gan.fit(dataset(gan), epochs=2, verbose=0)  # p is moved each fourth step
    assert float(augment.p.numpy()) > 0


def the_same_seed_gives_the_same_history_and_another_seed_another(cls):
    same, other = build(cls), build(cls, seed=1)
    first = trained(cls).history
    same.fit(dataset(same), epochs=2, verbose=0)
    other.fit(dataset(other), verbose=0)
    assert_near(reported(same, same.history.history), reported(same, first))
    assert other.history.history["generator_loss"][0] != first["generator_loss"][0]


def the_global_seed_decides_the_first_weights(cls):
    kernels = []
    for seed in (0, 0, 1):
        keras.utils.set_random_seed(seed)
        gan = for_images(cls)
        kernels.append([v for v in values(gan.trainable_variables) if v.ndim > 1])
    for first, same, other in zip(*kernels, strict=True):
        np.testing.assert_array_equal(first, same)
        assert not np.array_equal(first, other) or not first.any()  # R3GAN's zeros


def it_trains_eagerly_jit_compiled_and_several_steps_at_a_time(cls):
    for way in (
        {"run_eagerly": True},
        {"jit_compile": True, "steps_per_execution": 2},
    ):
        gan = build(cls, compiled=False)
        gan.compile(**way)
        history = gan.fit(dataset(gan), verbose=0).history
        assert np.isfinite(list(history.values())).all(), way
        assert int(gan.step) == NUM_IMAGES // BATCH


def a_partial_last_batch_trains_or_is_refused_in_words(cls):
    gan = build(cls)
    ragged = dataset(gan, slice(-2), drop_remainder=False)
    if gan.minibatches == 1:
        history = gan.fit(ragged, verbose=0).history
        assert np.isfinite(list(history.values())).all()
        assert int(gan.step) == 3
        return
    try:
        gan.fit(ragged, verbose=0)
    except ValueError as error:
        message = str(error)
    assert "drop_remainder=True" in message


def a_wrong_shape_is_refused_in_words(cls):
    wrong = tf.data.Dataset.from_tensors(tf.zeros((4, 32, 32, 3)))
    try:
        build(cls).fit(wrong, verbose=0)
    except ValueError as error:
        message = str(error)
    assert (
        "(16, 16, 3)" in message and "32, 32, 3" in message and "image_size" in message
    )
