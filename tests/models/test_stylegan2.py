"""StyleGAN2: styles, their mean and mixture, path lengths, averages by images."""

import numpy as np
import pytest
import tensorflow as tf
import tiny_models

import kerasgan
from kerasgan import export
from kerasgan.layers import LearnedConstant
from kerasgan.layers import PixelNoise
from kerasgan.layers import TowardMean
from kerasgan.networks import style
from kerasgan.regularizers import path_lengths
from kerasgan.training.styled import mixed_styles


def build(**kwargs):
    return tiny_models.build(kerasgan.StyleGAN2, **kwargs)


def test_the_networks_have_the_parameters_of_the_authors():
    """Those that their code prints for 1024x1024 (config F)."""
    shape = (1024, 1024, 3)
    synthesis = style.synthesis(shape, base=16384)
    generator = (style.mapping(), synthesis)
    discriminator = style.discriminator(shape, base=16384)
    weights = [w for network in generator for w in network.trainable_weights]
    assert sum(int(np.prod(w.shape)) for w in weights) == 30_370_060
    assert discriminator.count_params() == 29_012_513
    assert synthesis.input["styles"].shape == (None, 18, 512)


def test_styles_move_toward_their_mean(rng):
    layer = TowardMean(momentum=0.9)
    styles = rng.normal(size=(4, 3)).astype("float32")
    truncation = np.array([[1], [0.5], [0], [1]], "float32")
    layer(styles, truncation, training=True)
    mean = 0.1 * styles.mean(axis=0)
    np.testing.assert_allclose(layer.mean, mean, rtol=1e-5)
    found = layer(styles, truncation)
    np.testing.assert_array_equal(found[0], styles[0])
    np.testing.assert_allclose(found[1], (styles[1] + mean) / 2, rtol=1e-5)
    np.testing.assert_allclose(found[2], mean, rtol=1e-5)
    np.testing.assert_allclose(layer.mean, mean, rtol=1e-5)


def test_noise_is_added_by_its_strength(rng):
    maps = rng.normal(size=(2, 3, 4, 5)).astype("float32")
    noise = rng.normal(size=(2, 12)).astype("float32")
    layer = PixelNoise()
    np.testing.assert_array_equal(layer(maps, noise), maps)
    layer.strength.assign(2.0)
    expected = maps + 2 * noise.reshape(2, 3, 4, 1)
    np.testing.assert_allclose(layer(maps, noise), expected, rtol=1e-6)


def test_learned_maps_are_those_of_each_row():
    layer = LearnedConstant((2, 3, 4))
    maps = layer(np.zeros((5, 7), "float32")).numpy()
    np.testing.assert_array_equal(maps, np.stack([layer.maps] * 5))


def test_path_lengths_of_a_linear_synthesis(rng):
    """Pixels are styles times a matrix, so the gradient is the matrix times noise."""
    matrix = rng.normal(size=(2, 3, 16)).astype("float32")
    styles = tf.constant(rng.normal(size=(5, 2, 3)), "float32")
    noise = rng.normal(size=(5, 4, 4, 1)).astype("float32")

    def synthesize(styles):
        return tf.reshape(tf.einsum("nls,lsp->np", styles, matrix), (-1, 4, 4, 1))

    gradients = np.einsum("lsp,np->nls", matrix, noise.reshape(5, 16)) / 4
    expected = np.sqrt((gradients**2).sum(2).mean(1))
    found = path_lengths(synthesize, styles, noise)
    np.testing.assert_allclose(found, expected, rtol=1e-5)


