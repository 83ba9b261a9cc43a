"""What both augmentations promise: exact resume, gradients, half precision."""

import json
import subprocess
import sys

import keras
import numpy as np
import pytest
import tensorflow as tf
import tiny_models

import kerasgan
from kerasgan.layers import AdaptiveAugment
from kerasgan.layers import DiffAugment


def adaptive(**kwargs):
    return AdaptiveAugment(**{"initial_p": 0.5, "kimg": 0.2, **kwargs})


def adaptive_colors():
    """Without the maps, which take XLA long to compile."""
    return adaptive(blit=False, geometry=False)


BOTH = pytest.mark.parametrize("make", [DiffAugment, adaptive])


@pytest.fixture
def images(rng):
    return tf.constant(rng.uniform(-1, 1, (16, 12, 10, 3)).astype("float32"))


def build(augmentation, **compile_arguments):
    """The smallest GAN whose discriminator begins with the augmentation."""
    keras.utils.set_random_seed(0)
    layers, shape = keras.layers, (8, 8, 3)
    generator = keras.Sequential(
        [keras.Input((4,)), layers.Dense(192, "tanh"), layers.Reshape(shape)]
    )
    discriminator = keras.Sequential(
        [keras.Input(shape), augmentation, layers.Flatten(), layers.Dense(1)]
    )
    gan = kerasgan.GAN(generator, discriminator, ema_decay=None)
    gan.compile(**compile_arguments)
    return gan


def twelve_images():
    return np.random.default_rng(0).uniform(-1, 1, (12, 8, 8, 3)).astype("float32")


def dataset():
    return kerasgan.data.from_arrays(twelve_images(), batch_size=4)


def continues_exactly(gan, folder, dataset):
    """Whether a GAN that is saved and loaded goes on as the one that wasn't."""
    gan.fit(dataset, epochs=2, verbose=0)  # six steps: amid the four of p's
    gan.save(folder / "gan.keras")
    with gan.distribute_strategy.scope():
        loaded = keras.models.load_model(folder / "gan.keras")
    gan.fit(dataset, epochs=2, verbose=0)
    loaded.fit(dataset, epochs=2, verbose=0)
    tiny_models.assert_equal(tiny_models.state(gan), tiny_models.state(loaded))


@BOTH
def test_inference_changes_nothing(make, images):
    layer = make()
    np.testing.assert_array_equal(layer(images), images)
    np.testing.assert_array_equal(layer(images, training=False), images)
    assert int(layer.draws) == 0


@BOTH
def test_each_image_call_and_seed_draws_anew(make, images):
    same = tf.repeat(images[:1], 16, axis=0)
    layer, twin, other = make(), make(), make(seed=1)
    first = layer(same, training=True).numpy()
    assert len(np.unique(first, axis=0)) == 16
    assert not np.array_equal(first, layer(same, training=True))
    assert not np.array_equal(first, other(same, training=True))
    np.testing.assert_array_equal(first, twin(same, training=True))


@BOTH
def test_it_is_affine_in_the_images_and_its_gradient_is_that_map(make, images, rng):
    layer = make()
    weights = tf.constant(rng.normal(size=images.shape).astype("float32"))
    with tf.GradientTape() as tape:
        tape.watch(images)
        outputs = draw(layer, images)
    gradient = tape.gradient(outputs, images, weights)
    linear = outputs - draw(layer, tf.zeros_like(images))
    # The adjoint, image by image, as gradients mustn't leak from one to another.
    for ours, expected in zip(
        tf.reduce_sum(gradient * images, (1, 2, 3)),
        tf.reduce_sum(weights * linear, (1, 2, 3)),
        strict=True,
    ):
        np.testing.assert_allclose(ours, expected, rtol=1e-4, atol=1e-3)


def draw(layer, images):
    """The layer's first draw, however often it has drawn."""
    layer.draws.assign(0)
    return layer(images, training=True)


@pytest.mark.parametrize(
    ("make", "jit_compile"),
    [(DiffAugment, False), (DiffAugment, True), (adaptive, False), (adaptive, True)],
)
def test_a_gradient_penalty_passes_through(make, images, jit_compile):
    """Of D(x) = sum sin(Ax + b): its gradient is 2 A' (-sin(Ax + b) * A g)."""
    layer = make()

    @tf.function(jit_compile=jit_compile)  # XLA draws other numbers
    def first_draw(images):
        return draw(layer, images)

    def gradient_of_sines(images):
        with tf.GradientTape() as tape:
            tape.watch(images)
            logits = tf.reduce_sum(tf.sin(draw(layer, images)))
        return tape.gradient(logits, images)

    @tf.function(jit_compile=jit_compile)
    def gradient_of_penalty(images):
        with tf.GradientTape() as tape:
            tape.watch(images)
            penalty = tf.reduce_sum(tf.square(gradient_of_sines(images)))
        return tape.gradient(penalty, images), gradient_of_sines(images)

    ours, gradient = gradient_of_penalty(images)
    linear = first_draw(gradient) - first_draw(tf.zeros_like(images))
    with tf.GradientTape() as tape:
        tape.watch(images)
        outputs = first_draw(images)
    expected = tape.gradient(outputs, images, -2 * tf.sin(outputs) * linear)
    assert np.abs(expected).max() > 0.1
    np.testing.assert_allclose(ours, expected, rtol=1e-3, atol=1e-3)


