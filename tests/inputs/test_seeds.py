"""Latents depend on their seed alone."""

import numpy as np

from kerasgan.inputs import from_seeds
from kerasgan.inputs import seeds_of_samples


def test_a_row_does_not_depend_on_its_batch_mates():
    together = from_seeds([5, 9, 5], 100)
    np.testing.assert_array_equal(together[0], from_seeds([5], 100)[0])
    np.testing.assert_array_equal(together[0], together[2])
    assert not np.array_equal(together[0], together[1])


def test_a_seed_alone_is_the_first_sample_of_that_seed():
    pairs = seeds_of_samples(3, 7)
    np.testing.assert_array_equal(pairs, [[7, 0], [7, 1], [7, 2]])
    np.testing.assert_array_equal(from_seeds([7], 4), from_seeds(pairs, 4)[:1])


def test_latents_are_standard_normal():
    latents = from_seeds(np.arange(200), 100).numpy()
    assert abs(latents.mean()) < 0.03 and abs(latents.std() - 1) < 0.03
    correlation = np.corrcoef(latents[:, 0], latents[:, 1])[0, 1]
    assert abs(correlation) < 0.25


def test_the_draw_is_pinned_for_those_who_keep_seeds():
    # Philox, key (0, 0): what a server must draw for seed 0 for ever.
    expected = [-1.697034, -0.4813767, -0.6622369]
    np.testing.assert_allclose(from_seeds([0], 3)[0], expected, rtol=1e-6)
