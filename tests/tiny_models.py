"""The smallest model of each class, data that it learns from, and what it keeps."""

import functools
import inspect
import types

import keras
import numpy as np
import tensorflow as tf

from kerasgan import data
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
    # Five in a step take long to trace, and so do two of residual networks.
    for turns, num in (("critic_steps", 2), ("discriminator_steps", 1)):
        if turns in inspect.signature(cls.__init__).parameters:
            kwargs.setdefault(turns, num)
    gan = for_images(cls, **kwargs)
    if compiled:
        gan.compile()
    return gan


def build_under(policy, cls):
    keras.config.set_dtype_policy(policy)
    try:
        return build(cls)
    finally:
        keras.config.set_dtype_policy("float32")


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


@functools.lru_cache(maxsize=1)
def trained(cls):
    """One that was trained for two epochs; the checks of a class share its trace.

    Returns:
        `gan`; the `history` of its first two epochs; `traces`, a list with an item for
        each time that its step was traced; and `before`, the first weights of both
        players.
    """
    gan = build(cls)
    traces, train_step = [], gan.train_step
    gan.train_step = lambda data: (traces.append(1), train_step(data))[1]
    before = values(gan.generator_variables + gan.discriminator_variables)
    history = gan.fit(dataset(gan), epochs=2, verbose=0).history
    return types.SimpleNamespace(
        gan=gan, history=dict(history), traces=traces, before=before
    )


def behind(layer, discriminator):
    """The discriminator, of images that a layer changes first."""
    inputs = discriminator.input
    if isinstance(inputs, dict):
        changed = {**inputs, "images": layer(inputs["images"])}
    else:
        changed = layer(inputs)
    return keras.Model(inputs, discriminator(changed))


def enlarge(sampler):
    """Makes kernels as large as trained ones, for without it all images are gray."""
    for weight in sampler.weights:
        if weight.path.endswith("kernel"):
            weight.assign(10 * weight)


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


def players(gan):
    """The names of what optimizers of their own train."""
    arguments = inspect.signature(gan.compile).parameters
    ending = "_optimizer"
    return [name.removesuffix(ending) for name in arguments if name.endswith(ending)]


def health(gan):
    """The names of what tells a healthy training from a sick one."""
    of_players = ("gradient_norm", "learning_rate")
    return {
        "images_per_second",
        *(f"{player}_{what}" for player in players(gan) for what in of_players),
    }


def reported(gan, history):
    """What the model itself reports: all but its health, which has clocks in it."""
    return {n: history[n] for n in (*gan.loss_names, *gan.measure_names)}
