"""The fused Adam is Keras' Adam."""

import keras
import numpy as np
import pytest
import tensorflow as tf

import kerasgan
from kerasgan import optimizers


def descend(optimizer, steps=20):
    """A weight after so many steps down a quadratic."""
    weight = keras.Variable(np.linspace(-1, 1, 12).reshape(3, 4).astype("float32"))
    optimizer.build([weight])

    @tf.function
    def step():
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(tf.square(weight.value - 0.3) * [1.0, 2.0, 3.0, 0.0])
        optimizer.apply([tape.gradient(loss, weight.value)], [weight])

    for _ in range(steps):
        step()
    return weight.numpy(), [v.numpy() for v in optimizer.variables]


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"beta_1": 0.0, "beta_2": 0.9, "epsilon": 1e-3},
        {"weight_decay": 0.1},
        {"clipnorm": 0.1},
        {"amsgrad": True},
    ],
    ids=str,
)
def test_weights_and_moments_are_those_of_keras(arguments):
    ours, state = descend(optimizers.Adam(0.05, **arguments))
    expected, expected_state = descend(keras.optimizers.Adam(0.05, **arguments))
    np.testing.assert_allclose(ours, expected, rtol=1e-4, atol=2e-5)  # 1 - 0.999f
    for one, other in zip(state, expected_state, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=2e-5)  # 1 - 0.999f


def test_the_first_step_is_the_rate_whatever_the_gradient():
    """The closed form of Adam's first step: -rate * sign(gradient)."""
    weight = keras.Variable(np.zeros(3, "float32"))
    adam = optimizers.Adam(0.1, beta_1=0.5, epsilon=1e-12)
    adam.build([weight])
    adam.apply([tf.constant([4.0, -0.01, 0.0])], [weight])
    np.testing.assert_allclose(weight, [-0.1, 0.1, 0.0], rtol=1e-5)


def test_a_pair_of_two_time_scales_is_in_the_order_of_compile():
    generator, discriminator = optimizers.two_time_scale(1e-4, ratio=4, beta_2=0.9)
    assert float(generator.learning_rate) == pytest.approx(1e-4)
    assert float(discriminator.learning_rate) == pytest.approx(4e-4)
    assert (generator.beta_1, discriminator.beta_2) == (0.5, 0.9)


def test_it_is_saved_by_its_own_name():
    config = keras.saving.serialize_keras_object(optimizers.Adam(0.5))
    assert config["registered_name"] == "kerasgan>Adam"
    assert type(keras.saving.deserialize_keras_object(config)) is optimizers.Adam


@pytest.mark.parametrize("momentum", [0.0, 0.5])
@pytest.mark.parametrize("centered", [False, True])
@pytest.mark.parametrize("scale", [1.0, 1e-5])
def test_rmsprop_is_that_of_pytorch(momentum, centered, scale):
    rng = np.random.default_rng(0)
    gradients = scale * rng.normal(size=(20, 3)).astype("float32")
    weight = keras.Variable(np.zeros(3, "float32"))
    optimizer = optimizers.RMSprop(0.01, momentum=momentum, centered=centered)
    optimizer.build([weight])
    expected, squares, mean, buffer = np.zeros((4, 3))
    for gradient in gradients:
        optimizer.apply([tf.constant(gradient)], [weight])
        squares = 0.99 * squares + 0.01 * np.square(gradient)
        mean = 0.99 * mean + 0.01 * gradient
        spread = squares - np.square(mean) if centered else squares
        buffer = momentum * buffer + gradient / (np.sqrt(spread) + 1e-8)
        expected = expected - 0.01 * buffer
    np.testing.assert_allclose(weight.numpy(), expected, rtol=1e-4)


def test_small_gradients_move_a_weight_as_far_as_large_ones():
    # Keras' own moves it by 0.001 of the rate at 1e-7, with epsilon in the root.
    moved = []
    for gradient in (1e-6, 1.0):
        weight = keras.Variable(np.zeros(1, "float32"))
        optimizer = optimizers.RMSprop(0.01)
        optimizer.build([weight])
        for _ in range(5):
            optimizer.apply([tf.constant([gradient])], [weight])
        moved.append(float(weight.numpy()[0]))
    assert moved[0] == pytest.approx(moved[1], rel=0.2)


def test_rmsprop_is_saved_by_its_arguments():
    optimizer = optimizers.RMSprop(0.1, rho=0.5, momentum=0.25, centered=True)
    config = keras.optimizers.serialize(optimizer)
    again = keras.optimizers.deserialize(config)
    assert type(again) is optimizers.RMSprop
    assert again.get_config() == optimizer.get_config()


def test_wgan_trains_by_the_rmsprop_of_its_authors():
    optimizer = kerasgan.WGAN.default_optimizer(None, "generator")
    assert type(optimizer) is optimizers.RMSprop
    config = optimizer.get_config()
    assert (config["rho"], config["epsilon"]) == (0.99, 1e-8)
    assert config["learning_rate"] == pytest.approx(5e-5)