@BOTH
@pytest.mark.parametrize("policy", ["mixed_float16", "mixed_bfloat16"])
def test_half_precision_stays_near_float32(make, images, policy):
    layer = make(dtype=policy)
    half = layer(images, training=True)
    assert half.dtype == layer.compute_dtype
    rounded = tf.cast(tf.cast(images, half.dtype), "float32")
    expected = tf.cast(make()(rounded, training=True), half.dtype)
    np.testing.assert_array_equal(half, expected)


@pytest.mark.parametrize(
    ("make", "way"),
    [
        (DiffAugment, {}),
        (adaptive_colors, {"jit_compile": True}),
        (adaptive, {"steps_per_execution": 2}),
    ],
)
def test_a_saved_training_goes_on_bit_for_bit(make, way, tmp_path):
    gan = build(make(), **way)
    continues_exactly(gan, tmp_path, dataset())
    layer = gan.discriminator.layers[0]
    calls = 12 * 3  # steps, each with D's two and G's one
    assert int(layer.draws) == (calls if make is DiffAugment else 2 * calls)
    if make is not DiffAugment:
        assert float(layer.p) != 0.5


def test_any_model_can_follow_in_a_sequence_without_an_input(tmp_path):
    inner = build(DiffAugment()).discriminator
    discriminator = keras.Sequential([AdaptiveAugment(), inner])
    gan = kerasgan.GAN(build(DiffAugment()).generator, discriminator)
    gan.compile(run_eagerly=True)
    gan.fit(dataset(), verbose=0)
    gan.save(tmp_path / "gan.keras")
    loaded = keras.models.load_model(tmp_path / "gan.keras")
    tiny_models.assert_equal(tiny_models.state(gan), tiny_models.state(loaded))


@BOTH
def test_the_players_see_other_augmentations(make):
    """Real images, fakes and the generator's turn: three draws of a step."""
    seen = []

    class Recording(type(make())):
        def augment(self, images):
            seen.append(self.draws.numpy())
            return super().augment(images)

    layer = Recording()
    gan = build(layer, run_eagerly=True)
    kerasgan.GAN.train_step(gan, next(iter(dataset())))
    assert len(set(map(int, seen))) == 3


@BOTH
def test_its_configuration_keeps_every_argument(make):
    layer = make(seed=3, color=False, name="mine", dtype="mixed_bfloat16")
    config = layer.get_config()
    again = type(layer).from_config(json.loads(json.dumps(config)))
    assert again.get_config() == config
    assert (again.seed, again.color, again.name) == (3, False, "mine")


@BOTH
def test_what_are_no_images_is_refused(make):
    with pytest.raises(ValueError, match=r"1 or 3.*\(4, 8\)"):
        make()(tf.zeros((4, 8)), training=True)
    with pytest.raises(ValueError, match=r"float images in \[-1, 1\].*uint8"):
        make()(tf.zeros((4, 8, 8, 3), "uint8"), training=True)


REPLICAS = """
import pathlib, sys, keras, numpy as np, tensorflow as tf
cpu = tf.config.list_physical_devices("CPU")[0]
tf.config.set_logical_device_configuration(
    cpu, [tf.config.LogicalDeviceConfiguration()] * 2
)
from test_augmentation import *
strategy = tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"])
one = tf.constant(twelve_images()[:1])
for make in (DiffAugment, adaptive):
    with strategy.scope():
        layer = make()

    @tf.function
    def step():
        replica = tf.distribute.get_replica_context().replica_id_in_sync_group
        if hasattr(layer, "update"):  # r = (1 + 0) / 2, under the target
            logits = tf.constant([[[1., 1.], [1., 1.]], [[1., -1.], [-1., 1.]]])
            layer.update(logits[replica])
        return layer(one, training=True)

    for _ in range(4):
        images = strategy.experimental_local_results(strategy.run(step))
        assert not np.array_equal(*images), make
    for name in ("draws", "p", "tally") if hasattr(layer, "p") else ("draws",):
        copies = getattr(layer, name).value.values
        np.testing.assert_array_equal(*[copy.numpy() for copy in copies])
    if hasattr(layer, "p"):  # 16 images seen at 200 images from 0 to 1
        np.testing.assert_allclose(layer.p, 0.5 - 16 / 200, rtol=1e-6)

with strategy.scope():
    gan = build(adaptive_colors())
batches = tf.data.Dataset.from_tensor_slices(twelve_images()).batch(4, True)
continues_exactly(gan, pathlib.Path(sys.argv[1]), batches)
"""


def test_replicas_draw_differently_and_keep_one_count_and_one_p(tmp_path):
    folders = f"{__file__.rsplit('/', 2)[0]!r}, {__file__.rsplit('/', 1)[0]!r}"
    script = f"import sys; sys.path[:0] = [{folders}]\n{REPLICAS}"
    result = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True
    )
    assert result.returncode == 0, result.stderr[-3000:]
