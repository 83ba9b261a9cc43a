"""GANs in small files, and those of the package."""

import keras
import numpy as np
import pytest
import tiny_models

import kerasgan
from kerasgan import shipped
from kerasgan.shipped import compact


@pytest.mark.parametrize("cls", [kerasgan.DCGAN, kerasgan.StyleGAN2])
def test_a_compact_file_draws_the_same_and_trains_on(cls, tmp_path):
    gan = tiny_models.build(cls)
    gan.fit(tiny_models.dataset(gan), epochs=1, verbose=0)
    gan.save(tmp_path / "whole.keras")
    compact.save(gan, tmp_path / "small.keras")
    sizes = [(tmp_path / f"{n}.keras").stat().st_size for n in ("small", "whole")]
    assert sizes[0] < sizes[1] / 2

    loaded = keras.models.load_model(tmp_path / "small.keras")
    np.testing.assert_allclose(
        loaded.sample(4, seed=0), gan.sample(4, seed=0), atol=0.02
    )
    live = loaded.sample(4, seed=0, averaged=False)
    np.testing.assert_allclose(live, loaded.sample(4, seed=0), atol=1e-6)
    loaded.compile()
    loaded.fit(tiny_models.dataset(gan), epochs=1, verbose=0)


def test_weights_that_were_assigned_are_those_of_a_compact_file(tmp_path):
    gan = tiny_models.build(kerasgan.DCGAN)
    rng = np.random.default_rng(0)
    weights = gan.generator.get_weights()
    gan.generator.set_weights([rng.uniform(0, 1, weight.shape) for weight in weights])
    compact.save(gan, tmp_path / "small.keras")
    loaded = keras.models.load_model(tmp_path / "small.keras")
    drawn = gan.sample(4, seed=0, averaged=False)
    assert np.abs(drawn).max() > 0.5
    np.testing.assert_allclose(loaded.sample(4, seed=0), drawn, atol=0.02)


def test_equal_weights_of_a_compact_file_are_stored_once(tmp_path):
    gan = kerasgan.DCGAN.for_images((32, 32, 3), width=16)
    compact.save(gan, tmp_path / "small.keras")
    count = sum(network.count_params() for network in gan.networks.values())
    assert (tmp_path / "small.keras").stat().st_size < 2.2 * count


def test_a_weight_that_float16_lacks_is_refused():
    with pytest.raises(ValueError, match="A weight of 1e[+]06 exceeds float16's range"):
        compact.halved(np.full((2, 2), 1e6, "float32"))


def test_an_unknown_name_is_refused():
    with pytest.raises(ValueError, match="Pretrained GANs of kerasgan are.*'cats'"):
        kerasgan.pretrained("cats")


@pytest.mark.parametrize("name", shipped.names())
def test_each_pretrained_gan_is_small_and_whole(name):
    assert shipped.path_of(name).stat().st_size < 5e6
    assert "library_name" in shipped.card(name)
    gan = kerasgan.pretrained(name)
    samples = gan.sample(32, seed=0)
    assert samples.std() > 0.2  # no gray
    assert np.std(samples, axis=0).mean() > 0.1  # nor one picture
    assert int(gan.step) == 0
