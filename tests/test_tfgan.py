"""Objectives and penalties equal those of TensorFlow-GAN.

Its losses are called eagerly, where they join no collection, with weights of one,
for which its default reduction is the mean.
"""

import keras
import numpy as np
import pytest
import tensorflow as tf
import tfgan
from keras import layers

from kerasgan import losses
from kerasgan import regularizers


@pytest.fixture
def theirs():
    return tfgan.load("losses.losses_impl")


@pytest.fixture(params=[(6, 1), (4, 3, 5, 1)], ids=["logits", "patches"])
def logits(request, rng):
    return rng.normal(scale=2, size=(2, *request.param)).astype("float32")


def same(ours, theirs):
    assert float(ours) == pytest.approx(float(theirs), rel=1e-5)


def test_minimax(theirs, logits):
    real, fake = logits
    ours = losses.Minimax()
    same(
        sum(ours.discriminator(real, fake).values()),
        theirs.minimax_discriminator_loss(real, fake, label_smoothing=0.0),
    )
    # They add the discriminator's loss on real images, at a logit of one.
    constant = np.log1p(np.exp(-1))
    same(ours.generator(fake) - constant, theirs.minimax_generator_loss(fake))


def test_non_saturating(theirs, logits):
    real, fake = logits
    ours = losses.NonSaturating()
    same(
        sum(ours.discriminator(real, fake).values()),
        theirs.modified_discriminator_loss(real, fake, label_smoothing=0.0),
    )
    same(ours.generator(fake), theirs.modified_generator_loss(fake))


@pytest.mark.parametrize("labels", [(0, 1, 1), (-1, 1, 0)])
def test_least_squares(theirs, logits, labels):
    real, fake = logits
    a, b, c = labels
    ours = losses.LeastSquares(a, b, c)
    same(
        sum(ours.discriminator(real, fake).values()),
        theirs.least_squares_discriminator_loss(real, fake, real_label=b, fake_label=a),
    )
    same(ours.generator(fake), theirs.least_squares_generator_loss(fake, real_label=c))


def test_wasserstein(theirs, logits):
    real, fake = logits
    ours = losses.Wasserstein()
    same(
        sum(ours.discriminator(real, fake).values()),
        theirs.wasserstein_discriminator_loss(real, fake),
    )
    same(ours.generator(fake), theirs.wasserstein_generator_loss(fake))


def test_hinge(theirs, logits):
    real, fake = logits
    ours = losses.Hinge()
    same(
        sum(ours.discriminator(real, fake).values()),
        theirs.wasserstein_hinge_discriminator_loss(real, fake),
    )
    same(ours.generator(fake), theirs.wasserstein_hinge_generator_loss(fake))


def test_relativistic(theirs, logits):
    # They compare with the others' average, twice; in a batch of one, with the other.
    real, fake = (side.reshape(-1, 1) for side in logits)
    pairs = list(zip(real, fake, strict=True))
    ours = losses.Relativistic()
    same(
        sum(ours.discriminator(real, fake).values()),
        np.mean([theirs.relativistic_discriminator_loss(*pair) for pair in pairs]) / 2,
    )
    same(
        ours.generator(fake, real),
        np.mean([theirs.relativistic_generator_loss(*pair) for pair in pairs]) / 2,
    )


def test_interpolated_gradient_penalty(theirs, rng):
    # Where real and fake are one image, it doesn't matter how they mix it.
    images = rng.uniform(-1, 1, size=(4, 8, 8, 3)).astype("float32")
    critic = keras.Sequential(
        [
            layers.Conv2D(4, 3, 2, activation="tanh", kernel_initializer="he_normal"),
            layers.Flatten(),
            layers.Dense(1, kernel_initializer="he_normal"),
        ]
    )
    critic.build(images.shape)
    critic.layers[-1].kernel.assign(10 * critic.layers[-1].kernel)

    @tf.function  # theirs refuses to run eagerly
    def expected():
        return theirs.wasserstein_gradient_penalty(
            images, images, None, lambda x, _: critic(x), "critic"
        )

    mix = np.full((4, 1, 1, 1), 0.3, "float32")
    ours = regularizers.interpolated_gradient_penalty(critic, images, images, mix)
    same(ours, expected())
