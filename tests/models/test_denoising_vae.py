"""The denoising autoencoder beyond the common checks: its equation and its use."""

import keras
import numpy as np
import pytest
import tensorflow as tf
import tiny_models

import kerasgan

SHAPE = (16, 16, 3)


def build(**kwargs):
    keras.utils.set_random_seed(0)
    model = kerasgan.DenoisingVAE.for_images(SHAPE, latent_dim=16, width=4, **kwargs)
    model.compile(run_eagerly=True)
    return model


def test_both_terms_are_sums_over_an_image():
    model = build(divergence_weight=3.0)
    images = tf.constant(tiny_models.images(4))
    found = {name: float(v) for name, v in model.train_step((images, images)).items()}
    again = build()
    made = again.generator(images, training=True)
    pixels = ((made - images).numpy() ** 2).sum((1, 2, 3)).mean() / 2
    assert found["reconstruction_loss"] == pytest.approx(pixels, rel=1e-4)
    divergence = float(again.generator.losses[0])
    assert found["divergence_loss"] == pytest.approx(divergence, rel=1e-4)
    whole = (pixels + 3 * divergence) / (16 * 16 * 3)
    assert found["generator_loss"] == pytest.approx(whole, rel=1e-4)


def test_it_takes_noise_away(rng):
    """Of images of two numbers each, which noise hides."""
    one, other = rng.uniform(-0.8, 0.8, (2, 128, 1, 1, 1))
    ramp = np.linspace(0, 1, 16)[:, None, None]
    images = (one + (other - one) * ramp) * np.ones((1, 16, 16, 3))
    images = images.astype("float32")
    noise = rng.normal(0, 0.4, images.shape)
    noisy = np.clip(images + noise, -1, 1).astype("float32")
    model = build(ema_decay=None)
    model.compile()
    model.fit(noisy[:96], images[:96], batch_size=16, epochs=40, verbose=0)
    made = model.translate(noisy[96:])
    before, after = (np.abs(i - images[96:]).mean() for i in (noisy[96:], made))
    assert after < 0.5 * before
    np.testing.assert_array_equal(made, model.translate(noisy[96:]))  # none is drawn
