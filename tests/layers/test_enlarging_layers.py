"""The layers of networks that enlarge images, and the draw of a variational one."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from kerasgan.layers import ICNR
from kerasgan.layers import Clip
from kerasgan.layers import Enlarge
from kerasgan.layers import LatentNormal
from kerasgan.layers import PixelShuffle


@pytest.mark.parametrize("scale", [2, 4])
def test_a_shuffle_is_its_equation(scale, rng):
    maps = rng.normal(size=(1, 3, 2, 2 * scale**2)).astype("float32")
    found = PixelShuffle(scale)(maps).numpy()
    assert found.shape == (1, 3 * scale, 2 * scale, 2)
    for y, x, c in np.ndindex(*found.shape[1:]):
        channel = c + 2 * (x % scale) + 2 * scale * (y % scale)
        assert found[0, y, x, c] == maps[0, y // scale, x // scale, channel]


def test_a_shuffle_needs_channels_for_it():
    with pytest.raises(ValueError, match="a multiple of 4 channels, but have 6"):
        PixelShuffle(2)(np.zeros((1, 4, 4, 6), "float32"))


@pytest.mark.parametrize("scale", [2, 4, 8])
def test_kernels_begin_so_that_a_shuffle_doubles_pixels(scale, rng):
    network = keras.Sequential(
        [
            keras.Input((5, 6, 3)),
            keras.layers.Conv2D(
                2 * scale**2, 3, padding="same", kernel_initializer=ICNR(scale)
            ),
            PixelShuffle(scale),
        ]
    )
    made = network(rng.normal(size=(1, 5, 6, 3)).astype("float32")).numpy()
    assert made.std() > 0.1
    first = made[:, ::scale, ::scale]
    np.testing.assert_array_equal(made, first.repeat(scale, 1).repeat(scale, 2))


def test_a_kernel_is_as_large_as_that_of_its_initializer():
    keras.utils.set_random_seed(0)
    kernel = ICNR(2, "he_normal")((3, 3, 64, 256))
    assert float(tf.math.reduce_std(kernel)) == pytest.approx(
        np.sqrt(2 / (9 * 64)), rel=0.02
    )


def test_enlargement_is_bilinear_for_any_size(rng):
    network = keras.Sequential([keras.Input((None, None, 1)), Enlarge(4)])
    for size in ((4, 4), (3, 7)):
        images = rng.uniform(-1, 1, (2, *size, 1)).astype("float32")
        expected = tf.image.resize(images, (4 * size[0], 4 * size[1]))
        np.testing.assert_allclose(network(images), expected, atol=1e-6)


def test_clipping_is_for_images_and_not_for_training():
    values = tf.constant([[-2.0, 0.5, 3.0]])
    with tf.GradientTape() as tape:
        tape.watch(values)
        total = tf.reduce_sum(Clip()(values, training=True))
    np.testing.assert_array_equal(tape.gradient(total, values), [[1, 1, 1]])
    np.testing.assert_array_equal(Clip()(values), [[-1, 0.5, 1]])


def test_latents_are_drawn_in_training_and_means_else(rng):
    mean = rng.normal(size=(2000, 3)).astype("float32")
    log_variance = np.broadcast_to(np.float32([-1, 0, 1]), mean.shape)
    moments = np.concatenate([mean, log_variance], axis=1)
    layer = LatentNormal()
    np.testing.assert_array_equal(layer(moments), mean)
    assert layer.losses == []
    drawn = layer(moments, training=True).numpy()
    np.testing.assert_allclose((drawn - mean).std(0), np.exp([-0.5, 0, 0.5]), rtol=0.05)
    # Closed form of KL(N(m, v) || N(0, 1)).
    variance = np.exp(log_variance)
    expected = (mean**2 + variance - 1 - log_variance).sum(1).mean() / 2
    assert float(layer.losses[0]) == pytest.approx(expected, rel=1e-5)
    assert not np.array_equal(drawn, layer(moments, training=True))
