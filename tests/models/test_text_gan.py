"""TextGAN: what the caption says is what is judged, and what is seen."""

import subprocess
import sys

import keras
import numpy as np
import pytest
import tensorflow as tf

import kerasgan
from kerasgan import data
from kerasgan import export
from kerasgan.inputs import Captions
from kerasgan.inputs import Codes
from kerasgan.models.text_gan import mismatched

SHAPE = (16, 16, 3)
CAPTIONS = ["a dark face", "a dim face", "a bright face", "a shining face"]


def build(captions=CAPTIONS, **kwargs):
    gan = kerasgan.TextGAN.for_images(SHAPE, captions, latent_dim=8, width=4, **kwargs)
    gan.compile()
    return gan


def images(levels):
    """Grainy images of given brightness."""
    grain = np.random.default_rng(0).uniform(-0.3, 0.3, (len(levels), *SHAPE))
    return (np.asarray(levels)[:, None, None, None] + grain).astype("float32")


def softplus(x):
    return np.logaddexp(0, np.asarray(x, "float64"))


def test_the_wrong_caption_says_something_else():
    a, b, c = np.eye(3, dtype="float32")
    wrong, differ = mismatched(tf.constant([a, a, b, c, a]))
    np.testing.assert_array_equal(wrong, [c, c, a, b, c])
    assert float(differ) == 1
    wrong, differ = mismatched(tf.constant([a, a]))
    assert float(differ) == 0


@pytest.mark.parametrize("captions", [CAPTIONS[:1], CAPTIONS[:1] * 3])
def test_without_another_caption_none_is_wrong(captions):
    gan = build(captions)
    gan.compile(run_eagerly=True)
    x = images(np.zeros(len(captions)))
    logs = gan.train_on_batch(x, np.array(captions), return_dict=True)
    assert logs["wrong_loss"] == 0
    expected = logs["real_loss"] + 0.5 * logs["fake_loss"]
    assert logs["discriminator_loss"] == pytest.approx(expected, rel=1e-5)


def test_captions_of_a_dataset_without_end_are_refused():
    dataset = data.from_arrays(images(np.zeros(4)), data.texts(CAPTIONS), 4)
    with pytest.raises(ValueError, match="without end .* before `.repeat"):
        build(dataset.repeat())


def test_the_weight_halfway_is_that_of_the_authors():
    assert build().interpolation_weight == 0.5


@pytest.mark.parametrize("weight", [0.0, 1.0, 3.0])
def test_losses_are_those_of_the_paper(weight):
    gan = build(interpolation_weight=weight)
    still = [keras.optimizers.SGD(0.0) for _ in range(2)]
    gan.compile(*still, run_eagerly=True)
    real = tf.constant(images(np.linspace(-0.6, 0.6, 4)))
    right = tf.constant(gan.captions.vectors(CAPTIONS))
    wrong = tf.gather(right, [3, 0, 1, 2])  # each of another image
    halfway = (right + wrong) / 2
    totals = []
    gan.update = lambda player, loss, *others: totals.append(float(loss))

    def judge(x, vectors):
        inputs = {"images": x, "caption": vectors}
        return np.asarray(gan.discriminator(inputs, training=True))

    fake = gan.generate(4, {"caption": right})
    between = gan.generate(4, {"caption": halfway}, turn=1)
    s_r, s_w, s_f = judge(real, right), judge(real, wrong), judge(fake, right)
    found = {n: float(v) for n, v in gan.train_step((real, right)).items()}

    log_s_r = -softplus(-s_r)
    log_not_s_w, log_not_s_f = -softplus(s_w), -softplus(s_f)
    expected = -np.mean(log_s_r + (log_not_s_w + log_not_s_f) / 2)
    assert found["discriminator_loss"] == pytest.approx(expected, rel=1e-5)
    assert found["wrong_loss"] == pytest.approx(-log_not_s_w.mean(), rel=1e-5)
    assert found["wrong_accuracy"] == np.mean(s_w < 0)
    of_fake = np.mean(softplus(-s_f))
    of_between = np.mean(softplus(-judge(between, halfway)))
    assert found["generator_loss"] == pytest.approx(of_fake, rel=1e-5)
    expected_between = of_between if weight else 0
    assert found["interpolation_loss"] == pytest.approx(expected_between, rel=1e-5)
    assert totals == pytest.approx([expected, of_fake + weight * of_between], rel=1e-5)


