"""Networks as files of Keras' own layers."""

import keras
import numpy as np
import pytest
import tiny_models

import kerasgan
from kerasgan import export


def trained(cls, **kwargs):
    gan = tiny_models.build(cls, compiled=False, **kwargs)
    gan.compile(run_eagerly=True)
    gan.fit(tiny_models.images(4), batch_size=4, verbose=0)
    return gan


def is_of_keras_alone(network):
    return all(
        type(layer).__module__.startswith("keras.")
        for layer in network._flatten_layers()
    )


@pytest.mark.parametrize("images_seen", [0, 12, 100])
def test_networks_of_a_stage_need_keras_alone(images_seen, tmp_path, rng):
    gan = tiny_models.build(kerasgan.ProGAN, False, grown=False, images_per_phase=8)
    gan.compile(run_eagerly=True)
    gan.images_seen.assign(images_seen)
    gan.fit(tiny_models.images(4), batch_size=4, verbose=0)
    side = gan.image_shape[0]
    latents = rng.normal(size=(4, 8)).astype("float32")
    images = rng.uniform(-1, 1, (4, side, side, 3)).astype("float32")
    expected = {
        None: (latents, gan.sampler(latents)),
        "generator": (latents, gan.sampler_to(averaged=False)(latents)),
        "discriminator": (images, gan.network_now("discriminator")(images)),
    }
    for name, (values, outputs) in expected.items():
        path = export.to_keras(gan, tmp_path / f"{name}.keras", network=name)
        network = keras.models.load_model(path)
        assert is_of_keras_alone(network)
        np.testing.assert_allclose(network(values), outputs, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("cls", [kerasgan.DCGAN, kerasgan.StyleGAN2])
def test_networks_of_others_do_too(cls, tmp_path):
    gan = trained(cls)
    for name in (None, *gan.network_names):
        path = export.to_keras(gan, tmp_path / f"{name}.keras", network=name)
        assert is_of_keras_alone(keras.models.load_model(path))


def test_an_earlier_stage_is_written_on_request(tmp_path):
    gan = trained(kerasgan.ProGAN)
    path = export.to_keras(gan, tmp_path / "small.keras", to=8)
    assert keras.models.load_model(path).output_shape == (None, 8, 8, 3)


def test_half_precision_is_written_in_float32(tmp_path):
    gan = tiny_models.build_under("mixed_bfloat16", kerasgan.ProGAN)
    network = keras.models.load_model(export.to_keras(gan, tmp_path / "g.keras"))
    assert {layer.compute_dtype for layer in network.layers} == {"float32"}


def test_what_cannot_be_written_is_refused_in_words(tmp_path):
    gan = tiny_models.build(kerasgan.SNGAN)
    path = tmp_path / "network.keras"
    with pytest.raises(ValueError, match="Keras has nothing like .*Spectral"):
        export.to_keras(gan, path, network="discriminator")
    with pytest.raises(ValueError, match="generator, discriminator.*'critic'"):
        export.to_keras(gan, path, network="critic")
    with pytest.raises(ValueError, match=r"end in \.keras"):
        export.to_keras(gan, tmp_path / "network.h5")
    path.write_text("mine")
    with pytest.raises(ValueError, match="overwrite=True"):
        export.to_keras(gan, path)
    assert path.read_text() == "mine"
