"""The columns of ProGAN's table, as scores."""

import numpy as np
import pytest

from kerasgan.metrics import SlicedWasserstein
from kerasgan.metrics import ms_ssim
from kerasgan.metrics import sliced_wasserstein

SHAPE = (32, 32, 3)


@pytest.fixture(scope="module")
def real():
    return np.random.default_rng(0).uniform(-1, 1, (20, *SHAPE)).astype("float32")


def test_scores_are_those_of_the_functions(real, rng):
    samples = rng.uniform(-1, 1, (20, *SHAPE)).astype("float32")
    found = SlicedWasserstein(real, pairs=50)(samples, seed=4)
    expected = sliced_wasserstein(real, samples)
    assert list(found) == ["swd_32", "swd_16", "swd", "ms_ssim"]
    assert found["swd_32"].mean == expected["32"]
    assert found["swd_16"].mean == expected["16"]
    assert found["swd"].mean == expected["mean"]
    assert found["ms_ssim"].mean == ms_ssim(samples, 50)
    assert found["swd"].seeds == (4,)
    assert found["swd"].protocol["images"] == 20


def test_samples_of_earlier_stages_are_enlarged_and_compare(real):
    measure = SlicedWasserstein(real, pairs=50)
    small = real.reshape(20, 8, 4, 8, 4, 3).mean((2, 4))
    enlarged = small.repeat(4, axis=1).repeat(4, axis=2)
    earlier, later = measure(small), measure(real)
    assert earlier["swd_32"].mean == measure(enlarged)["swd_32"].mean
    assert later["swd"] < earlier["swd"] and later["swd"].mean == 0


def test_as_many_of_both_are_drawn(real, rng):
    samples = rng.uniform(-1, 1, (7, *SHAPE)).astype("float32")
    assert SlicedWasserstein(real, pairs=9)(samples)["swd"].protocol["images"] == 7
    few = SlicedWasserstein(real, num_real=5, pairs=9)
    assert few(samples)["swd"].protocol["images"] == 5


def test_what_cannot_be_measured_is_refused(real):
    with pytest.raises(ValueError, match="16 pixels a side"):
        SlicedWasserstein(real[:, :8, :8])
    with pytest.raises(ValueError, match="same shape"):
        SlicedWasserstein(real)(np.zeros((4, 24, 24, 3), "uint8"))
