"""The promises that every GAN keeps, one function each.

`test_all_models.py` runs each check on each model that `kerasgan.models` exports,
so a new GAN is tested the moment it is listed.
"""

import functools
import inspect
import json
import re
import subprocess
import sys

import keras
import numpy as np
import tensorflow as tf

from kerasgan import data
from kerasgan import export
from kerasgan import latent

SHAPE = (16, 16, 3)
NUM_IMAGES, BATCH = 12, 4
CAPTIONS = [
    [f"a {age} {noun}", f"{noun}, {age}"]
    for age in ("young", "grown", "old")
    for noun in ("man", "lady", "cat", "dog")
]


def build(cls, compiled=True, **kwargs):
    keras.utils.set_random_seed(0)
    for turns in ("critic_steps", "discriminator_steps"):
        if turns in inspect.signature(cls.__init__).parameters:
            # Five in a step take long to trace, and so do two of those with labels.
            kwargs.setdefault(turns, 1 if learns_from_labels(cls) else 2)
    gan = for_images(cls, **kwargs)
    if compiled:
        gan.compile()
    return gan


def for_images(cls, **kwargs):
    if learns_from_labels(cls):
        kwargs["num_classes"] = {"gender": ["male", "female"], "age_group": 3}
    if learns_from_captions(cls):
        kwargs["captions"] = CAPTIONS
    return cls.for_images(SHAPE, latent_dim=8, width=2, **kwargs)


def learns_from_labels(cls):
    return "num_classes" in inspect.signature(cls.for_images).parameters


def learns_from_captions(cls):
    return "captions" in inspect.signature(cls.for_images).parameters


def images(gan):
    """Smooth random images for three steps, float32 in [-1, 1]."""
    shape = (NUM_IMAGES * gan.minibatches, 4, 4, 3)
    coarse = np.random.default_rng(0).uniform(-1, 1, shape)
    return coarse.repeat(4, axis=1).repeat(4, axis=2).astype("float32")


def dataset(gan, some=slice(None), **kwargs):
    x, labels = images(gan), None
    if learns_from_labels(type(gan)):
        labels = {"gender": np.arange(len(x)) % 2, "age_group": np.arange(len(x)) % 3}
        labels = {name: values[some] for name, values in labels.items()}
    if learns_from_captions(type(gan)):
        labels = data.texts(np.resize(CAPTIONS, (len(x), 2)))[some]
    return data.from_arrays(x[some], labels, BATCH, **kwargs)


def loss_of_fakes(gan):
    """A number that depends on all weights of both players."""
    seeds = latent.seeds_of_samples(BATCH, 0)
    inputs = gan.sampler_inputs(seeds)
    labels = {}
    if isinstance(inputs, dict):
        labels = {name: some for name, some in inputs.items() if name != "latents"}
    fakes = gan.generate(BATCH, labels) if labels else gan.generate(BATCH)
    taken = {"images": fakes, **labels}
    told = isinstance(gan.discriminator.input, dict)
    outputs = gan.discriminator(taken if told else fakes, training=True)
    return sum(tf.reduce_mean(tf.square(some)) for some in tf.nest.flatten(outputs))


def values(variables):
    return [variable.numpy() for variable in variables]


def assert_equal(variables, others):
    for one, other in zip(values(variables), values(others), strict=True):
        np.testing.assert_array_equal(one, other)


def state(gan):
    """Everything that training changes."""
    return [*gan.variables, *gan.optimizer.variables]


def health(gan):
    """The names of what tells a healthy training from a sick one."""
    of_players = ("gradient_norm", "learning_rate")
    return {
        "images_per_second",
        *(f"{player}_{what}" for player in players(gan) for what in of_players),
    }


def players(gan):
    """The names of what optimizers of their own train."""
    arguments = inspect.signature(gan.compile).parameters
    ending = "_optimizer"
    return [name.removesuffix(ending) for name in arguments if name.endswith(ending)]


def reported(gan, history):
    """What the model itself reports: all but its health, which has clocks in it."""
    return {n: history[n] for n in (*gan.loss_names, *gan.measure_names)}


def assert_near(history, expected):
    """But for the last bit: TensorFlow may order the sum of a mean in another way."""
    for name, values in expected.items():
        np.testing.assert_allclose(history[name], values, rtol=1e-6, err_msg=name)


def fit_reports_what_is_declared_and_its_health_and_nothing_else(cls):
    gan = build(cls)
    history = gan.fit(dataset(gan), epochs=2, verbose=0).history
    assert set(history) == {*reported(gan, history), *health(gan)}
    assert np.isfinite(list(history.values())).all()
    assert min(history["images_per_second"]) > 0
    for player in players(gan):
        assert min(history[f"{player}_gradient_norm"]) > 0


