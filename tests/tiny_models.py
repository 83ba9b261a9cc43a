"""The smallest model of each class, data that it learns from, and what it keeps."""

import functools
import inspect
import types

import keras
import numpy as np
import tensorflow as tf

from kerasgan import data
from kerasgan import inputs
from kerasgan import training
from kerasgan.inputs import named

SHAPE = (16, 16, 3)
NUM_IMAGES, BATCH = 12, 4
RESIDUAL = ("SNGAN", "ProjectionGAN")
CAPTIONS = [
    [f"a {age} {noun}", f"{noun}, {age}"]
    for age in ("young", "grown", "old")
    for noun in ("man", "lady", "cat", "dog")
]


def build(cls, compiled=True, grown=True, **kwargs):
    keras.utils.set_random_seed(0)
    if "critic_steps" in inspect.signature(cls.__init__).parameters:
        # Five in a step take long to trace, and so do two of residual networks.
        kwargs.setdefault("critic_steps", 1 if cls.__name__ in RESIDUAL else 2)
    if "images_per_phase" in inspect.signature(cls.__init__).parameters:
        kwargs.setdefault("images_per_phase", 4)  # a batch
    gan = for_images(cls, **kwargs)
    if grown and hasattr(gan, "images_seen"):
        gan.images_seen.assign(100)  # at its last stage
    if compiled:
        gan.compile()
    return gan


def build_under(policy, cls, **kwargs):
    keras.config.set_dtype_policy(policy)
    try:
        return build(cls, **kwargs)
    finally:
        keras.config.set_dtype_policy("float32")


def for_images(cls, **kwargs):
    arguments = inspect.signature(cls.for_images).parameters
    tiny = {
        "latent_dim": 8,
        "width": 2,
        "blocks": 1,
        "depth": 1,
        "base": 64,
        "receptive_field": 16,
        "num_classes": {"gender": ["male", "female"], "age_group": 3},
        "captions": CAPTIONS,
    }
    if "base" in arguments:
        tiny["width"] = 8  # of two maps alone, a normalization of pixels is unstable
    tiny = {name: value for name, value in tiny.items() if name in arguments}
    return cls.for_images(SHAPE, **tiny, **kwargs)


def images(num, shape=SHAPE):
    """Smooth random images, float32 in [-1, 1]."""
    height, width, channels = shape
    coarse = np.random.default_rng(num).uniform(-1, 1, (num, 4, 4, channels))
    smooth = coarse.repeat(height // 4, axis=1).repeat(width // 4, axis=2)
    return smooth.astype("float32")


def dataset(gan, chosen=slice(None), **kwargs):
    """Batches of three steps, of what the model's `batch_spec` says."""
    num = NUM_IMAGES * gan.critic_steps
    parts = [part_of(kind, num, chosen) for kind in gan.batch_spec.parts.values()]
    if isinstance(gan, training.Translator):
        channels = tuple(part.shape[-1] for part in parts)
        of_two = data.pairs if gan.paired else data.unpaired
        return of_two(*parts, SHAPE[:2], BATCH, channels=channels, **kwargs)
    labels = parts[1] if parts[1:] else None
    return data.from_arrays(parts[0], labels, BATCH, **kwargs)


def part_of(kind, num, chosen):
    if isinstance(kind, inputs.Images):
        return images(num, kind.shape)[chosen]
    return {name: label_of(condition, num)[chosen] for name, condition in kind.items()}


def label_of(condition, num):
    if isinstance(condition, inputs.Captions):
        return data.texts(np.resize(CAPTIONS, (num, 2)))
    return np.arange(num) % condition.size


def examples(gan, to=None, num=BATCH):
    """Of each input that has no prior, a few values, by name."""
    return {
        name: images(num, kind.sized(getattr(gan, "source_size", None)).shape)
        for name, kind in gan.inputs_to(to).items()
        if not kind.has_prior
    }


def sampled(gan, num=BATCH, seed=0, **options):
    """Samples of each direction of a model."""
    return [
        gan.sample(num, seed, to=to, **examples(gan, to, num), **options)
        for to in gan.directions
    ]


@functools.lru_cache(maxsize=1)
def trained(cls):
    """One that was trained for two epochs; the checks of a class share its trace.

    Returns:
        `gan`; the `history` of its first two epochs; `traces`, a list with an item for
        each time that its step was traced; `before`, the first weights that train, by
        player; `state`, what it was after the two epochs. No check changes it: who
        trains on, or loads other weights, does it within `borrowed`.
    """
    gan = build(cls, grown=False)
    traces, train_step = [], gan.train_step
    gan.train_step = lambda data: (traces.append(1), train_step(data))[1]
    before = {player: values(gan.variables_of(player)) for player in gan.players}
    history = gan.fit(dataset(gan), epochs=2, verbose=0).history
    return types.SimpleNamespace(
        gan=gan,
        history=dict(history),
        traces=traces,
        before=before,
        state=values(state(gan)),
    )


class borrowed:
    """The trained model for a check that changes it, and puts it back."""

    def __init__(self, cls):
        self.shared = trained(cls)

    def __enter__(self):
        return self.shared.gan

    def __exit__(self, *exception):
        for variable, value in zip(
            state(self.shared.gan), self.shared.state, strict=True
        ):
            variable.assign(value)
        self.shared.gan.stop_training = False


def behind(layer, discriminator):
    """The discriminator, of images that a layer changes first."""
    values = discriminator.input
    if isinstance(values, dict):
        changed = {**values, "images": layer(values["images"])}
    else:
        changed = layer(values)
    return keras.Model(values, discriminator(changed))


def enlarge(sampler):
    """Makes kernels as large as trained ones, for without it all images are gray."""
    for weight in sampler.weights:
        if weight.path.endswith("kernel"):
            weight.assign(10 * weight)


def loss_of_all(gan):
    """A number that depends on all weights of all players."""
    numbers = []
    for network in gan.networks.values():
        tensors = (
            network.input if isinstance(network.input, dict) else {"": network.input}
        )
        noise = {
            name: tf.random.stateless_normal(
                (BATCH, *(side or 4 for side in tensor.shape[1:])), (1, place)
            )
            for place, (name, tensor) in enumerate(tensors.items())
        }
        noise = {name: tf.cast(v, tensors[name].dtype) for name, v in noise.items()}
        outputs = named.feed(network, noise, training=True)
        numbers += [tf.reduce_mean(tf.square(o)) for o in tf.nest.flatten(outputs)]
    return sum(numbers)


def values(variables):
    return [variable.numpy() for variable in variables]


def assert_equal(variables, others):
    for one, other in zip(values(variables), values(others), strict=True):
        np.testing.assert_array_equal(one, other)


def state(gan):
    """Everything that training changes."""
    return [*gan.variables, *gan.optimizer.variables]


def health(gan):
    """The names of what a training reports of itself."""
    of_players = ("gradient_norm", "learning_rate")
    return {
        "images_per_second",
        *(f"{player}_{what}" for player in gan.players for what in of_players),
    }


def reported(gan, history):
    """What the model itself reports: all but its health, which has clocks in it."""
    return {n: history[n] for n in (*gan.loss_names, *gan.measure_names)}
