"""Ageing, by a generator whose latents and age patterns are known."""

import keras
import numpy as np
import pytest
from keras import layers
from keras import ops
from PIL import Image
from typer.testing import CliRunner

from kerasgan import callbacks
from kerasgan import cli
from kerasgan import metrics
from kerasgan import models
from kerasgan.cli import labels
from kerasgan.data import to_uint8
from kerasgan.inputs import Classes
from kerasgan.inputs import Codes
from kerasgan.inputs import from_seeds
from kerasgan.inputs import named

DIM, SHAPE = 4, (8, 8, 1)
GROUPS = ["young", "adult", "old"]
EXACT = {"identity": None, "prior_weight": 0, "learning_rate": 0.2}
COLUMNS, _ = np.linalg.qr(np.random.default_rng(0).normal(size=(64, DIM + 3)))


def linear_gan(**kwargs):
    """An image is the sum of orthonormal columns, of latents and of the age.

    So the transposed columns are the encoder of ages; that of latents knows nothing.
    """
    kinds = {"age_group": Classes(GROUPS)}
    inputs = {
        "latents": keras.Input((DIM,), name="latents"),
        **named.keras_inputs(kinds),
    }
    ages = named.vectors_of(kinds, inputs)
    drawn = layers.Dense(64, use_bias=False)
    x = drawn(ops.concatenate([0.2 * inputs["latents"], ages], axis=-1))
    generator = keras.Model(inputs, layers.Reshape(SHAPE)(x), name="generator")
    drawn.set_weights([COLUMNS.T])

    images = keras.Input(SHAPE, name="images")
    flat, wanted = layers.Flatten()(images), layers.Dense(3, use_bias=False)
    heads = {
        "latents": layers.Dense(DIM, kernel_initializer="zeros", name="way_back")(flat),
        "age_group": wanted(flat),
    }
    encoder = keras.Model(images, heads, name="encoder")
    wanted.set_weights([COLUMNS[:, DIM:]])

    shown = {"images": images, **named.keras_inputs(kinds)}
    logits = layers.Dense(1)(flat) + ops.cast(shown["age_group"], "float32")[:, None]
    discriminator = keras.Model(shown, logits, name="discriminator")
    return models.AgeGAN(generator, discriminator, kinds, encoder, **kwargs)


def people(gan, ages):
    z = from_seeds(range(len(ages)), DIM).numpy()
    return z, gan.images_of({"latents": z, "age_group": np.array(ages)})


def test_the_same_latents_are_drawn_at_another_age():
    gan = linear_gan()
    z, photos = people(gan, [0, 1, 2, 1])
    inputs = gan.invert(photos, **EXACT)
    np.testing.assert_allclose(inputs["latents"], z, atol=1e-3)
    np.testing.assert_array_equal(inputs["age_group"], [0, 1, 2, 1])
    _, old = people(gan, [2, 2, 2, 2])
    np.testing.assert_allclose(gan.age(photos, "old", **EXACT), old, atol=1e-3)
    np.testing.assert_allclose(gan.age(photos, 2, inputs=inputs), old, atol=1e-3)
    _, mixed = people(gan, [1, 0, 2, 0])
    aged = gan.age(photos, ["adult", "young", "old", 0], inputs=inputs)
    np.testing.assert_allclose(aged, mixed, atol=1e-3)


def test_what_is_known_of_a_photo_is_not_guessed():
    gan = linear_gan()
    _, photos = people(gan, [0, 1])
    inputs = gan.invert(photos, labels="old", steps=1)
    np.testing.assert_array_equal(inputs["age_group"], [2, 2])


def test_the_search_starts_from_the_encoder():
    gan = linear_gan()
    z, photos = people(gan, [0, 1])
    gan.encoder.get_layer("way_back").set_weights([COLUMNS[:, :DIM] * 5, np.zeros(DIM)])
    inputs = gan.invert(photos, steps=1, prior_weight=0, learning_rate=1e-6)
    np.testing.assert_allclose(inputs["latents"], z, atol=1e-4)


def test_detail_carries_over_what_the_generator_cannot_draw(rng):
    gan = linear_gan()
    _, photos = people(gan, [0, 1])
    _, old = people(gan, [2, 2])
    rest = rng.normal(size=(2, 64))
    rest -= rest @ COLUMNS @ COLUMNS.T
    rest = 0.05 * rest.reshape(2, *SHAPE).astype("float32")
    for detail in (0, 0.5, 1):
        aged = gan.age(photos + rest, "old", detail, **EXACT)
        np.testing.assert_allclose(aged, old + detail * rest, atol=2e-3)


