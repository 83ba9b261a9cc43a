"""Inversion of generators whose latents are known."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from kerasgan import latent
from kerasgan.inputs import from_seeds
from kerasgan.networks import dcgan

DIM = 6


@pytest.fixture(scope="module")
def generator():
    """Linear, with orthonormal columns: every image has one latent."""
    columns, _ = np.linalg.qr(np.random.default_rng(0).normal(size=(8 * 8, DIM)))
    inputs = keras.Input((DIM,))
    dense = layers.Dense(64, use_bias=False)
    generator = keras.Model(inputs, layers.Reshape((8, 8, 1))(dense(inputs)))
    dense.set_weights([columns.T])
    return generator


@pytest.fixture(scope="module")
def curved():
    keras.utils.set_random_seed(0)
    generator = dcgan.generator((16, 16, 1), DIM, width=4)
    for weight in generator.trainable_weights:
        weight.assign(weight * 5)  # untrained, it is gray all over
    return generator


def images_of(generator, seeds):
    z = from_seeds(seeds, generator.input_shape[-1])
    return z.numpy(), generator(z).numpy()


def test_a_linear_generator_is_inverted_exactly(generator):
    z, images = images_of(generator, range(5))
    # The rest of the space is what no latent draws.
    images = images * 0.2
    found, psnr = latent.invert(
        generator, images, prior_weight=0, restarts=1, learning_rate=0.2
    )
    assert found.dtype == psnr.dtype == "float32"
    np.testing.assert_allclose(found, 0.2 * z, atol=1e-3)
    assert psnr.shape == (5,) and psnr.min() > 60


def test_psnr_is_that_of_what_cannot_be_drawn(generator):
    z, images = images_of(generator, [0])
    kernel = generator.weights[0].numpy()
    rest = np.random.default_rng(1).normal(size=64)
    rest -= kernel.T @ (kernel @ rest)
    rest = 0.1 * rest.reshape(images.shape).astype("float32")
    target = 0.2 * images + rest
    found, psnr = latent.invert(
        generator, target, prior_weight=0, restarts=1, learning_rate=0.2
    )
    np.testing.assert_allclose(found, 0.2 * z, atol=1e-3)
    np.testing.assert_allclose(psnr, 10 * np.log10(4 / np.mean(rest**2)), rtol=1e-4)


def test_the_best_of_several_starts_is_kept(curved):
    _, images = images_of(curved, range(100, 104))
    _, psnr_once = latent.invert(curved, images, restarts=1)
    _, psnr = latent.invert(curved, images, restarts=8)
    assert (psnr >= psnr_once - 1e-3).all() and psnr.mean() > psnr_once.mean()
    noise = np.random.default_rng(0).permutation(images, axis=1)
    _, psnr_noise = latent.invert(curved, noise)
    assert psnr.min() > psnr_noise.max() + 5


def test_a_generator_in_float16_is_inverted_as_well(curved):
    _, images = images_of(curved, range(100, 104))
    keras.config.set_dtype_policy("mixed_float16")
    try:
        half = dcgan.generator((16, 16, 1), DIM, width=4)
    finally:
        keras.config.set_dtype_policy("float32")
    half.set_weights(curved.get_weights())
    settings = {"steps": 100, "restarts": 2}
    found, psnr = latent.invert(half, images, **settings)
    _, psnr_of_float32 = latent.invert(curved, images, **settings)
    assert found.dtype == "float32"
    assert psnr.mean() > psnr_of_float32.mean() - 2


def test_the_prior_keeps_the_length_that_latents_have(generator):
    far = np.clip(40 * images_of(generator, range(3))[1], -1, 1)
    lengths = [
        np.linalg.norm(
            latent.invert(generator, far, prior_weight=weight, learning_rate=0.5)[0],
            axis=1,
        )
        for weight in (0, 100)
    ]
    assert lengths[0].min() > 4
    np.testing.assert_allclose(lengths[1], np.sqrt(DIM - 1), rtol=1e-2)


def test_a_photo_is_inverted_alike_whatever_is_beside_it(curved):
    _, images = images_of(curved, range(3))
    settings = {"steps": 20, "restarts": 2, "seed": 3}
    together, psnr = latent.invert(curved, images, **settings)
    apart, apart_psnr = latent.invert(curved, images, batch_size=2, **settings)
    np.testing.assert_allclose(together, apart, atol=1e-3)
    np.testing.assert_allclose(psnr, apart_psnr, atol=1e-2)
    other, _ = latent.invert(curved, images, steps=20, restarts=2, seed=4)
    assert not np.allclose(together, other, atol=1e-2)


def test_pixels_may_be_bytes(curved):
    _, images = images_of(curved, range(2))
    pixels = np.rint((images + 1) * 127.5).astype("uint8")
    settings = {"steps": 10, "restarts": 1}
    of_bytes, _ = latent.invert(curved, pixels, **settings)
    of_floats, _ = latent.invert(curved, pixels / 127.5 - 1, **settings)
    np.testing.assert_allclose(of_bytes, of_floats, atol=1e-5)


def test_features_decide_where_pixels_have_no_weight(generator):
    z, images = images_of(generator, range(2))
    images = 0.2 * images

    def mirrored(x):
        return 100 * (x + 0.5)  # of all pixels: a sharper measure of the same

    def first_rows(x):
        return 1000 * x[:, :1]  # 8 numbers, which 6 latents follow

    for features in (mirrored, first_rows):
        found, _ = latent.invert(
            generator,
            images,
            prior_weight=0,
            restarts=1,
            learning_rate=0.2,
            features=features,
        )
        np.testing.assert_allclose(found, 0.2 * z, atol=2e-2)


def test_a_function_is_a_generator_when_its_latents_are_said(generator):
    _, images = images_of(generator, [0])
    settings = {"steps": 5, "restarts": 1}
    z, _ = latent.invert(generator, images, **settings)
    same, _ = latent.invert(lambda z: generator(z), images, latent_dim=DIM, **settings)
    np.testing.assert_allclose(z, same, atol=1e-6)


def test_photos_of_another_shape_or_range_are_refused_in_words(generator):
    with pytest.raises(ValueError, match=r"8, 8, 1.*but have \(2, 9, 9, 1\)"):
        latent.invert(generator, np.zeros((2, 9, 9, 1)))
    with pytest.raises(ValueError, match=r"from 255 to 255.*127.5"):
        latent.invert(generator, np.full((2, 8, 8, 1), 255.0))


def test_a_trained_encoder_beats_random_starts(curved):
    encoder = latent.train_encoder(curved, steps=150, batch_size=32, width=8)
    z, images = images_of(curved, range(200, 232))
    error = np.mean((encoder(images).numpy() - z) ** 2)
    assert error < 0.5 < np.mean(z**2)
    settings = {"steps": 10, "restarts": 1}
    _, random = latent.invert(curved, images, **settings)
    _, guessed = latent.invert(curved, images, encoder=encoder, **settings)
    assert guessed.mean() > random.mean() + 2


def test_the_seed_decides_the_encoder_and_the_generator_stays(curved):
    before = [weight.numpy() for weight in curved.weights]
    state = np.random.get_state()[1].copy()
    first, same, other = (
        latent.train_encoder(curved, steps=3, width=2, seed=seed) for seed in (0, 0, 1)
    )
    for one, two in zip(first.weights, same.weights, strict=True):
        np.testing.assert_allclose(one, two, atol=1e-6)
    assert not np.allclose(first.weights[0], other.weights[0], atol=1e-3)
    for weight, old in zip(curved.weights, before, strict=True):
        np.testing.assert_array_equal(weight, old)
    np.testing.assert_array_equal(np.random.get_state()[1], state)


def test_an_encoder_of_ones_own_is_trained(generator):
    inputs = keras.Input((8, 8, 1))
    own = keras.Model(inputs, layers.Dense(DIM)(layers.Flatten()(inputs)))
    assert latent.train_encoder(generator, own, steps=200, learning_rate=0.05) is own
    z, images = images_of(generator, range(20))
    np.testing.assert_allclose(own(images), z, atol=0.1)


def test_an_encoder_fits_the_image_and_computes_in_float32():
    keras.config.set_dtype_policy("mixed_float16")
    try:
        encoder = latent.encoder((20, 32, 3), 7, width=4)
    finally:
        keras.config.set_dtype_policy("float32")
    guesses = encoder(tf.zeros((2, 20, 32, 3)))
    assert guesses.shape == (2, 7) and guesses.dtype == "float32"
    assert {layer.compute_dtype for layer in encoder.layers[1:]} == {"float32"}


def test_labels_are_those_of_each_photo(generator):
    z = 0.1 * images_of(generator, range(4))[0]
    wanted = {"gain": np.array([1.0, 2.0, 0.5, -1.0], "float32")}

    def labeled(inputs):
        return generator(inputs["latents"] * inputs["gain"][:, None])

    images = labeled({"latents": z, **wanted}).numpy()
    found, psnr = latent.invert(
        labeled,
        images,
        prior_weight=0,
        restarts=2,
        learning_rate=0.2,
        batch_size=3,
        latent_dim=DIM,
        labels=wanted,
    )
    np.testing.assert_allclose(found, z, atol=2e-3)
    assert psnr.min() > 50
