"""The fused Adam is Keras' Adam."""

import keras
import numpy as np
import pytest
import tensorflow as tf

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
