"""A recognizer that a user brings: in which form, and what it is refused for."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

import kerasgan
from kerasgan.metrics import FaceEmbedding

SIDE = 12


@pytest.fixture
def recognizer():
    """Means and slopes of an image: not one person's, but apart for any two."""
    keras.utils.set_random_seed(0)
    return keras.Sequential(
        [
            keras.Input((SIDE, SIDE, 3)),
            layers.Conv2D(4, 3, 2, activation="tanh"),
            layers.Flatten(),
            layers.Dense(6),
        ]
    )


@pytest.fixture
def path(recognizer, tmp_path):
    recognizer.save(tmp_path / "recognizer.keras")
    return tmp_path / "recognizer.keras"


@pytest.fixture
def tflite(recognizer, tmp_path):
    """As the files that people share have it: with a batch of two."""
    pytest.importorskip("ai_edge_litert")
    images = keras.Input((SIDE, SIDE, 3), batch_size=2)
    pairs = keras.Model(images, recognizer(images))
    converter = tf.lite.TFLiteConverter.from_keras_model(pairs)
    (tmp_path / "recognizer.tflite").write_bytes(converter.convert())
    return tmp_path / "recognizer.tflite"


@pytest.fixture
def faces(rng):
    return rng.integers(0, 256, (5, SIDE, SIDE, 3), dtype="uint8")


@pytest.mark.parametrize(
    "value_range", [(-1, 1), (0, 255), (-127.5 / 128, 127.5 / 128)]
)
def test_embeddings_are_unit_vectors_of_images_in_the_recognizers_range(
    path, recognizer, faces, value_range
):
    low, high = value_range
    expected = recognizer(low + faces / 255 * (high - low)).numpy()
    expected /= np.linalg.norm(expected, axis=1, keepdims=True)
    embedding = FaceEmbedding(path, value_range)
    np.testing.assert_allclose(embedding(faces), expected, atol=1e-5)
    assert embedding.protocol["value_range"] == [low, high]
    assert embedding.protocol["weights"].startswith("SHA-256 ")


def test_a_tflite_file_measures_as_its_model_does(path, tflite, faces):
    measured, expected = FaceEmbedding(tflite), FaceEmbedding(path)
    np.testing.assert_allclose(measured(faces), expected(faces), atol=1e-5)  # 5 by 2
    assert measured.protocol["weights"] != expected.protocol["weights"]
    with pytest.raises(ValueError, match=r"gradients, but a \.tflite file has none"):
        measured.of_floats(tf.zeros((1, SIDE, SIDE, 3)))


def test_similarity_is_the_cosine_of_pairs(path, faces):
    embedding = FaceEmbedding(path)
    np.testing.assert_allclose(embedding.similarity(faces, faces), 1, rtol=1e-5)
    vectors = embedding(faces)
    expected = np.diag(vectors @ vectors[::-1].T)
    found = embedding.similarity(faces, faces[::-1])
    np.testing.assert_allclose(found, expected, atol=1e-5)
    with pytest.raises(ValueError, match="there are 5 and 4"):
        embedding.similarity(faces, faces[1:])


def test_ageing_keeps_the_person_whom_the_recognizer_knows(path, rng):
    gan = kerasgan.AgeGAN.for_images(
        (16, 16, 3), ["young", "old"], latent_dim=4, width=2
    )
    embedding = FaceEmbedding(path)
    photos = gan.sample(2, labels="old", seed=3)

    def kept(weight):
        found = gan.invert(photos, identity=embedding, weight=weight, steps=40)
        return embedding.similarity(gan.images_of(found), photos).mean()

    assert kept(100.0) > kept(0.0)


def test_what_is_no_recognizer_is_refused(path, recognizer, tmp_path):
    with pytest.raises(FileNotFoundError, match="There is no face recognizer"):
        FaceEmbedding(tmp_path / "nowhere.keras")
    maps = keras.Sequential(recognizer.layers[:1])
    maps.build((None, SIDE, SIDE, 3))
    maps.save(tmp_path / "maps.keras")
    with pytest.raises(
        ValueError, match=r"takes images .* but .* gives \(None, 5, 5, 4"
    ):
        FaceEmbedding(tmp_path / "maps.keras")
    (tmp_path / "text.keras").write_text("no model")
    with pytest.raises(ValueError, match="can't be loaded as a Keras model"):
        FaceEmbedding(tmp_path / "text.keras")


def test_what_is_no_tflite_file_of_a_recognizer_is_refused(tmp_path):
    pytest.importorskip("ai_edge_litert")
    (tmp_path / "text.tflite").write_text("no model")
    with pytest.raises(ValueError, match=r"can't be read as a \.tflite file"):
        FaceEmbedding(tmp_path / "text.tflite")
    gan = kerasgan.GAN.for_images((16, 16, 3), latent_dim=4, width=2)
    kerasgan.export.to_tflite(gan, tmp_path / "generator.tflite")
    with pytest.raises(ValueError, match=r"but .*generator.tflite takes \(\d+, 4\)"):
        FaceEmbedding(tmp_path / "generator.tflite")