def test_of_several_captions_each_step_takes_one():
    gan = build()
    vectors = np.random.default_rng(0).normal(size=(5, 3, gan.captions.size))
    seen = set()
    for step in range(20):
        gan.step.assign(step)
        held = gan.labels_of(tf.constant(vectors, "float32"))["caption"].numpy()
        again = gan.labels_of(tf.constant(vectors, "float32"))["caption"].numpy()
        np.testing.assert_array_equal(held, again)
        near = np.abs(vectors - held[:, None]).max(-1) < 1e-6
        assert (near.sum(1) == 1).all()
        seen.update(zip(*np.nonzero(near), strict=True))
    assert len(seen) == 5 * 3


def test_a_caption_decides_the_brightness_once_it_is_learned():
    rng = np.random.default_rng(0)
    bright = rng.integers(2, size=1280)
    words = np.array([["dark", "dim"], ["bright", "shining"]])[bright]
    captions = np.char.add(np.char.add("a ", words), " face")
    gan = build(captions)
    gan.compile(keras.optimizers.Adam(1e-3, 0.5), keras.optimizers.Adam(1e-3, 0.5))
    faces = data.from_arrays(images(1.2 * bright - 0.6), data.texts(captions), 32)
    gan.fit(faces, epochs=6, verbose=0)
    dark, dim, light = (
        gan.sample(16, seed=0, labels=f"a {word} face").mean()
        for word in ("dark", "dim", "shining")
    )
    assert dark < light - 0.4 and dim < light - 0.4
    levels = gan.between("a dim face", "a bright face", 5).mean((1, 2, 3))
    assert levels[0] < levels[2] < levels[4]


def test_samples_have_captions_of_their_own_or_one_for_all():
    gan = build()
    both = gan.sample(2, seed=3, labels=["a dark face", "a shining face"])
    for index, caption in enumerate(["a dark face", "a shining face"]):
        alone = gan.sample(2, seed=3, labels=caption)
        np.testing.assert_allclose(both[index], alone[index], atol=1e-6)
    vectors = gan.captions.vectors(["a dark face", "a shining face"])
    np.testing.assert_array_equal(both, gan.sample(2, seed=3, labels=vectors))
    strip = gan.between("a dark face", "a shining face", 3, seed=3)
    np.testing.assert_allclose(strip[0], both[0], atol=1e-6)
    np.testing.assert_array_equal(gan.sample(3, seed=1), gan.sample(3, seed=1))


def test_examples_stand_in_for_captions_evenly():
    caption = build().captions
    noise = np.random.default_rng(0).normal(size=(4000, caption.size))
    drawn = caption.from_noise(noise.astype("float32"))
    known = caption.vectors(caption.examples)
    nearest = np.square(drawn[:, None] - known).sum(-1).argmin(1)
    np.testing.assert_allclose(np.bincount(nearest) / 4000, 0.25, atol=0.03)


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        ("un château", "None of .*château.* is a word of the encoder"),
        (["a dark face"] * 2, "For 3 images there should be one of captions"),
        (3, "For 3 images there should be one of captions"),
    ],
)
def test_captions_that_say_nothing_are_refused(labels, message):
    with pytest.raises(ValueError, match=message):
        build().sample(3, labels=labels)


def test_captions_that_became_classes_are_refused():
    faces = data.from_arrays(images(np.zeros(4)), CAPTIONS, 4)
    with pytest.raises(ValueError, match=r"kerasgan.data.texts.*gives int64"):
        build().fit(faces, verbose=0)


def test_a_condition_that_is_no_caption_is_refused():
    gan = build()
    with pytest.raises(ValueError, match="needs a condition 'caption'"):
        kerasgan.TextGAN(gan.generator, gan.discriminator, {"caption": Codes(2)})


