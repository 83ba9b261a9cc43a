import numpy as np
import pytest

from kerasgan.callbacks import CosineDecay
from kerasgan.callbacks import GradientNorms


def norms_of(history, player):
    return {n: v for n, v in history.items() if n.startswith(f"gradient_norm/{player}")}


def test_the_norms_of_the_layers_make_the_norm_of_the_player(train, gan):
    history = train(GradientNorms(), epochs=2, batch_size=8).history  # a step an epoch
    for player in ("generator", "discriminator"):
        norms = norms_of(history, player)
        assert len(norms) == len(gan.networks[player].trainable_variables)
        total = np.sqrt(np.sum(np.square(list(norms.values())), axis=0))
        np.testing.assert_allclose(total, history[f"{player}_gradient_norm"], rtol=1e-4)
    assert "/dense" in next(iter(norms_of(history, "generator")))


def test_the_step_is_as_before_when_training_has_ended(train):
    train(GradientNorms())
    history = train().history
    assert not norms_of(history, "generator")


def test_the_norm_is_that_of_the_gradient(train, gan):
    """Of the final bias, whose gradient is the mean of d loss / d logit."""
    import tensorflow as tf

    images = np.random.default_rng(0).uniform(-1, 1, (8, 16, 16, 1)).astype("float32")
    bias = gan.discriminator.trainable_variables[-1]
    before = gan.get_weights()
    with tf.GradientTape() as tape:
        real = gan.discriminator(images, training=True)
        fake = gan.discriminator(gan.generate(8), training=True)
        loss = gan.objective.discriminator(real, fake)
    expected = float(tf.norm(tape.gradient(loss, bias.value)))
    gan.set_weights(before)
    history = train(GradientNorms(), batch_size=8).history
    logged = history[f"gradient_norm/discriminator/{bias.path}"][0]
    assert logged == pytest.approx(expected, rel=1e-3)


@pytest.mark.parametrize("order", [1, -1])
def test_learning_rates_decay_all_the_same(train, order):
    callbacks = [GradientNorms(), CosineDecay(end=4)][::order]
    history = train(*callbacks, epochs=2).history
    assert norms_of(history, "generator")
    rates = history["generator_learning_rate"]
    assert rates[1] < rates[0]
    assert not norms_of(train().history, "generator")
