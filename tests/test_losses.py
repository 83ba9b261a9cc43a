"""Each objective against its closed form in float64."""

import numpy as np
import pytest
import tensorflow as tf

from kerasgan import losses


def minus_log_sigmoid(logits):
    return np.logaddexp(0, -logits)


def preferred(logits, other):
    return minus_log_sigmoid(logits - other).mean()


# Objective, then the closed forms, in float64, of what each player minimizes.
OBJECTIVES = {
    "minimax": (
        losses.Minimax(),
        lambda r, f: minus_log_sigmoid(r).mean() + minus_log_sigmoid(-f).mean(),
        lambda f, r: -minus_log_sigmoid(-f).mean(),
    ),
    "non-saturating": (
        losses.NonSaturating(),
        lambda r, f: minus_log_sigmoid(r).mean() + minus_log_sigmoid(-f).mean(),
        lambda f, r: minus_log_sigmoid(f).mean(),
    ),
    "least squares": (
        losses.LeastSquares(),
        lambda r, f: ((r - 1) ** 2).mean() / 2 + (f**2).mean() / 2,
        lambda f, r: ((f - 1) ** 2).mean() / 2,
    ),
    "Pearson": (
        losses.LeastSquares(-1, 1, 0),
        lambda r, f: ((r - 1) ** 2).mean() / 2 + ((f + 1) ** 2).mean() / 2,
        lambda f, r: (f**2).mean() / 2,
    ),
    "Wasserstein": (
        losses.Wasserstein(),
        lambda r, f: f.mean() - r.mean(),
        lambda f, r: -f.mean(),
    ),
    "hinge": (
        losses.Hinge(),
        lambda r, f: np.maximum(0, 1 - r).mean() + np.maximum(0, 1 + f).mean(),
        lambda f, r: -f.mean(),
    ),
    "relativistic": (
        losses.Relativistic(),
        lambda r, f: minus_log_sigmoid(r - f).mean(),
        lambda f, r: minus_log_sigmoid(f - r).mean(),
    ),
    "relativistic average": (
        losses.RelativisticAverage(),
        lambda r, f: preferred(r, f.mean()) + preferred(-f, -r.mean()),
        lambda f, r: preferred(f, r.mean()) + preferred(-r, -f.mean()),
    ),
}
every_objective = pytest.mark.parametrize("name", OBJECTIVES)


def discriminator_loss(objective, real, fake):
    return sum(objective.discriminator(real, fake).values())


def generator_loss(objective, fake, real):
    if objective.needs_real:
        return objective.generator(fake, real)
    return objective.generator(fake)


def both_losses(objective, real, fake):
    return discriminator_loss(objective, real, fake), generator_loss(
        objective, fake, real
    )


def gradients(objective, real, fake):
    """Of the discriminator's loss in real and in fake, of the generator's in fake."""
    real, fake = tf.constant(real), tf.constant(fake)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch([real, fake])
        discriminator, generator = both_losses(objective, real, fake)
    return (
        *(g.numpy() for g in tape.gradient(discriminator, [real, fake])),
        tape.gradient(generator, fake).numpy(),
    )


@pytest.fixture
def logits(rng):
    def draw(shape=(6, 1), dtype="float32"):
        return rng.normal(scale=2, size=(2, *shape)).astype(dtype)

    return draw


@pytest.mark.parametrize("dtype", ["float32", "float16"])
@pytest.mark.parametrize("shape", [(6, 1), (7,), (4, 3, 5, 1)])
@every_objective
def test_both_losses_have_their_closed_forms(name, shape, dtype, logits):
    objective, discriminator, generator = OBJECTIVES[name]
    real, fake = logits(shape, dtype)
    r, f = real.astype("float64"), fake.astype("float64")
    ours = both_losses(objective, real, fake)
    for loss, expected in zip(
        ours, (discriminator(r, f), generator(f, r)), strict=True
    ):
        assert loss.dtype == "float32" and loss.shape == ()
        assert float(loss) == pytest.approx(expected, rel=1e-6, abs=1e-7)


@every_objective
def test_far_logits_give_finite_losses_and_gradients(name):
    objective, discriminator, generator = OBJECTIVES[name]
    real, fake = np.array([[1e4, -1e4, 1e4, -1e4], [1e4, 1e4, -1e4, -1e4]], "float32")
    r, f = real.astype("float64"), fake.astype("float64")
    ours = both_losses(objective, real, fake)
    expected = discriminator(r, f), generator(f, r)
    np.testing.assert_allclose(ours, expected, rtol=1e-6)
    assert np.isfinite(gradients(objective, real, fake)).all()


@every_objective
def test_float16_logits_near_their_limit_do_not_overflow(name):
    objective, discriminator, generator = OBJECTIVES[name]
    real, fake = np.full((2, 8, 1), [[[-6e4]], [[6e4]]], "float16")
    r, f = real.astype("float64"), fake.astype("float64")
    ours = both_losses(objective, real, fake)
    np.testing.assert_allclose(ours, (discriminator(r, f), generator(f, r)), rtol=1e-6)


@every_objective
def test_the_discriminators_loss_is_the_sum_of_its_terms(name, logits):
    objective = OBJECTIVES[name][0]
    real, fake = logits()
    if name.startswith("relativistic"):
        with pytest.raises(ValueError, match="compares real with fake images"):
            objective.real(real)
        return
    total = discriminator_loss(objective, real, fake)
    assert float(objective.real(real) + objective.fake(fake)) == float(total)
    more_fakes = np.concatenate([fake, fake])
    assert float(discriminator_loss(objective, real, more_fakes)) == pytest.approx(
        float(total), rel=1e-6
    )


