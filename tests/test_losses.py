"""Each objective against its closed form in float64."""

import numpy as np
import pytest

from kerasgan import losses


def sigmoid(logits):
    return 1 / (1 + np.exp(-logits.astype("float64")))


@pytest.fixture
def real(rng):
    return rng.normal(size=(6, 1)).astype("float32")


@pytest.fixture
def fake(rng):
    return rng.normal(size=(9, 1)).astype("float32")


@pytest.mark.parametrize("objective", [losses.Minimax(), losses.NonSaturating()])
def test_the_discriminator_minimizes_the_cross_entropy(objective, real, fake):
    expected = -np.log(sigmoid(real)).mean() - np.log(1 - sigmoid(fake)).mean()
    assert float(objective.discriminator(real, fake)) == pytest.approx(
        expected, rel=1e-6
    )


def test_the_minimax_generator_minimizes_log_of_one_minus_d(fake):
    expected = np.log(1 - sigmoid(fake)).mean()
    assert float(losses.Minimax().generator(fake)) == pytest.approx(expected, rel=1e-6)


def test_the_non_saturating_generator_minimizes_minus_log_d(fake):
    expected = -np.log(sigmoid(fake)).mean()
    loss = losses.NonSaturating().generator(fake)
    assert float(loss) == pytest.approx(expected, rel=1e-6)


def test_logits_that_a_sigmoid_would_saturate_give_finite_losses():
    far = np.full((4, 1), 1e4, "float32")
    assert float(losses.NonSaturating().generator(-far)) == pytest.approx(1e4)
    assert float(losses.Minimax().discriminator(far, -far)) == 0


def test_half_precision_logits_give_float32_losses():
    loss = losses.NonSaturating().fake(np.full((4, 1), 6e4, "float16"))
    assert loss.dtype == "float32" and np.isfinite(loss)


def test_patch_logits_are_averaged():
    patches = np.array([[[1.0, 2.0], [3.0, 4.0]]], "float32")
    expected = np.log1p(np.exp(patches.astype("float64"))).mean()
    assert float(losses.NonSaturating().fake(patches)) == pytest.approx(expected)
