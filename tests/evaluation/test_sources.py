"""One model gives the same samples from wherever it is kept."""

import json

import numpy as np
import pytest
from PIL import Image

import kerasgan
from kerasgan import evaluation

SHAPE = (16, 16, 3)


@pytest.fixture
def gan():
    gan = kerasgan.GAN.for_images(SHAPE, latent_dim=4, width=2)
    gan.compile()
    return gan


def test_a_file_a_run_and_a_saved_model_draw_the_same(gan, tmp_path):
    run = tmp_path / "run"
    gan.save(run / "model.keras")
    kerasgan.export.to_saved_model(gan, tmp_path / "served")
    expected = kerasgan.data.to_uint8(gan.sample(70, seed=3))
    sources = (run, run / "model.keras", tmp_path / "served", tmp_path / "served" / "1")
    for source in sources:
        found = evaluation.images_of(source, 70, seed=3)
        assert found.dtype == "uint8" and found.shape == (70, *SHAPE)
        gaps = np.abs(found.astype(int) - expected)
        assert gaps.max() <= 1, source


def test_a_folder_gives_its_own_images(tmp_path, rng):
    for index in range(5):
        pixels = rng.integers(0, 256, SHAPE, dtype="uint8")
        Image.fromarray(pixels).save(tmp_path / f"{index}.png")
    form = evaluation.Form((16, 16))
    found = evaluation.images_of(tmp_path, 100, form=form)
    assert found.shape == (5, *SHAPE)
    assert len({image.tobytes() for image in found}) == 5
    few = evaluation.images_of(tmp_path, 3, seed=0, form=form)
    np.testing.assert_array_equal(few, found[:3])


def test_the_highest_version_is_evaluated(gan, tmp_path):
    kerasgan.export.to_saved_model(gan, tmp_path, version=9)
    gan.average_generator.set_weights(
        [0 * w for w in gan.average_generator.get_weights()]
    )
    kerasgan.export.to_saved_model(gan, tmp_path, version=10)
    assert np.ptp(evaluation.images_of(tmp_path, 2).astype(int)) <= 1


def test_what_is_no_source_is_refused(tmp_path):
    with pytest.raises(FileNotFoundError, match="folder of images"):
        evaluation.images_of(tmp_path / "none", 3)
    with pytest.raises(FileNotFoundError, match="no images"):
        evaluation.images_of(tmp_path, 3)


def test_a_saved_model_with_labels_is_refused_and_its_keras_file_is_not(tmp_path):
    gan = kerasgan.ConditionalGAN.for_images(SHAPE, 2, latent_dim=4, width=2)
    gan.save(tmp_path / "gan.keras")
    kerasgan.export.to_saved_model(gan, tmp_path / "served")
    assert evaluation.images_of(tmp_path / "gan.keras", 3).shape == (3, *SHAPE)
    with pytest.raises(ValueError, match=r"takes \['labels'\]"):
        evaluation.images_of(tmp_path / "served", 3)


def test_a_model_says_how_folders_are_read(tmp_path):
    gray = kerasgan.GAN.for_images((16, 32, 1), latent_dim=4, width=2)
    gray.save(tmp_path / "gray.keras")
    kerasgan.export.to_saved_model(gray, tmp_path / "served")
    expected = evaluation.Form((16, 32), 1, None)
    assert evaluation.form_of(tmp_path / "gray.keras") == expected
    assert evaluation.form_of(tmp_path / "served") == expected
    run = tmp_path / "run"
    gray.save(run / "model.keras")
    options = {"size": 16, "channels": 1, "crop": 12}
    (run / "options.json").write_text(json.dumps(options))
    for source in (run, run / "model.keras"):
        assert evaluation.form_of(source) == evaluation.Form((16, 16), 1, 12)
    assert evaluation.form_of(tmp_path) is None
    pixels = np.zeros((20, 20, 3), "uint8")
    pixels[4:16, 4:16] = 255  # all that the crop leaves
    Image.fromarray(pixels).save(tmp_path / "image.png")
    (run / "options.json").unlink()
    found = evaluation.images_of(tmp_path, 1, form=evaluation.Form((16, 16), 1, 12))
    assert found.shape == (1, 16, 16, 1) and found.min() > 200
