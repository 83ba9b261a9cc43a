"""The sentence encoder: what means the same is near, what differs is far."""

import numpy as np
import pytest
import tensorflow as tf

from kerasgan import text


def captions(num, rng):
    """Four captions of each image, which agree in gender and decade alone."""
    rows = []
    for _ in range(num):
        gender, decade = rng.integers(2), rng.integers(2, 5)
        nouns = [("man", "gentleman"), ("woman", "lady")][gender]
        row = []
        for _ in range(4):
            years = 10 * decade + rng.integers(10)
            ages = f"{years} years old", ("twenties", "thirties", "forties")[decade - 2]
            row.append(
                f"a {rng.choice(['photo', 'picture'])} of a {rng.choice(nouns)}, "
                f"{rng.choice(ages)}"
            )
        rows.append(row)
    return rows


def distances(encoder, *strings):
    vectors = np.asarray(encoder(tf.constant(strings)), "float64")
    return np.linalg.norm(vectors[:, None] - vectors, axis=-1)


def test_captions_that_mean_the_same_are_near(rng):
    encoder = text.encoder(captions(400, rng))
    of = distances(
        encoder,
        "a woman, thirties",
        "photo of a lady, 34 years old",
        "a man, thirties",
        "a woman, forties",
    )
    assert of[0, 1] < 0.35 * min(of[0, 2], of[0, 3])
    wording = distances(encoder, "a photo", "a picture", "a man", "a lady")
    assert wording[0, 1] < 0.1 * wording[2, 3]


def test_one_caption_an_image_gives_principal_components(rng):
    rows = [row[0] for row in captions(500, rng)]
    encoder = text.encoder(rows, dim=10)
    vectors = np.asarray(encoder(tf.constant(rows)), "float64")
    np.testing.assert_allclose(vectors.mean(0), 0, atol=1e-5)
    spread = np.cov(vectors.T, ddof=0)
    np.testing.assert_allclose(spread - np.diag(np.diag(spread)), 0, atol=1e-4)
    # Whitened but for the ridge: the first directions differ most and have all of it.
    assert np.diag(spread)[0] > 0.95 and (np.diff(np.diag(spread)) < 1e-6).all()


def test_vectors_are_centered_and_uncorrelated_and_weighed_by_agreement(rng):
    rows = np.array(captions(400, rng))
    vectors = np.asarray(text.encoder(rows, dim=8)(tf.constant(rows.ravel().tolist())))
    vectors = vectors.astype("float64").reshape(400, 4, 8)
    np.testing.assert_allclose(vectors.mean((0, 1)), 0, atol=1e-5)
    flat = vectors.reshape(-1, 8)
    # Of an image's captions each pair correlates by the share that they agree in.
    total = flat.var(0)
    pairs = [(i, j) for i in range(4) for j in range(4) if i != j]
    agreement = np.mean([(vectors[:, i] * vectors[:, j]).mean(0) for i, j in pairs], 0)
    share = agreement / total
    np.testing.assert_allclose(total[:3], share[:3] ** 2, rtol=0.1)  # the ridge's
    assert share[0] > 0.95


def test_words_it_does_not_know_say_nothing(rng):
    encoder = text.encoder(captions(50, rng), vocabulary_size=13)
    nothing = distances(encoder, "", "zebra", "34, zebra.", "man", "Man!", "man zebra")
    np.testing.assert_array_equal(nothing[0, :3], 0)
    np.testing.assert_array_equal(nothing[3, 3:], 0)
    assert nothing[0, 3] > 0
    assert encoder.layers[1].vocabulary_size() == 13 + 1


def test_captions_without_words_are_refused():
    with pytest.raises(ValueError, match="the 2 captions given have none"):
        text.encoder(["", "!"])
