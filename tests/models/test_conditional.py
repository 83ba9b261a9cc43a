"""GANs with labels: what they are told is what they use."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from PIL import Image
from tiny_models import enlarge

import kerasgan
from kerasgan import export
from kerasgan import models
from kerasgan.callbacks.grid_folder import GridFolder
from kerasgan.inputs import Attributes
from kerasgan.inputs import Classes
from kerasgan.inputs import Codes
from kerasgan.inputs import conditions_of

SHAPE = (16, 16, 3)
LABELED = [
    models.ConditionalGAN,
    models.ACGAN,
    models.ProjectionGAN,
    models.SCGAN,
]


def build(cls, num_classes=3, **kwargs):
    if cls is models.ProjectionGAN:
        kwargs["critic_steps"] = 2  # five take long to trace
    gan = cls.for_images(SHAPE, num_classes, latent_dim=8, width=4, **kwargs)
    gan.compile()
    return gan


def images(labels):
    """Grainy images, as bright as their label."""
    levels = np.linspace(-0.6, 0.6, 3)[labels][:, None, None, None]
    grain = np.random.default_rng(0).uniform(-0.3, 0.3, (len(labels), *SHAPE))
    return (levels + grain).astype("float32")


@pytest.mark.parametrize("cls", LABELED, ids=lambda cls: cls.__name__)
def test_another_label_is_another_picture_of_the_same_latent(cls):
    gan = build(cls, ["young", "adult", "old"], seed=0)
    gan.compile(run_eagerly=True)  # ten steps, without tracing them
    x = images(np.arange(240) % 3)
    gan.fit(x, np.arange(240) % 3, batch_size=24, epochs=1, verbose=0)
    young, again, old = (
        gan.sample(3, seed=1, labels=part, averaged=False) for part in ("young", 0, 2)
    )
    np.testing.assert_array_equal(young, again)
    assert not np.allclose(young, old)
    mixed = gan.sample(3, seed=1, labels=[0, 2, "old"], averaged=False)
    np.testing.assert_allclose(mixed[0], young[0], atol=1e-6)
    np.testing.assert_allclose(mixed[1:], old[1:], atol=1e-6)


def test_the_label_decides_the_brightness_once_it_is_learned():
    gan = build(models.ConditionalGAN)
    gan.compile(keras.optimizers.Adam(1e-3, 0.5), keras.optimizers.Adam(1e-3, 0.5))
    labels = np.random.default_rng(0).integers(3, size=1920)
    gan.fit(images(labels), labels, batch_size=32, epochs=6, verbose=0)
    dark, middle, bright = (gan.sample(16, seed=0, labels=n).mean() for n in range(3))
    assert dark < middle - 0.2 < bright - 0.4


def test_an_infogan_tells_its_codes_from_its_images():
    gan = models.InfoGAN.for_images(SHAPE, categories=3, codes=1, latent_dim=8, width=8)
    gan.compile()
    noise = np.random.default_rng(0).uniform(-1, 1, (960, *SHAPE)).astype("float32")
    history = gan.fit(noise, batch_size=32, epochs=5, verbose=0).history
    assert history["category_information"][-1] > 0.5 * np.log(3)
    assert history["code_information"][-1] > 0
    before = history["category_information"][0]
    assert before < history["category_information"][-1] <= np.log(3)


def test_attributes_are_several_labels_at_once():
    gan = build(models.ACGAN, Attributes(["smiling", "hat", "glasses"]))
    rows = np.random.default_rng(0).integers(0, 2, (24, 3)).astype("float32")
    history = gan.fit(images(np.zeros(24, int)), rows, batch_size=8, verbose=0).history
    assert np.isfinite(history["class_loss"]).all()
    assert gan.sample(2, seed=0, labels=[1, 0, 1]).shape == (2, *SHAPE)
    with pytest.raises(ValueError, match="1 for each attribute .* and 0"):
        gan.sample(1, labels=[2, 0, 0])


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (3, "no class 3 among the classes 0..2"),
        ("male", "no class 'male'"),
        ([0, 1], r"For 3 images .* shape \(2,\)"),
        ({"age": 1}, r"no labels \['age'\], only \['labels'\]"),
        (-1, "no class -1"),
        (0.5, "no class 0.5"),
    ],
)
def test_labels_that_there_are_not_are_refused(labels, message):
    with pytest.raises(ValueError, match=message):
        build(models.ConditionalGAN).sample(3, seed=0, labels=labels)


def test_several_kinds_of_labels_want_names():
    gan = build(models.ConditionalGAN, {"gender": 2, "age": 5})
    with pytest.raises(ValueError, match=r"dict by name.*'gender'"):
        gan.sample(2, labels=1)


def test_data_without_labels_are_refused():
    gan = build(models.ConditionalGAN)
    x = images(np.zeros(8, int))
    with pytest.raises(ValueError, match=r"labels \['labels'\], but the dataset has"):
        gan.fit(x, batch_size=4, verbose=0)
    with pytest.raises(ValueError, match=r"shape \(batch\), but the dataset gives fl"):
        gan.fit(x, np.zeros(8), batch_size=4, verbose=0)
    with pytest.raises(ValueError, match=r"\['gender', 'age'\], but the dataset has"):
        build(models.ConditionalGAN, {"gender": 2, "age": 5}).fit(
            x, {"gender": np.zeros(8, int)}, batch_size=4, verbose=0
        )


@pytest.mark.parametrize("jit_compile", [False, True])
@pytest.mark.parametrize("label", [-1, 3])
def test_a_label_of_the_data_out_of_range_stops_training(label, jit_compile):
    gan = build(models.ConditionalGAN)
    gan.compile(jit_compile=jit_compile)
    x = images(np.zeros(8, int))
    with pytest.raises(ValueError, match=f"among the classes .* has {label}") as caught:
        gan.fit(x, np.full(8, label), batch_size=4, verbose=0)
    assert len(str(caught.value).splitlines()) == 1


def test_attributes_of_minus_one_are_refused_with_the_mend():
    gan = build(models.ACGAN, Attributes(3))
    rows = np.where(np.arange(24).reshape(8, 3) % 2, 1.0, -1.0)
    with pytest.raises(ValueError, match="has -1. Of CelebA's list, .*// 2"):
        gan.fit(images(np.zeros(8, int)), rows, batch_size=4, verbose=0)


def test_codes_out_of_range_are_refused():
    gan = build(models.ConditionalGAN, {"pose": Codes(2)})
    with pytest.raises(ValueError, match="'pose' should have codes in"):
        gan.fit(images(np.zeros(8, int)), {"pose": np.full((8, 2), 1.5)}, verbose=0)


def test_a_name_made_of_digits_is_a_name_and_no_number():
    ages = Classes([str(n) for n in range(1, 12)])
    assert ages.number("1") == 0
    assert ages.number(1) == 1
    with pytest.raises(ValueError, match="no class '0'"):
        ages.number("0")
    assert Classes(["male", "female"]).number("1") == 1


def test_names_of_labels_cannot_be_those_of_other_inputs():
    with pytest.raises(ValueError, match="names of their own"):
        build(models.ConditionalGAN, {"images": 2})


def test_a_served_model_takes_labels(tmp_path):
    gan = build(models.ConditionalGAN, {"gender": ["male", "female"]})
    served = tf.saved_model.load(str(export.to_saved_model(gan, tmp_path)))
    images = served.signatures["sample"](
        seed=tf.constant([5, 5], "int64"),
        truncation=tf.ones(2),
        gender=tf.constant([0, 1]),
    )["images"].numpy()
    assert not np.array_equal(*images)
    for label, image in zip(("male", "female"), images, strict=True):
        expected = kerasgan.data.to_uint8(gan.sample(1, seed=5, labels=label))
        np.testing.assert_array_equal(image, expected[0])
    report = export.read_report(tmp_path / "1")
    assert report["labels"] == {"gender": ["male", "female"]}


def test_conditional_normalization_is_by_each_ones_own_label(rng):
    layer = kerasgan.layers.ConditionalBatchNormalization()
    maps = rng.normal(2.0, 3.0, (64, 2, 2, 5)).astype("float32")
    labels = np.eye(2, dtype="float32")[np.arange(64) % 2]
    plain = np.asarray(layer(maps, labels, training=True))
    normal = (maps - maps.mean((0, 1, 2))) / maps.std((0, 1, 2))
    np.testing.assert_allclose(plain, normal, atol=1e-3)
    table = rng.normal(size=(2, 10)).astype("float32")
    layer.dense.set_weights([table])
    gain, bias = np.split(table[np.arange(64) % 2][:, None, None], 2, axis=-1)
    found = np.asarray(layer(maps, labels, training=True))
    np.testing.assert_allclose(found, normal * (1 + gain) + bias, atol=1e-2)


def test_the_projection_is_linear_in_the_label():
    kinds = conditions_of(Attributes(3))
    network = kerasgan.networks.conditional.projection(SHAPE, kinds, width=2)
    x = np.random.default_rng(0).uniform(-1, 1, (4, *SHAPE)).astype("float32")

    def logits(*label):
        rows = np.tile(np.array(label, "float32"), (4, 1))
        return np.asarray(network({"images": x, "labels": rows}))[:, 0]

    none = logits(0, 0, 0)
    first, second = logits(1, 0, 0) - none, logits(0, 1, 0) - none
    assert (np.abs(first) > 1e-6).all() and not np.allclose(first, second)
    np.testing.assert_allclose(logits(1, 1, 0) - none, first + second, atol=1e-5)
    shown = network({"images": -x, "labels": np.tile([[1.0, 0, 0]], (4, 1))})
    assert not np.allclose(
        np.asarray(shown)[:, 0] - logits(1, 0, 0), 0
    )  # and in phi(x)


def test_the_similarity_constraint_is_its_formula(rng):
    images = rng.uniform(-1, 1, (6, 4, 4, 3))
    labels = np.array([0, 1, 0, 2, 1, 0])
    total = 0.0
    for i in range(6):
        for j in range(i + 1, 6):
            distance = np.sqrt(np.square(images[i] - images[j]).sum())
            total += distance if labels[i] == labels[j] else 1 / distance
    found = kerasgan.losses.similarity_constraint(
        images.astype("float32"), np.eye(3, dtype="float32")[labels]
    )
    assert float(found) == pytest.approx(total / 30, rel=1e-5)


def test_the_similarity_constraint_has_a_gradient_where_images_are_equal():
    images = tf.Variable(tf.zeros((4, 2, 2, 1)))
    with tf.GradientTape() as tape:
        loss = kerasgan.losses.similarity_constraint(images, tf.eye(4))
    assert np.isfinite(tape.gradient(loss, images)).all()


def test_priors_are_uniform(rng):
    noise = rng.normal(size=(20_000, 4)).astype("float32")
    shares = np.bincount(Classes(4).from_noise(noise)) / len(noise)
    np.testing.assert_allclose(shares, 0.25, atol=0.02)
    rows = np.asarray(Attributes(4).from_noise(noise))
    np.testing.assert_allclose(rows.mean(0), 0.5, atol=0.02)
    codes = np.asarray(Codes(4).from_noise(noise))
    quantiles = np.quantile(codes, [0.25, 0.5, 0.9])
    np.testing.assert_allclose(quantiles, [-0.5, 0, 0.8], atol=0.02)


def test_losses_are_surprises(rng):
    logits, labels = rng.normal(size=(5, 3)), np.array([0, 1, 2, 0, 1])
    chances = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    expected = -np.log(chances[np.arange(5), labels]).mean()
    found = Classes(3).loss(logits, labels)
    assert float(found) == pytest.approx(expected, rel=1e-5)

    values = (labels[:, None] == [0, 1, 2]).astype("float32")
    chances = 1 / (1 + np.exp(-logits))
    expected = -np.log(np.where(values, chances, 1 - chances)).sum(1).mean()
    found = Attributes(3).loss(logits, values)
    assert float(found) == pytest.approx(expected, rel=1e-5)

    mean, deviation, value = 0.3, 0.5, -0.2
    density = np.exp(-0.5 * ((value - mean) / deviation) ** 2)
    expected = -np.log(density / deviation / np.sqrt(2 * np.pi))
    outputs = np.float32([[mean, np.log(deviation)]])
    found = Codes(1).loss(outputs, np.float32([[value]]))
    assert float(found) == pytest.approx(expected, rel=1e-5)


def test_callbacks_draw_the_labels_that_they_are_given(tmp_path):
    seen = []

    def measure(samples):
        seen.append(samples)
        return {"mean": kerasgan.metrics.Score.of("mean", samples.mean(), {})}

    gan = build(models.ConditionalGAN)
    grid = kerasgan.callbacks.SampleGrid(tmp_path, num_images=4, labels=[0, 1, 2, 0])
    evaluate = kerasgan.callbacks.Evaluate([measure], num_samples=4, labels=2)
    x, labels = images(np.arange(6) % 3), np.arange(6) % 3
    gan.fit(x, labels, batch_size=6, verbose=0, callbacks=[grid, evaluate])
    np.testing.assert_array_equal(seen[0], gan.sample(4, seed=0, labels=2))
    drawn = gan.sample(4, seed=0, labels=[0, 1, 2, 0])
    other = GridFolder(tmp_path / "other").write(1, drawn, "run")
    found = [Image.open(path) for path in (tmp_path / "epoch-0001.png", other)]
    np.testing.assert_array_equal(*map(np.asarray, found))


def test_an_int8_file_knows_labels_as_well_as_latents(tmp_path):
    gan = build(models.ConditionalGAN, {"gender": 2, "age": 5})
    enlarge(gan.average_generator)
    path = export.to_tflite(gan, tmp_path / "gan.tflite", "int8")
    assert gan.sample(8, seed=0).std() > 0.2
    assert export.read_report(path)["psnr_db"] > 30
