"""Penalties against closed forms and against finite differences, in float64."""

import math

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from kerasgan import regularizers
from kerasgan.regularizers import clip_weights
from kerasgan.regularizers import input_gradient
from kerasgan.regularizers import interpolated_gradient_penalty
from kerasgan.regularizers import l2_penalty
from kerasgan.regularizers import lazily
from kerasgan.regularizers import uniform
from kerasgan.regularizers import zero_centered_penalty

SHAPE = (8, 8, 2)
BATCH = 5


@pytest.fixture
def images(rng):
    """Real images, fakes, and how to mix them."""
    real, fake = rng.uniform(-1, 1, size=(2, BATCH, *SHAPE)).astype("float32")
    return real, fake, rng.uniform(size=(BATCH, 1, 1, 1)).astype("float32")


class LayerNormalization(layers.LayerNormalization):
    """Keras' in the textbook's words, whose second derivatives are right."""

    def call(self, inputs):
        x = tf.cast(inputs, tf.as_dtype(self.variable_dtype))
        x -= tf.reduce_mean(x, self.axis, keepdims=True)
        variance = tf.reduce_mean(tf.square(x), self.axis, keepdims=True)
        x *= tf.math.rsqrt(variance + self.epsilon)
        gain, bias = (tf.cast(w, x.dtype) for w in (self.gamma, self.beta))
        return tf.cast(x * gain + bias, inputs.dtype)


def network(dtype="float32", normalization=LayerNormalization, head=None):
    """A small critic, with the same random weights under every half precision.

    Its logits are float32 as in the package's networks, unless `head` is another dtype.
    """
    keras.utils.set_random_seed(1)
    double = "float64" if dtype == "float64" else "float32"
    kernel = {"kernel_initializer": "he_normal"}
    return keras.Sequential(
        [
            keras.Input(SHAPE, dtype=double),
            layers.Conv2D(4, 4, 2, padding="same", dtype=dtype, **kernel),
            normalization(dtype=dtype),
            layers.Activation("tanh", dtype=dtype),
            layers.Conv2D(6, 4, 2, padding="same", dtype=dtype, **kernel),
            layers.Activation("softplus", dtype=dtype),
            layers.Flatten(dtype=dtype),
            layers.Dense(1, dtype=head or double, **kernel),
        ]
    )


class Quadratic:
    """x'Ax / 2 + b'x for a flat x, whose gradient is Sx + b, S = (A + A') / 2."""

    def __init__(self, rng):
        size = math.prod(SHAPE)
        self.A = tf.Variable(rng.normal(0, 0.05, (size, size)).astype("float32"))
        self.b = tf.Variable(rng.normal(0, 0.2, size).astype("float32"))
        self.variables = [self.A, self.b]

    def __call__(self, images):
        x = tf.reshape(images, (-1, self.b.shape[0]))
        return tf.reduce_sum(x * (x @ self.A / 2 + self.b), axis=1)

    def gradients(self, images):
        """Of its logits in the images, `(batch, size)` in float64."""
        A = self.A.numpy().astype("float64")
        x = images.astype("float64").reshape(len(images), -1)
        return x @ (A + A.T) / 2 + self.b.numpy()

    def pulled_back(self, images, upstream):
        """Of a function of those gradients in A and b."""
        x = images.astype("float64").reshape(len(images), -1)
        in_S = upstream.T @ x
        return (in_S + in_S.T) / 2, upstream.sum(0)


def penalties(critic, images):
    real, fake, mix = images
    return (
        interpolated_gradient_penalty(critic, real, fake, mix),
        zero_centered_penalty(critic, real),
    )


def gradients_of(tape, loss, variables):
    gradients = tape.gradient(loss, variables)
    return [
        tf.zeros(v.shape) if g is None else g
        for g, v in zip(gradients, variables, strict=True)
    ]


def with_gradients(critic, variables, images, scale=1.0):
    """Both penalties and the gradient of each in all variables, flat."""
    with tf.GradientTape(persistent=True) as tape:
        values = penalties(critic, images)
        losses = [scale * value for value in values]
    flat = [
        tf.concat([tf.reshape(g, [-1]) for g in gradients_of(tape, loss, variables)], 0)
        for loss in losses
    ]
    return *values, *(gradient / scale for gradient in flat)


# Values.


def test_penalties_of_a_linear_critic_are_those_of_its_weights(rng, images):
    weights = rng.normal(size=SHAPE).astype("float32")
    norm = np.linalg.norm(weights.astype("float64"))
    interpolated, centered = penalties(
        lambda x: tf.reduce_sum(x * weights, axis=(1, 2, 3)), images
    )
    assert interpolated.dtype == centered.dtype == "float32"
    assert float(interpolated) == pytest.approx((norm - 1) ** 2, rel=1e-6)
    assert float(centered) == pytest.approx(norm**2, rel=1e-6)


