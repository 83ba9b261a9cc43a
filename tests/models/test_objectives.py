"""What each objective promises beyond the common checks."""

import keras
import numpy as np
import pytest
import tensorflow as tf

import kerasgan
from kerasgan import layers
from kerasgan.training import fitting

SHAPE = (16, 16, 1)


def images(rng, count=8):
    return rng.uniform(-1, 1, (count, *SHAPE)).astype("float32")


def compiled(cls, **kwargs):
    gan = cls.for_images(SHAPE, width=kwargs.pop("width", 2), **kwargs)
    gan.compile(run_eagerly=True)  # a few steps, without the minutes of tracing
    return gan


def test_the_balance_of_began_is_that_of_a_hand_run(rng):
    gan = compiled(kerasgan.BEGAN, balance_rate=0.1, diversity=3.0)
    batch = images(rng)
    seen = []
    loss_of = gan.reconstruction_loss

    def recorded(x):
        seen.append(float(loss_of(x)))
        return loss_of(x)

    gan.reconstruction_loss = recorded
    history = gan.fit(batch, batch_size=4, epochs=3, verbose=0).history
    k, hand = 0.0, []
    for real, fake, generated in np.reshape(seen, (-1, 3)):
        hand.append((real - k * fake, real + abs(3 * real - generated)))
        k = min(max(k + 0.1 * (3 * real - generated), 0), 1)
    assert 0 < k < 1 and float(gan.k.numpy()) == pytest.approx(k, abs=1e-5)
    by_epoch = np.reshape(hand, (3, 2, 2)).mean(axis=1)
    np.testing.assert_allclose(history["discriminator_loss"], by_epoch[:, 0], atol=1e-5)
    np.testing.assert_allclose(history["convergence"], by_epoch[:, 1], atol=1e-5)


def test_the_balance_of_began_stays_in_its_bounds(rng):
    gan = compiled(kerasgan.BEGAN, balance_rate=100.0)
    gan.fit(images(rng), batch_size=4, epochs=2, verbose=0)
    assert 0 <= float(gan.k.numpy()) <= 1


def test_weights_of_wgan_are_clipped_after_each_critic_step(rng):
    gan = compiled(kerasgan.WGAN, clip=0.005, critic_steps=2)
    gan.fit(images(rng), batch_size=4, verbose=0)
    largest = [
        float(tf.reduce_max(tf.abs(w))) for w in gan.variables_of("discriminator")
    ]
    assert max(largest) == pytest.approx(0.005)
    assert max(np.abs(w.numpy()).max() for w in gan.variables_of("generator")) > 0.005


def test_kernels_of_sngan_are_what_is_saved_and_a_pass_leaves_them(rng):
    gan = compiled(kerasgan.SNGAN)
    wrapped = [
        layer
        for layer in gan.discriminator._flatten_layers()
        if isinstance(layer, layers.SpectralNormalization)
    ]
    kernels = [
        w for w in gan.variables_of("discriminator") if w.path.endswith("kernel")
    ]
    assert len(wrapped) == len(kernels)
    before = [kernel.numpy() for kernel in kernels]
    gan.discriminator(images(rng), training=True)
    for old, kernel in zip(before, kernels, strict=True):
        np.testing.assert_array_equal(old, kernel.numpy())


def test_the_discriminator_of_sngan_is_lipschitz(rng):
    """Residual branches add up, so the bound is that of the sum, not 1."""
    gan = compiled(kerasgan.SNGAN, width=4)
    for _ in range(30):
        gan.discriminator(images(rng), training=True)
    batch = tf.constant(images(rng))
    with tf.GradientTape() as tape:
        tape.watch(batch)
        logits = tf.reduce_sum(gan.discriminator(batch))
    spectral = tf.norm(tape.gradient(logits, batch), axis=(1, 2))
    for kernel in gan.variables_of("discriminator"):
        kernel.assign(10 * kernel) if kernel.path.endswith("kernel") else None
    with tf.GradientTape() as tape:
        tape.watch(batch)
        logits = tf.reduce_sum(gan.discriminator(batch))
    scaled = tf.norm(tape.gradient(logits, batch), axis=(1, 2))
    np.testing.assert_allclose(scaled, spectral, rtol=1e-3, atol=1e-6)