def test_the_penalty_is_the_deviation_from_the_mean_length_lazily():
    gan = build(path_interval=2)
    gan.mean_length.assign(0.5)
    styles = gan.styles(2, turn=1, training=False)
    noise = gan.noise((2, *gan.image_shape), "path")
    lengths = path_lengths(lambda s: gan.synthesize(s, turn=1), styles, noise).numpy()
    mean = 0.5 + 0.01 * (lengths.mean() - 0.5)
    images = tf.zeros((4, *gan.image_shape))  # twice as many as path lengths
    found = float(gan.path_penalty(images))
    assert found == pytest.approx(2 * ((lengths - mean) ** 2).mean(), rel=1e-4)
    assert float(gan.mean_length) == pytest.approx(mean, rel=1e-5)
    gan.step.assign(1)
    assert float(gan.path_penalty(images)) == 0
    assert float(gan.mean_length) == pytest.approx(mean, rel=1e-5)


def test_without_a_weight_path_lengths_are_left_out():
    gan = build(path_weight=0.0)
    gan.fit(tiny_models.images(4), batch_size=4, verbose=0)
    assert float(gan.mean_length) == 0


def test_averages_have_a_half_life_in_images():
    gan = build(half_life=1)
    before = gan.averages["synthesis"].get_weights()
    gan.fit(tiny_models.images(4), batch_size=4, verbose=0)
    kept = 0.5**4  # less than the 1 / 10 of the first step
    for average, old, new in zip(
        gan.averages["synthesis"].weights, before, gan.synthesis.weights, strict=True
    ):
        expected = kept * old + (1 - kept) * new.numpy()
        np.testing.assert_allclose(average, expected, atol=1e-6)


def test_styles_are_mixed_from_a_layer_on():
    ones, others = tf.zeros((2, 4, 3)), tf.ones((2, 4, 3))
    found = mixed_styles(ones, others, [[1.0], [4.0]])
    np.testing.assert_array_equal(found[..., 0], [[0, 1, 1, 1], [0, 0, 0, 0]])


def test_mixing_is_as_frequent_as_it_says():
    for mixing in (0.0, 0.5, 1.0):
        styles = build(mixing=mixing, compiled=False).styles(400).numpy()
        mixed = (styles != styles[:, :1]).any((1, 2)).mean()
        assert mixed == pytest.approx(mixing, abs=0.1)


def test_a_mixture_has_the_layout_of_one_and_the_details_of_another():
    gan = build(noise=False)
    gan.fit(tiny_models.images(4), batch_size=4, verbose=0)
    a, b = gan.sample(1, seed=3)[0], gan.sample(1, seed=8)[0]
    np.testing.assert_allclose(gan.mix(3, 8, at=4)[0], b, atol=1e-5)
    mixed = gan.mix([3, 3], [8, 3], at=16)
    assert mixed.shape == (2, 16, 16, 3)
    np.testing.assert_allclose(mixed[1], a, atol=1e-5)
    assert np.abs(mixed[0] - a).max() > 1e-3
    with pytest.raises(ValueError, match=r"\[4, 8, 16\].*at=32"):
        gan.mix(3, 8, at=32)


def test_without_truncation_left_all_are_the_mean_image():
    gan = build(noise=False)
    gan.fit(tiny_models.images(4), batch_size=4, verbose=0)
    images = gan.sample(3, seed=0, truncation=0)
    np.testing.assert_allclose(images[0], images[1], atol=1e-5)
    assert np.abs(np.diff(gan.sample(3, seed=0), axis=0)).max() > 0.01
    rows = gan.sample(3, seed=0, truncation=[0, 1, 0])
    np.testing.assert_allclose(rows[1], gan.sample(3, seed=0)[1], atol=1e-5)


def test_a_served_model_truncates_by_the_mean_style(tmp_path):
    gan = build(noise=False)
    gan.fit(tiny_models.images(4), batch_size=4, verbose=0)
    path = export.to_saved_model(gan, tmp_path / "served")
    served = tf.saved_model.load(path).signatures["sample"](
        seed=tf.constant([5], "int64"), truncation=tf.constant([0.5])
    )["images"]
    expected = kerasgan.data.to_uint8(gan.sample(1, seed=5, truncation=0.5))
    assert np.abs(served.numpy().astype(int) - expected).max() <= 1
    assert "truncation" in export.read_report(path)["inputs"]