def a_step_moves_both_players_and_is_traced_once(cls):
    gan = build(cls)
    traces = []
    train_step = gan.train_step
    gan.train_step = lambda data: (traces.append(1), train_step(data))[1]
    before = values(gan.generator_variables + gan.discriminator_variables)
    gan.fit(dataset(gan), epochs=2, verbose=0)
    gan.fit(dataset(gan), verbose=0)
    assert len(traces) == 1
    after = gan.generator_variables + gan.discriminator_variables
    still = [
        weight
        for old, weight in zip(before, after, strict=True)
        if np.array_equal(old, weight.numpy())
    ]
    # A loss of differences of logits alone has no gradient in their common bias.
    assert all(weight is gan.discriminator_variables[-1] for weight in still)
    assert all(weight.path.endswith("bias") for weight in still)


def each_optimizer_moves_all_of_its_own_player(cls):
    gan = build(cls)
    for update, own, other in (
        (gan.update_discriminator, gan.discriminator, gan.generator),
        (gan.update_generator, gan.generator, gan.discriminator),
    ):
        before = values(own.trainable_variables)
        others = values(other.trainable_variables)
        for _ in range(2):  # behind a kernel that begins at zero, the second moves
            with tf.GradientTape() as tape:
                loss = loss_of_fakes(gan)
            update(loss, tape)
        moved = [
            not np.array_equal(old, new)
            for old, new in zip(before, values(own.trainable_variables), strict=True)
        ]
        assert all(moved), [v.path for v in own.trainable_variables]
        assert_equal([tf.constant(v) for v in others], other.trainable_variables)


def the_same_seed_gives_the_same_history_and_another_seed_another(cls):
    gans = [build(cls, seed=seed) for seed in (1, 1, 2)]
    histories = [
        reported(gan, gan.fit(dataset(gan), epochs=2, verbose=0).history)
        for gan in gans
    ]
    assert_near(histories[0], histories[1])
    assert histories[0]["generator_loss"] != histories[2]["generator_loss"]


def the_global_seed_decides_the_first_weights(cls):
    kernels = []
    for seed in (0, 0, 1):
        keras.utils.set_random_seed(seed)
        gan = for_images(cls)
        kernels.append([v for v in values(gan.trainable_variables) if v.ndim > 1])
    for first, same, other in zip(*kernels, strict=True):
        np.testing.assert_array_equal(first, same)
        assert not np.array_equal(first, other) or not first.any()  # R3GAN's zeros


def it_trains_eagerly_jit_compiled_and_several_steps_at_a_time(cls):
    for way in (
        {"run_eagerly": True},
        {"jit_compile": True},
        {"steps_per_execution": 2},
    ):
        gan = build(cls, compiled=False)
        gan.compile(**way)
        history = gan.fit(dataset(gan), verbose=0).history
        assert np.isfinite(list(history.values())).all(), way
        assert int(gan.step) == NUM_IMAGES // BATCH


def build_under(policy, cls):
    keras.config.set_dtype_policy(policy)
    try:
        return build(cls)
    finally:
        keras.config.set_dtype_policy("float32")


@functools.cache
def history_in_float32(cls):
    gan = build(cls)
    return gan.fit(dataset(gan), epochs=2, verbose=0).history


def stays_near_float32(gan, cls):
    gan.set_weights(build(cls).get_weights())
    history = gan.fit(dataset(gan), epochs=2, verbose=0).history
    expected = history_in_float32(cls)
    for name in cls.loss_names:
        np.testing.assert_allclose(history[name], expected[name], rtol=0.1, atol=0.05)
    assert gan.sample(2, seed=0).dtype == "float32"
    assert all(weight.dtype == "float32" for weight in gan.trainable_variables)


def mixed_bfloat16_stays_near_float32(cls):
    gan = build_under("mixed_bfloat16", cls)
    stays_near_float32(gan, cls)
    assert not any("loss_scale" in name for name in gan.history.history)


def mixed_float16_scales_both_losses_and_stays_near_float32(cls):
    gan = build_under("mixed_float16", cls)
    for optimizer in (gan.generator_optimizer, gan.discriminator_optimizer):
        assert isinstance(optimizer, keras.optimizers.LossScaleOptimizer)
        optimizer.dynamic_scale.assign(1024.0)  # no skipped steps in so short a run
    stays_near_float32(gan, cls)
    history = gan.history.history
    for player in ("generator", "discriminator"):
        assert history[f"{player}_skipped_steps"] == [0, 0]
        assert history[f"{player}_loss_scale"] == [1024, 1024]

    for optimizer in (gan.generator_optimizer, gan.discriminator_optimizer):
        optimizer.dynamic_scale.assign(2.0**15)  # Keras' first, which may overflow
    history = gan.fit(dataset(gan), epochs=6, verbose=0).history
    for player in ("generator", "discriminator"):
        assert history[f"{player}_loss_scale"][-1] >= 64
        assert history[f"{player}_skipped_steps"][-1] == 0
    assert np.isfinite(list(history.values())).all()