@pytest.mark.parametrize(
    ("cls", "name"),
    [
        (kerasgan.WGANGP, "critic_steps"),
        (kerasgan.SNGAN, "critic_steps"),
    ],
)
def test_a_step_takes_a_fresh_minibatch_for_each_critic_update(rng, cls, name):
    gan = compiled(cls, **{name: 3})
    history = gan.fit(images(rng, 24), batch_size=4, verbose=0)
    assert getattr(gan, name) == gan.critic_steps == 3
    assert int(gan.step.numpy()) == 2 and history.params["steps"] == 2
    assert int(gan.discriminator_optimizer.iterations.numpy()) == 6
    assert int(gan.generator_optimizer.iterations.numpy()) == 2


def test_minibatches_of_a_step_lie_behind_one_another():
    numbers = tf.data.Dataset.range(24).map(lambda n: tf.cast(n, "float32"))
    labelled = numbers.map(lambda n: (tf.fill((2,), n), n))
    steps = fitting.grouped(labelled.batch(4, drop_remainder=True), 3, num_replicas=1)
    x, y = next(iter(steps))
    np.testing.assert_array_equal(y, range(12))
    np.testing.assert_array_equal(x[:, 0], range(12))
    assert steps.cardinality() == 2


def test_each_replica_gets_its_part_of_every_minibatch():
    numbers = tf.data.Dataset.range(24).batch(4, drop_remainder=True)
    first, second = np.split(next(iter(fitting.grouped(numbers, 3, 2))).numpy(), 2)
    np.testing.assert_array_equal(first, [0, 1, 4, 5, 8, 9])
    np.testing.assert_array_equal(second, [2, 3, 6, 7, 10, 11])


def test_too_few_minibatches_for_a_step_are_refused(rng):
    with pytest.raises(ValueError, match="takes 5 minibatches.*has 2 in all"):
        compiled(kerasgan.WGANGP).fit(images(rng), batch_size=4, verbose=0)


def test_the_l2_penalty_is_reported_with_its_weight(rng):
    gan = compiled(kerasgan.L2GAN, penalty_weight=0.5)
    squares = sum(
        float(tf.reduce_sum(w.value**2))
        for w in gan.variables_of("discriminator")
        if w.path.endswith("kernel")
    )
    history = gan.fit(images(rng, 4), batch_size=4, verbose=0).history
    assert history["l2_penalty"][0] == pytest.approx(0.5 * squares, rel=1e-5)


def test_verdicts_of_lsgan_are_split_between_its_labels(rng):
    gan = compiled(kerasgan.LSGAN)
    dense = gan.discriminator.layers[-1]
    dense.kernel.assign(tf.zeros_like(dense.kernel))
    dense.bias.assign([0.4])
    history = gan.fit(images(rng, 4), batch_size=4, verbose=0).history
    assert (history["real_accuracy"], history["fake_accuracy"]) == ([0], [1])


def test_a_critic_penalty_comes_with_layer_normalization():
    critic = compiled(kerasgan.WGANGP).discriminator
    kinds = {type(layer) for layer in critic.layers}
    assert layers.LayerNormalization in kinds
    assert not any(issubclass(k, keras.layers.BatchNormalization) for k in kinds)


def augmented(cls, augment, **kwargs):
    """A model whose discriminator stands behind an augmentation."""
    judge = kerasgan.networks.dcgan.discriminator(SHAPE, 2)
    gan = cls(
        kerasgan.networks.dcgan.generator(SHAPE, 8, 2),
        keras.Sequential([keras.Input(SHAPE), augment, judge]),
        **kwargs,
    )
    gan.compile()
    return gan


def test_augmentation_goes_by_the_threshold_of_the_labels():
    # Half-way between LSGAN's labels, a logit is taken for neither.
    augment = layers.AdaptiveAugment()
    gan = augmented(kerasgan.LSGAN, augment)
    gan.adapt(gan.discriminator, tf.constant([[0.4], [0.3], [0.2], [0.6]]))
    np.testing.assert_allclose(augment.tally, [-2, 4, 1])