def test_each_image_has_a_penalty_of_its_own(rng, images):
    critic = Quadratic(rng)
    real, fake, mix = images
    between = fake + mix * (real - fake)
    interpolated, centered = penalties(critic, images)
    norms = np.linalg.norm(critic.gradients(between), axis=1)
    assert norms.std() > 0.05
    assert float(interpolated) == pytest.approx(((norms - 1) ** 2).mean(), rel=1e-5)
    norms = np.linalg.norm(critic.gradients(real), axis=1)
    assert float(centered) == pytest.approx((norms**2).mean(), rel=1e-5)


def test_the_mix_is_the_weight_of_the_real_image(rng, images):
    critic = Quadratic(rng)
    real, fake, _ = images
    for whole, mix in ((fake, np.zeros), (real, np.ones)):
        norms = np.linalg.norm(critic.gradients(whole), axis=1)
        penalty = interpolated_gradient_penalty(
            critic, real, fake, mix((BATCH, 1, 1, 1))
        )
        assert float(penalty) == pytest.approx(((norms - 1) ** 2).mean(), rel=1e-5)


def test_the_logit_of_a_patch_critic_is_the_mean_of_its_patches(images):
    patches = keras.Sequential([keras.Input(SHAPE), layers.Conv2D(1, 3, 2)])
    mean = keras.Sequential([patches, layers.GlobalAveragePooling2D()])
    assert patches.output_shape == (None, 3, 3, 1)
    expected = penalties(mean, images)
    np.testing.assert_allclose(penalties(patches, images), expected, rtol=1e-5)


def test_a_critic_without_slope_has_finite_gradients(images):
    weights = tf.Variable(tf.zeros(SHAPE))
    interpolated, centered, *gradients = with_gradients(
        lambda x: tf.reduce_sum(x * weights, axis=(1, 2, 3)), [weights], images
    )
    assert float(interpolated) == pytest.approx(1, abs=1e-5)
    assert float(centered) == 0
    np.testing.assert_array_equal(gradients, np.zeros((2, math.prod(SHAPE))))


def test_no_gradient_reaches_the_images(rng, images):
    critic = Quadratic(rng)
    real, fake, mix = map(tf.constant, images)
    with tf.GradientTape() as tape:
        tape.watch([real, fake])
        total = sum(penalties(critic, (real, fake, mix)))
        total += zero_centered_penalty(critic, fake)
    assert tape.gradient(total, [real, fake]) == [None, None]


@pytest.mark.parametrize("shape", [(BATCH,), (BATCH, *SHAPE), (BATCH, 1), (1, 1, 1, 1)])
def test_a_mix_that_is_not_one_number_an_image_is_refused(shape, images):
    real, fake, _ = images
    with pytest.raises(ValueError, match=r"a mix \("):
        interpolated_gradient_penalty(network(), real, fake, np.zeros(shape))
    with pytest.raises(ValueError, match="fakes"):
        interpolated_gradient_penalty(network(), real, fake[:1], images[2])


# Gradients in the critic's weights, through its gradient in the images.


def test_gradients_in_a_quadratic_critic_have_their_closed_form(rng, images):
    critic = Quadratic(rng)
    real, fake, mix = images
    *_, interpolated, centered = with_gradients(critic, critic.variables, images)

    between = fake + mix * (real - fake)
    slopes = critic.gradients(between)
    norms = np.linalg.norm(slopes, axis=1, keepdims=True)
    upstream = 2 * (norms - 1) * slopes / norms / BATCH
    expected = np.concatenate(
        [g.ravel() for g in critic.pulled_back(between, upstream)]
    )
    np.testing.assert_allclose(interpolated, expected, rtol=1e-3, atol=1e-6)

    upstream = 2 * critic.gradients(real) / BATCH
    expected = np.concatenate([g.ravel() for g in critic.pulled_back(real, upstream)])
    np.testing.assert_allclose(centered, expected, rtol=1e-3, atol=1e-6)


def test_gradients_in_a_deep_critic_are_its_finite_differences(rng, images):
    ours, expected = gradients_along_a_direction(LayerNormalization, rng, images)
    np.testing.assert_allclose(ours, expected, rtol=1e-4)


def test_keras_layer_normalization_has_wrong_second_derivatives(rng, images):
    # If this fails, TensorFlow has mended `moments`: take our warning away.
    ours, expected = gradients_along_a_direction(layers.LayerNormalization, rng, images)
    assert not np.allclose(ours, expected, rtol=1e-3)


