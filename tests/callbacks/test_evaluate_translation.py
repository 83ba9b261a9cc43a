"""Scores of translations in the logs, and grids of source, result and target."""

import json

import keras
import numpy as np
import pytest
import tiny_models
from PIL import Image

import kerasgan
from kerasgan import callbacks
from kerasgan import metrics
from kerasgan import plots

SIZE = (16, 16)


class Means(metrics.Extractor):
    """Colors as features, in place of a detector's."""

    def __init__(self):
        super().__init__(lambda images: images[:, ::4, ::4], "means", 16)


@pytest.fixture
def pix2pix():
    gan = kerasgan.Pix2Pix.for_images((16, 16, 3), width=2, receptive_field=16)
    gan.compile(run_eagerly=True)
    return gan


@pytest.fixture
def cycle_gan():
    gan = kerasgan.CycleGAN.for_images(
        (16, 16, 3), width=2, blocks=1, receptive_field=16, domains=("photo", "sketch")
    )
    gan.compile(run_eagerly=True)
    return gan


@pytest.fixture
def images():
    return tiny_models.images(6), tiny_models.images(6)[::-1].copy()


def evaluate(images, **options):
    return callbacks.EvaluateTranslation(
        images, extractor=Means(), perceptual=False, **options
    )


def fit(gan, *others):
    return gan.fit(
        tiny_models.dataset(gan).take(1), epochs=1, verbose=0, callbacks=others
    ).history


def test_one_direction_is_measured_against_its_targets(pix2pix, images, tmp_path):
    history = fit(pix2pix, evaluate(images, folder=tmp_path, monitor="l1"))
    made = pix2pix.translate(images[0])
    expected = metrics.Fidelity(images[1], perceptual=False)(made)
    for name, score in expected.items():
        assert history[name] == [pytest.approx(score.mean, rel=1e-5)]
    real, fake = (metrics.statistics(Means()(kind)) for kind in (images[1], made))
    distance = metrics.frechet_distance(real, fake)
    assert history["frechet"] == [pytest.approx(distance, rel=1e-4)]
    board = json.loads((tmp_path / "leaderboard.json").read_text())
    assert board["monitor"] == "l1" and board["best"] == ["step-00000001.keras"]


def test_two_directions_have_names_and_a_way_back(cycle_gan, images):
    photos, sketches = images
    named = {"photo": photos, "sketch": sketches}
    history = fit(cycle_gan, evaluate(named))
    made = cycle_gan.translate(photos, to="sketch")
    back = cycle_gan.translate(made, to="photo")
    change = np.abs(back - photos).mean()
    assert history["sketch_cycle_l1"] == [pytest.approx(change, rel=1e-4)]
    expected = metrics.Fidelity(sketches, perceptual=False)(made)["ssim"].mean
    assert history["sketch_ssim"] == [pytest.approx(expected, rel=1e-4)]
    assert {"photo_l1", "photo_frechet", "photo_cycle_l1"} <= set(history)


def test_a_domain_may_be_called_source(images):
    gan = kerasgan.CycleGAN.for_images(
        (16, 16, 3), width=2, blocks=1, receptive_field=16, domains=("images", "source")
    )
    gan.compile(run_eagerly=True)
    history = fit(gan, evaluate({"images": images[0], "source": images[1]}))
    assert {"images_l1", "source_l1"} <= set(history)


def test_without_pairs_nothing_is_compared_one_by_one(cycle_gan, images):
    named = {"photo": images[0], "sketch": images[1][:3]}
    history = fit(cycle_gan, evaluate(named, paired=False))
    scores = {name for name in history if name.startswith("sketch_")}
    assert scores == {"sketch_frechet", "sketch_sharpness", "sketch_cycle_l1"}
    made = cycle_gan.translate(images[0], to="sketch")
    ratio = metrics.sharpness(made).mean() / metrics.sharpness(images[1][:3]).mean()
    assert history["sketch_sharpness"] == [pytest.approx(ratio, rel=1e-4)]


def test_a_recognizer_says_whether_it_is_the_same_person(pix2pix, images, tmp_path):
    inputs = keras.Input((16, 16, 3))
    vectors = keras.layers.Flatten()(keras.layers.AveragePooling2D(4)(inputs))
    keras.Model(inputs, vectors).save(tmp_path / "recognizer.keras")
    recognizer = metrics.FaceEmbedding(tmp_path / "recognizer.keras")
    history = fit(pix2pix, evaluate(images, identity=recognizer))
    cosines = recognizer.similarity(pix2pix.translate(images[0]), images[1])
    assert history["identity"] == [pytest.approx(cosines.mean(), rel=1e-4)]


def test_images_of_other_kinds_are_refused(pix2pix, cycle_gan, images):
    with pytest.raises(ValueError, match="of pairs on as many of each.*6.*3"):
        evaluate((images[0], images[1][:3]))
    with pytest.raises(ValueError, match="leads to sketch and photo, but .*photo, oil"):
        fit(cycle_gan, evaluate({"photo": images[0], "oil": images[1]}))
    with pytest.raises(ValueError, match="leads to None, but"):
        fit(pix2pix, evaluate({"photo": images[0], "sketch": images[1]}))


def test_images_that_are_not_finite_have_no_score(pix2pix, images, capsys):
    nan = keras.callbacks.LambdaCallback(
        on_train_batch_end=lambda batch, logs: pix2pix.average_generator.set_weights(
            [w * np.nan for w in pix2pix.average_generator.get_weights()]
        )
    )
    assert "l1" not in fit(pix2pix, nan, evaluate(images))
    assert "not finite after epoch 1" in capsys.readouterr().out


def test_a_grid_shows_source_result_and_target(pix2pix, images, tmp_path):
    grid = callbacks.SampleGrid(tmp_path, source=images[0], target=images[1])
    fit(pix2pix, grid)
    made = pix2pix.translate(images[0])
    expected = plots.beside(images[0], made, images[1])
    with Image.open(tmp_path / "epoch-0001.png") as picture:
        first = np.asarray(picture.convert("RGB"))[: 16 * 4, : expected.shape[2] * 4]
    np.testing.assert_array_equal(first[::4, ::4], expected[0])
    assert (tmp_path / "progress.png").is_file()


def test_a_grid_of_one_direction(cycle_gan, images, tmp_path):
    grid = callbacks.SampleGrid(tmp_path, source=images[0], to="sketch")
    fit(cycle_gan, grid)
    with Image.open(tmp_path / "epoch-0001.png") as picture:
        assert picture.width == 3 * (2 * 16 + 2) * 4 + 2 * 2


def test_images_beside_others_are_enlarged_and_colored():
    small = np.arange(4, dtype="uint8").reshape(1, 2, 2, 1)
    large = np.full((1, 4, 6, 3), 9, "uint8")
    both = plots.beside(small, large)
    assert both.shape == (1, 4, 14, 3)
    np.testing.assert_array_equal(
        both[0, :, :6, 0], np.kron([[0, 1], [2, 3]], np.ones((2, 3)))
    )
    assert (both[0, :, 6:8] == 255).all() and (both[0, :, 8:] == 9).all()
    with pytest.raises(ValueError, match="there are 1, 2"):
        plots.beside(small, large.repeat(2, axis=0))