@every_objective
def test_the_players_push_logits_in_opposite_ways(name, rng):
    # Between the labels and within the hinge, where no player has had enough.
    real, fake = rng.uniform(-0.9, -0.1, size=(2, 5, 1)).astype("float32")
    if name == "least squares":
        real, fake = 1 + real, 1 + fake
    in_real, in_fake, in_generator = gradients(OBJECTIVES[name][0], real, fake)
    assert (in_real < 0).all()
    assert (in_fake > 0).all()
    assert (in_generator < 0).all()


@every_objective
def test_both_losses_compile_for_any_batch(name, logits):
    objective = OBJECTIVES[name][0]
    signature = [tf.TensorSpec((None, 1)), tf.TensorSpec((None, 1))]
    graph = tf.function(lambda r, f: both_losses(objective, r, f), signature)
    compiled = tf.function(
        lambda r, f: both_losses(objective, r, f), signature, jit_compile=True
    )
    for batch in (3, 5):
        real, fake = logits((batch, 1))
        expected = both_losses(objective, real, fake)
        np.testing.assert_allclose(graph(real, fake), expected, rtol=1e-6)
        np.testing.assert_allclose(compiled(real, fake), expected, rtol=1e-5)


@pytest.mark.parametrize(
    ("name", "discriminator", "generator"),
    [
        ("minimax", 2 * np.log(2), -np.log(2)),
        ("non-saturating", 2 * np.log(2), np.log(2)),
        ("Pearson", 1, 0),
        ("Wasserstein", 0, 0),
        ("hinge", 2, 0),
        ("relativistic", np.log(2), np.log(2)),
        ("relativistic average", 2 * np.log(2), 2 * np.log(2)),
    ],
)
def test_values_at_the_equilibrium(name, discriminator, generator):
    undecided = np.zeros((4, 1), "float32")
    ours = both_losses(OBJECTIVES[name][0], undecided, undecided)
    np.testing.assert_allclose(ours, (discriminator, generator), rtol=1e-6)


# A world of three images: how often each is seen among the real, among the fake.
REAL, FAKE = np.array([1, 2, 3]), np.array([3, 2, 1])


def test_the_best_minimax_discriminator_measures_the_jensen_shannon_divergence():
    best = np.log(REAL / FAKE).astype("float32")
    objective = losses.Minimax()
    p, q = REAL / 6, FAKE / 6
    middle = (p + q) / 2
    divergence = (p * np.log(p / middle) + q * np.log(q / middle)).sum() / 2
    loss = discriminator_loss(objective, best.repeat(REAL), best.repeat(FAKE))
    assert float(loss) == pytest.approx(np.log(4) - 2 * divergence, rel=1e-6)
    assert_no_better_discriminator(objective, best)


def test_pearson_labels_measure_the_pearson_divergence():
    best = ((REAL - FAKE) / (REAL + FAKE)).astype("float32")
    objective = losses.LeastSquares(-1, 1, 0)
    p, q = REAL / 6, FAKE / 6
    divergence = ((2 * q - (p + q)) ** 2 / (p + q)).sum()
    on_fake = objective.generator(best.repeat(FAKE))
    on_real = objective.generator(best.repeat(REAL))
    assert 2 * float(on_fake + on_real) == pytest.approx(divergence, rel=1e-6)
    assert_no_better_discriminator(objective, best)


def assert_no_better_discriminator(objective, best):
    best = tf.constant(best)
    with tf.GradientTape() as tape:
        tape.watch(best)
        loss = sum(
            objective.discriminator(
                tf.repeat(best, REAL), tf.repeat(best, FAKE)
            ).values()
        )
    np.testing.assert_allclose(tape.gradient(loss, best), 0, atol=1e-7)


def test_the_relativistic_loss_compares_the_pairs_of_one_place(logits):
    objective = losses.Relativistic()
    real, fake = logits()
    shifted = discriminator_loss(objective, real + 3, fake + 3)
    expected = float(discriminator_loss(objective, real, fake))
    assert float(shifted) == pytest.approx(expected, rel=1e-6)
    assert float(discriminator_loss(objective, real, fake[::-1])) != pytest.approx(
        expected
    )


@pytest.mark.parametrize("shape", [(6,), (1, 1), (5, 1)])
def test_a_relativistic_loss_of_unpaired_logits_is_refused(shape, logits):
    real, _ = logits()
    with pytest.raises(ValueError, match="as many fakes"):
        losses.Relativistic().discriminator(real, np.zeros(shape, "float32"))
    with pytest.raises(ValueError, match="as many fakes"):
        losses.Relativistic().generator(np.zeros(shape, "float32"), real)


@pytest.mark.parametrize("labels", [(1, 1, 0), (0, 1, 0)])
def test_least_squares_labels_that_teach_nothing_are_refused(labels):
    with pytest.raises(ValueError, match="fake_label"):
        losses.LeastSquares(*labels)


@pytest.mark.parametrize("dtype", ["float32", "float16"])
@pytest.mark.parametrize("power", [1, 2])
def test_reconstruction_is_the_mean_power_of_the_difference(power, dtype, rng):
    images, others = rng.uniform(-1, 1, size=(2, 4, 5, 6, 3)).astype(dtype)
    difference = images.astype("float64") - others.astype("float64")
    loss = losses.reconstruction(images, others, power)
    assert loss.dtype == "float32"
    assert float(loss) == pytest.approx((abs(difference) ** power).mean(), rel=1e-6)
    assert float(losses.reconstruction(images, images, power)) == 0


def test_reconstruction_refuses_what_it_cannot_compare():
    images = np.zeros((4, 5, 6, 3), "float32")
    with pytest.raises(ValueError, match="one shape"):
        losses.reconstruction(images, images[..., :1])
    with pytest.raises(ValueError, match="1 or 2, but received 3"):
        losses.reconstruction(images, images, power=3)