def gradients_along_a_direction(normalization, rng, images):
    """Ours of both penalties, and finite differences of the penalties in float64."""
    critic, twin = (network(d, normalization) for d in ("float32", "float64"))
    twin.set_weights(critic.get_weights())
    interpolated, centered, *gradients = with_gradients(
        critic, critic.trainable_variables, images
    )
    start = [v.numpy() for v in twin.trainable_variables]
    direction = [rng.normal(size=v.shape) for v in start]

    def moved(distance):
        for v, s, d in zip(twin.trainable_variables, start, direction, strict=True):
            v.assign(s + distance * d)
        return np.array(penalties_in_float64(twin, images))

    np.testing.assert_allclose((interpolated, centered), moved(0), rtol=1e-5)
    flat = np.concatenate([d.ravel() for d in direction])
    return np.stack(gradients) @ flat, (moved(1e-5) - moved(-1e-5)) / 2e-5


def penalties_in_float64(critic, images):
    real, fake, mix = (x.astype("float64") for x in images)
    squares = []
    for x in (fake + mix * (real - fake), real):
        x = tf.constant(x)
        with tf.GradientTape() as tape:
            tape.watch(x)
            logits = critic(x)
        squares.append((tape.gradient(logits, x).numpy() ** 2).sum((1, 2, 3)))
    return ((np.sqrt(squares[0]) - 1) ** 2).mean(), squares[1].mean()


@pytest.mark.parametrize("jit_compile", [False, True])
def test_compiled_penalties_and_gradients_are_those_of_eager_ones(jit_compile, images):
    critic = network()
    expected = with_gradients(critic, critic.trainable_variables, images)

    @tf.function(jit_compile=jit_compile)
    def compiled(*images):
        return with_gradients(critic, critic.trainable_variables, images)

    for ours, other in zip(compiled(*images), expected, strict=True):
        np.testing.assert_allclose(ours, other, rtol=1e-3, atol=1e-5)


def test_the_batch_may_be_unknown(images):
    critic = network()
    spec = [tf.TensorSpec((None, *x.shape[1:])) for x in images]
    graph = tf.function(lambda *x: penalties(critic, x), spec)
    np.testing.assert_allclose(graph(*images), penalties(critic, images), rtol=1e-5)


# Half precision.


@pytest.mark.parametrize("head", ["float32", "half"])
@pytest.mark.parametrize(("dtype", "error"), [("float16", 0.01), ("bfloat16", 0.05)])
def test_half_precision_is_near_float32(dtype, error, head, images):
    results = []
    for policy in ("float32", f"mixed_{dtype}"):
        critic = network(policy, head=policy if head == "half" else None)
        results.append(
            with_gradients(critic, critic.trainable_variables, images, scale=2.0**10)
        )
    assert critic(images[0]).dtype == (dtype if head == "half" else "float32")
    expected, half = results
    for ours, other in zip(half[:2], expected[:2], strict=True):
        assert ours.dtype == "float32"
        assert float(ours) == pytest.approx(float(other), rel=error)
    for ours, other in zip(half[2:], expected[2:], strict=True):
        distance = np.linalg.norm(ours - other) / np.linalg.norm(other)
        assert distance < 3 * error


def network_with_slopes(policy, size):
    """A critic whose gradients in the pixels are about `size`."""
    critic = network(policy)
    images = np.random.default_rng(0).uniform(-1, 1, size=(BATCH, *SHAPE))
    typical = np.median(np.abs(input_gradient(network(), images)))
    kernel = critic.layers[-1].kernel
    kernel.assign(kernel * size / typical)
    return critic


@pytest.mark.parametrize("size", [1e-7, 10.0])
def test_float16_neither_loses_nor_overflows_gradients(size, images, monkeypatch):
    critic, twin = (network_with_slopes(p, size) for p in ("mixed_float16", "float32"))
    expected = input_gradient(twin, images[0])

    def distance():
        """Between the gradients: in the penalty, rounding up and down cancel out."""
        found = input_gradient(critic, images[0])
        return np.linalg.norm(found - expected) / np.linalg.norm(expected)

    assert distance() < 0.01
    penalties = (zero_centered_penalty(c, images[0]) for c in (critic, twin))
    assert float(next(penalties) / next(penalties)) == pytest.approx(1, abs=0.01)
    # What goes wrong without a scale, where 1e-7 is subnormal and rounded by a third
    # of it, and with too great a one, which overflows.
    monkeypatch.setattr(regularizers, "SCALE", 1.0 if size < 1 else 2.0**15)
    assert not distance() < 0.1


def test_the_scale_changes_no_bit_of_float32(images, monkeypatch):
    critic = network()
    scaled = input_gradient(critic, images[0])
    monkeypatch.setattr(regularizers, "SCALE", 1.0)
    np.testing.assert_array_equal(scaled, input_gradient(critic, images[0]))