def test_labels_without_captions_are_refused():
    faces = data.from_arrays(images(np.zeros(4)), {"age": np.zeros(4)}, 4)
    with pytest.raises(ValueError, match=r"\['caption'\], but the dataset has \['age'"):
        build().fit(faces, verbose=0)


def test_a_loaded_model_reads_captions_as_before(tmp_path):
    gan = build()
    gan.fit(data.from_arrays(images(np.zeros(4)), data.texts(CAPTIONS), 4), verbose=0)
    gan.save(tmp_path / "gan.keras")
    loaded = keras.models.load_model(tmp_path / "gan.keras")
    strange = [*CAPTIONS, "a bright, dark FACE!", "zebra"]
    expected = gan.captions.vectors(strange)
    np.testing.assert_array_equal(loaded.captions.vectors(strange), expected)
    assert loaded.encoder is loaded.captions.encoder
    np.testing.assert_array_equal(
        loaded.sample(2, seed=0, labels="a dim face"),
        gan.sample(2, seed=0, labels="a dim face"),
    )


def letters():
    """An encoder of one's own: how many letters, and of what kinds."""
    strings = keras.Input((), dtype="string")
    counts = keras.layers.TextVectorization(
        split="character", vocabulary=list("abcdefghij"), output_mode="count"
    )(strings)
    return keras.Model(strings, keras.layers.Dense(5)(counts))


def test_any_keras_model_of_strings_is_an_encoder_and_does_not_train(tmp_path):
    encoder = letters()
    gan = build(encoder=encoder)
    before = encoder.get_weights()
    faces = data.from_arrays(images(np.zeros(4)), data.texts(CAPTIONS), 4)
    gan.fit(faces, epochs=2, verbose=0)
    np.testing.assert_array_equal(encoder.get_weights()[0], before[0])
    gan.save(tmp_path / "gan.keras")
    loaded = keras.models.load_model(tmp_path / "gan.keras")
    np.testing.assert_array_equal(
        loaded.captions.vectors("a face"), gan.captions.vectors("a face")
    )


def test_a_model_of_numbers_is_no_encoder():
    vectors = keras.Input((3,))
    with pytest.raises(ValueError, match=r"takes strings of shape \(None,\)"):
        Captions(keras.Model(vectors, vectors), CAPTIONS)


def test_vectors_made_elsewhere_train_too():
    gan = build()
    vectors = gan.captions.vectors(CAPTIONS)
    history = gan.fit(images(np.zeros(4)), vectors, batch_size=4, verbose=0).history
    assert np.isfinite(history["wrong_loss"]).all()


CLIENT = """
import sys
sys.modules["keras"] = sys.modules["kerasgan"] = None
import numpy as np, tensorflow as tf
sample = tf.saved_model.load(sys.argv[1]).signatures["sample"]
images = sample(
    seed=tf.constant([5, 5, 6], "int64"),
    truncation=tf.ones(3),
    caption=tf.constant(["a dark face", "a shining face", "a dark face, a zebra"]),
)["images"]
np.save(sys.argv[2], images)
"""


def test_a_served_model_takes_strings_where_keras_does_not_exist(tmp_path):
    gan = build()
    folder = export.to_saved_model(gan, tmp_path / "served")
    weights = [*gan.sampler.get_weights(), *gan.encoder.get_weights()]
    written = (folder / "variables" / "variables.data-00000-of-00001").stat().st_size
    assert written < 1.2 * sum(w.nbytes for w in weights)
    found = tmp_path / "images.npy"
    subprocess.run([sys.executable, "-c", CLIENT, folder, found], check=True)
    served = np.load(found)
    wanted = [(5, "a dark face"), (5, "a shining face"), (6, "dark face a")]
    for image, (seed, caption) in zip(served, wanted, strict=True):
        expected = data.to_uint8(gan.sample(1, seed=seed, labels=caption))[0]
        assert np.abs(image.astype(int) - expected).max() <= 1
    assert not np.array_equal(served[0], served[1])
