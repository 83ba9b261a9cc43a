"""A second stage behind a model."""

import keras
import numpy as np
import pytest
import tiny_models

import kerasgan

SHAPE = (16, 16, 3)


@pytest.fixture(scope="module")
def gan():
    keras.utils.set_random_seed(0)
    gan = kerasgan.DCGAN.for_images(SHAPE, latent_dim=8, width=2)
    tiny_models.enlarge(gan.sampler)
    return gan


@pytest.fixture(scope="module")
def stages():
    keras.utils.set_random_seed(1)
    vae = kerasgan.DenoisingVAE.for_images(SHAPE, latent_dim=8, width=2)
    pix2pix = kerasgan.Pix2Pix.for_images(SHAPE, width=2, receptive_field=16)
    sharper = kerasgan.CompactSR.for_images((32, 32, 3), 2, width=2, depth=1)
    for stage in (vae, pix2pix, sharper):
        tiny_models.enlarge(stage.sampler)
    return {"vae": vae, "pix2pix": pix2pix, "sharper": sharper}


@pytest.mark.parametrize("name", ["vae", "pix2pix", "sharper"])
def test_samples_are_what_the_second_makes_of_the_firsts(gan, stages, name, tmp_path):
    stage = stages[name]
    both = gan.then(stage)
    expected = stage.sample(3, source=gan.sample(3, seed=5))
    samples = both.sample(3, seed=5)
    assert samples.shape[1:] == both.image_shape
    if name != "sharper":
        assert np.abs(samples - gan.sample(3, seed=5)).max() > 0.01
    np.testing.assert_allclose(samples, expected, atol=1e-5)
    latents = np.random.default_rng(0).normal(size=(2, 8)).astype("float32")
    assert both.predict(latents, verbose=0).shape == (2, *both.image_shape)

    both.save(tmp_path / "both.keras")
    loaded = keras.models.load_model(tmp_path / "both.keras")
    np.testing.assert_array_equal(loaded.sample(3, seed=5), samples)
    assert type(loaded.gan) is type(gan) and type(loaded.stage) is type(stage)


def test_three_stages_are_one(gan, stages):
    three = gan.then(stages["vae"]).then(stages["sharper"])
    assert three.image_shape == (32, 32, 3)
    assert three.sample(2, seed=1).shape == (2, 32, 32, 3)


@pytest.mark.parametrize("name", ["vae", "sharper"])
def test_it_is_exported_as_one_graph(gan, stages, name, tmp_path):
    both = gan.then(stages[name])
    path = kerasgan.export.to_saved_model(both, tmp_path / "served")
    report = kerasgan.export.read_report(path)
    assert report["max_abs_error_levels"] <= 1
    assert report["inputs"]["latents"]["shape"] == [8]
    for quantize in (None, "int8") if name == "sharper" else (None,):
        path = tmp_path / f"{quantize}.tflite"
        kerasgan.export.to_tflite(both, path, quantize=quantize)
        psnr = kerasgan.export.read_report(path)["psnr_db"]
        assert psnr is None or psnr > (20 if quantize else 60)


def test_labels_go_to_the_first(stages):
    gan = tiny_models.build(kerasgan.ConditionalGAN, compiled=False)
    both = gan.then(stages["vae"])
    assert set(both.inputs) == {"latents", "gender", "age_group"}
    assert both.sample(2, seed=0, labels={"gender": "male"}).shape == (2, *SHAPE)


def test_the_first_s_images_must_be_what_the_second_takes(gan):
    stage = kerasgan.DenoisingVAE.for_images((32, 32, 3), latent_dim=8, width=2)
    message = r"DCGAN makes images \(16, 16, 3\), but DenoisingVAE takes"
    with pytest.raises(ValueError, match=message):
        gan.then(stage)
    with pytest.raises(ValueError, match="but DCGAN takes"):
        gan.then(gan)
    cycle = kerasgan.CycleGAN.for_images(SHAPE, width=2, blocks=1, receptive_field=16)
    with pytest.raises(ValueError, match="but CycleGAN takes images of two domains"):
        gan.then(cycle)