# Lazy penalties.


@pytest.mark.parametrize("way", ["eager", "graph", "compiled"])
def test_a_lazy_penalty_is_computed_when_due_and_only_then(way, images):
    critic, computed = network(), tf.Variable(0)
    variables = critic.trainable_variables
    step = keras.Variable(0, dtype="int64", trainable=False)

    def penalty():
        computed.assign_add(1)
        return zero_centered_penalty(critic, images[0])

    def run():
        with tf.GradientTape() as tape:
            value = lazily(step, 4, penalty)
            loss = value + tf.reduce_mean(critic(images[1]))
        step.assign(step + 1)
        return value, gradients_of(tape, loss, variables)

    plain = differentiated(lambda: tf.reduce_mean(critic(images[1])), variables)
    lazy = differentiated(lambda: 4 * penalty(), variables)
    expected = float(4 * zero_centered_penalty(critic, images[0]))
    computed.assign(0)

    if way != "eager":
        run = tf.function(run, jit_compile=way == "compiled")
    for index in range(9):
        value, gradients = run()
        due = index % 4 == 0
        assert float(value) == pytest.approx(expected if due else 0, rel=1e-5)
        assert int(computed) == index // 4 + 1
        for ours, one, other in zip(gradients, plain, lazy, strict=True):
            np.testing.assert_allclose(ours, one + due * other, rtol=1e-3, atol=1e-4)


def differentiated(function, variables):
    with tf.GradientTape() as tape:
        loss = function()
    return gradients_of(tape, loss, variables)


def test_an_interval_of_one_is_no_laziness():
    for step in range(3):
        assert float(lazily(tf.constant(step), 1, lambda: tf.constant(2.0))) == 2
    with pytest.raises(ValueError, match="received 0"):
        lazily(tf.constant(0), 0, lambda: tf.constant(2.0))


# Weights.


def test_the_l2_penalty_is_that_of_keras_on_every_kernel(images):
    l2 = keras.regularizers.L2(1.0)
    critic = keras.Sequential(
        [
            keras.Input(SHAPE),
            layers.Conv2D(4, 3, bias_initializer="ones", kernel_regularizer=l2),
            layers.LayerNormalization(axis=(1, 2, 3)),
            layers.DepthwiseConv2D(3, depthwise_regularizer=l2, dtype="mixed_float16"),
            layers.Flatten(),
            layers.Dense(1, kernel_regularizer=l2),
        ]
    )
    with tf.GradientTape() as tape:
        penalty = l2_penalty(critic)
    assert penalty.dtype == "float32"
    assert float(penalty) == pytest.approx(float(sum(critic.losses)), rel=1e-6)
    for weight, gradient in zip(
        critic.trainable_variables,
        tape.gradient(penalty, critic.trainable_variables),
        strict=True,
    ):
        if weight.name.endswith("kernel"):
            np.testing.assert_allclose(gradient, 2 * weight.numpy(), rtol=1e-6)
        else:
            assert gradient is None


def test_an_l2_penalty_on_nothing_is_refused():
    critic = network()
    critic.trainable = False
    with pytest.raises(ValueError, match="trainable"):
        l2_penalty(critic)


@pytest.mark.parametrize("jit_compile", [None, False, True])
def test_clipping_changes_what_is_out_of_bounds_and_nothing_else(jit_compile):
    critic = network(normalization=layers.BatchNormalization)
    before = [w.numpy() for w in critic.weights]
    clip = clip_weights
    if jit_compile is not None:
        clip = tf.function(clip, jit_compile=jit_compile)
    clip(critic, 0.1)
    trainable = {id(w) for w in critic.trainable_variables}
    assert 0 < len(trainable) < len(critic.weights)
    for weight, old in zip(critic.weights, before, strict=True):
        expected = np.clip(old, -0.1, 0.1) if id(weight) in trainable else old
        np.testing.assert_array_equal(weight, expected.astype("float32"))
    assert max(np.abs(old).max() for old in before) > 0.1


# Noise.


def test_uniform_is_the_normal_distribution_function(rng):
    noise = np.array([-40, -5, -1, -0.1, 0, 0.3, 2, 5, 40], "float32")
    expected = [0.5 * math.erfc(-float(n) / math.sqrt(2)) for n in noise]
    np.testing.assert_allclose(uniform(noise), expected, rtol=1e-5)
    drawn = uniform(rng.normal(size=20_000).astype("float32"))
    counts, _ = np.histogram(drawn, bins=10, range=(0, 1))
    assert counts.sum() == 20_000
    np.testing.assert_allclose(counts, 2000, atol=200)