def test_the_features_of_identity_outweigh_pixels():
    gan = linear_gan()
    z, photos = people(gan, [0, 1])
    photos[:, 4:] = 0.5  # half of the picture tells nothing
    plain = gan.invert(photos, labels=[0, 1], **EXACT)["latents"]
    kept = gan.invert(
        photos,
        labels=[0, 1],
        weight=1e4,
        **{**EXACT, "identity": lambda images: images[:, :4]},
    )["latents"]
    assert np.abs(plain - z).max() > 0.5
    np.testing.assert_allclose(kept, z, atol=0.02)


def test_identity_is_that_of_faces_by_default(monkeypatch):
    gan = linear_gan()
    _, photos = people(gan, [0, 1])
    seen = []

    class Features:
        def of_floats(self, images):
            seen.append(images.shape)
            return keras.ops.reshape(images, (-1, 64))

    monkeypatch.setattr(metrics, "ONetFeatures", Features)
    gan.age(photos, "old", steps=1)
    assert seen
    seen.clear()
    gan.age(photos, "old", steps=1, identity=None)
    assert not seen


def test_without_the_detector_pixels_alone_are_said_to_decide(monkeypatch):
    def missing():
        raise ImportError("no mtcnn")

    monkeypatch.setattr(metrics, "ONetFeatures", missing)
    gan = linear_gan()
    _, photos = people(gan, [0, 1])
    with pytest.warns(UserWarning, match="by pixels alone.*kerasgan.faces"):
        gan.age(photos, "old", steps=1)


def test_the_encoder_learns_latents_of_samples_and_labels_of_images():
    gan = models.AgeGAN.for_images((16, 16, 3), GROUPS, latent_dim=8, width=8)
    gan.compile(encoder_optimizer=keras.optimizers.Adam(5e-3))
    ages = np.random.default_rng(0).integers(3, size=480)
    levels = np.linspace(-0.6, 0.6, 3)[ages][:, None, None, None]
    grain = np.random.default_rng(1).uniform(-0.3, 0.3, (480, 16, 16, 3))
    photos = (levels + grain).astype("float32")
    history = gan.fit(photos, ages, batch_size=32, epochs=8, verbose=0).history
    assert history["label_loss"][0] > 2 * history["label_loss"][-1]
    assert np.mean(gan.predicted_labels(photos)["age_group"] == ages) > 0.9
    inputs = gan.draw(200, 7)
    guesses = gan.encoder(gan.images_of(inputs), training=False)["latents"]
    errors = np.square(guesses - inputs["latents"])
    assert errors.mean() < 0.8 * np.square(inputs["latents"]).mean()


def test_a_saved_model_ages_alike_and_keeps_its_encoder_s_optimizer(tmp_path):
    gan = linear_gan()
    gan.compile(encoder_optimizer=keras.optimizers.SGD(0.125, momentum=0.5))
    gan.save(tmp_path / "gan.keras")
    loaded = keras.models.load_model(tmp_path / "gan.keras")
    optimizer = loaded.encoder_optimizer
    assert isinstance(optimizer, keras.optimizers.SGD) and optimizer.momentum == 0.5
    _, photos = people(gan, [0, 1])
    np.testing.assert_allclose(
        gan.age(photos, "old", steps=20), loaded.age(photos, "old", steps=20), atol=1e-6
    )


def test_callbacks_treat_the_encoder_as_a_player():
    gan = linear_gan()
    gan.compile(encoder_optimizer=keras.optimizers.Adam(0.5))
    decay = callbacks.LinearDecay(start=0, end=2)
    x = people(gan, [0, 1, 2, 0])[1]
    fit = {"batch_size": 4, "epochs": 2, "callbacks": [decay], "verbose": 0}
    history = gan.fit(x, np.array([0, 1, 2, 0]), **fit).history
    np.testing.assert_allclose(history["encoder_learning_rate"], [0.5, 0.25])
    assert gan.encoder_optimizer in gan.optimizer.optimizers  # and so rolled back


def test_the_groups_are_decades_unless_others_are_given():
    gan = models.AgeGAN.for_images((16, 16, 1), latent_dim=2, width=2)
    names = gan.conditions["age_group"].names
    assert names[0] == "0-9" and names[6] == "60-69" and names[-1] == "70+"