def a_saved_model_is_the_same_and_another_process_trains_on_exactly(cls, folder):
    gan = build(cls)
    gan.fit(dataset(gan, mirror=True), epochs=2, verbose=0)
    gan.save(folder / "half.keras")
    loaded = keras.models.load_model(folder / "half.keras")
    assert type(loaded) is cls
    assert_equal(state(gan), state(loaded))

    gan.fit(dataset(gan, mirror=True), epochs=2, verbose=0)
    script = (
        "import sys, keras, checks\n"
        "gan = keras.models.load_model(sys.argv[1] + '/half.keras')\n"
        "gan.fit(checks.dataset(gan, mirror=True), epochs=2, verbose=0)\n"
        "gan.save(sys.argv[1] + '/whole.keras')\n"
    )
    path = str(inspect.getfile(inspect.currentframe()))
    subprocess.run(
        [sys.executable, "-c", script, str(folder)],
        check=True,
        cwd=re.sub(r"[^/\\]+$", "", path),
        capture_output=True,
    )
    assert_equal(state(gan), state(keras.models.load_model(folder / "whole.keras")))


def a_model_that_was_never_compiled_saves_and_loads(cls, folder):
    gan = build(cls, compiled=False)
    gan.save(folder / "gan.keras")
    loaded = keras.models.load_model(folder / "gan.keras")
    assert not loaded.compiled
    assert_equal(gan.variables, loaded.variables)


def its_configuration_keeps_every_argument(cls):
    gan = build(cls, compiled=False, seed=7, ema_decay=0.5, name="mine")
    config = json.dumps(gan.get_config())
    again = cls.from_config(json.loads(config))
    assert (again.seed, again.ema_decay, again.name) == (7, 0.5, "mine")
    assert json.dumps(again.get_config()) == config


def samples_are_images_that_repeat_under_a_seed(cls):
    gan = build(cls)
    first = gan.sample(5, seed=3)
    assert first.shape == (5, *SHAPE) and first.dtype == "float32"
    assert np.abs(first).max() <= 1
    np.testing.assert_array_equal(first, gan.sample(5, seed=3))
    np.testing.assert_allclose(first[:2], gan.sample(2, seed=3), atol=1e-6)
    assert not np.array_equal(first, gan.sample(5, seed=4))
    assert not np.array_equal(gan.sample(5), gan.sample(5))


def the_average_is_what_is_sampled(cls):
    gan = build(cls, ema_decay=0.9)
    start = values(gan.average.weights)
    gan.fit(dataset(gan), epochs=2, verbose=0)
    assert gan.sampler is gan.average is not gan.generator
    pairs = zip(values(gan.average.weights), values(gan.generator.weights), strict=True)
    assert any(not np.array_equal(average, last) for average, last in pairs)
    moved = values(gan.average.weights)
    assert any(not np.array_equal(a, b) for a, b in zip(start, moved, strict=True))
    before = gan.sample(2, seed=0)
    for weight in gan.generator.weights:
        weight.assign(tf.zeros_like(weight))
    np.testing.assert_array_equal(before, gan.sample(2, seed=0))
    assert build(cls, ema_decay=None).sampler is not None


def it_exports_with_proof(cls, folder):
    gan = build(cls)
    gan.fit(dataset(gan), verbose=0)
    report = json.loads(
        (export.to_saved_model(gan, folder / "served") / "report.json").read_text()
    )
    assert report["max_abs_error_levels"] <= 1
    export.to_tflite(gan, folder / "gan.tflite")
    assert json.loads((folder / "gan.report.json").read_text())["max_abs_error"] <= 1e-4


def a_partial_last_batch_trains_or_is_refused_in_words(cls):
    gan = build(cls)
    ragged = dataset(gan, slice(-2), drop_remainder=False)
    if gan.minibatches == 1:
        history = gan.fit(ragged, verbose=0).history
        assert np.isfinite(list(history.values())).all()
        assert int(gan.step) == 3
        return
    try:
        gan.fit(ragged, verbose=0)
    except ValueError as error:
        message = str(error)
    assert "drop_remainder=True" in message


def a_wrong_shape_is_refused_in_words(cls):
    wrong = tf.data.Dataset.from_tensors(tf.zeros((4, 32, 32, 3)))
    try:
        build(cls).fit(wrong, verbose=0)
    except ValueError as error:
        message = str(error)
    assert (
        "(16, 16, 3)" in message and "32, 32, 3" in message and "image_size" in message
    )


def its_docstring_cites_its_paper_and_explains_its_arguments(cls):
    assert re.search(r"arxiv\.org/abs/\d{4}\.\d{4,5}", cls.__doc__)
    assert "Example:" in cls.__doc__
    own = (
        inspect.signature(vars(cls)["__init__"]).parameters
        if "__init__" in vars(cls)
        else {}
    )
    for name in own:
        assert name in ("self", "kwargs") or f"    {name}: " in cls.__doc__, name


CHECKS = [
    check
    for name, check in list(globals().items())
    if inspect.isfunction(check)
    and check.__module__ == __name__
    and next(iter(inspect.signature(check).parameters), "") == "cls"
    and name != "build"
]