def test_what_cannot_be_aged_is_refused_in_words():
    gan = linear_gan()
    _, photos = people(gan, [0])
    with pytest.raises(ValueError, match="no class 'ancient' among .*'young'"):
        gan.age(photos, "ancient")
    with pytest.raises(ValueError, match="no class 'ancient'"):
        gan.age(photos, "old", labels="ancient")
    with pytest.raises(ValueError, match=r"8, 8, 1.*but have \(1, 9, 9, 1\)"):
        gan.age(np.zeros((1, 9, 9, 1)), "old")
    for kinds in ({"gender": 2}, {"age_group": Codes(2)}):
        with pytest.raises(ValueError, match="needs a label 'age_group'"):
            models.AgeGAN.for_images((16, 16, 1), kinds, latent_dim=2, width=2)


def command(*arguments):
    result = CliRunner().invoke(cli.app, [str(argument) for argument in arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_the_command_ages_photos(tmp_path):
    gan = linear_gan()
    gan.save(tmp_path / "gan.keras")
    saved = ("--model", tmp_path / "gan.keras")
    _, photos = people(gan, [0, 1])
    paths = [tmp_path / "a.png", tmp_path / "b.png"]
    for path, photo in zip(paths, to_uint8(photos), strict=True):
        Image.fromarray(photo[..., 0]).save(path)
    out = tmp_path / "aged.png"
    ages = ["--to", "adult", "--to", 2, "--steps", 200]
    result = command("age", *paths, *ages, *saved, "--out", out)
    assert f"{paths[1]}: from adult to adult, 2, in {out}." in result.output
    with Image.open(out) as image:
        tiles = np.asarray(image).astype("float32")[4::66, 4::66][:, :4]
    # The pixel at the corner of a photo, and of what its latent draws.
    expected = np.stack(
        [
            [photos[row, 0, 0, 0], photos[row, 0, 0, 0], *aged]
            for row, aged in enumerate(
                np.stack([people(gan, [n, n])[1][:, 0, 0, 0] for n in (1, 2)], axis=1)
            )
        ]
    )
    np.testing.assert_allclose(tiles / 127.5 - 1, expected, atol=0.03)

    with pytest.raises(ValueError, match="no class 'ancient'"):
        command("age", paths[0], "--to", "ancient", *saved)
    with pytest.raises(ValueError, match=r"gan.keras: not an image"):
        command("age", tmp_path / "gan.keras", "--to", 0, *saved)
    known = ["--from", "old", "--to", 0, "--steps", 1, "--out", out]
    result = command("age", paths[0], *known, *saved)
    assert "from old to 0" in result.output


def test_a_model_that_the_command_trained_knows_decades(tmp_path, rng):
    faces = tmp_path / "faces"
    faces.mkdir()
    for age in (1, 25, 64, 101):
        pixels = rng.integers(0, 256, (16, 16, 3), dtype="uint8")
        Image.fromarray(pixels).save(faces / f"{age}_0_0_2017.png")
    kind = labels.Label.AGE_GROUP
    dataset, _ = labels.labeled_folder(faces, 16, 4, [kind], "AgeGAN", shuffle=False)
    _, wanted = next(iter(dataset))
    assert sorted(wanted["age_group"].numpy()) == [0, 2, 6, 7]

    run = tmp_path / "run"
    tiny = ["--size", 16, "--width", 2, "--batch-size", 2, "--epochs", 1]
    model = ["--model", "AgeGAN", "--labels", "age_group", "--labels", "gender"]
    command("train", faces, "--out", run, *model, *tiny)
    out, photo = tmp_path / "aged.png", faces / "25_0_0_2017.png"
    ages = ["--to", "60-69", "--steps", 2, "--out", out]
    result = command("age", photo, *ages, "--model", run / "model.keras")
    assert "to 60-69" in result.output
    with Image.open(out) as image:
        assert image.size == (3 * 66 - 2, 64)


def test_only_an_age_gan_ages(tmp_path):
    gan = models.DCGAN.for_images((16, 16, 1), latent_dim=2, width=2)
    gan.save(tmp_path / "gan.keras")
    path = tmp_path / "gan.keras"
    with pytest.raises(ValueError, match="is a DCGAN, but only AgeGAN ages"):
        command("age", path, "--to", 0, "--model", path)
