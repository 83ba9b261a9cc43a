"""Between latents: lines, arcs and walks."""

import numpy as np
import pytest

from kerasgan import latent


def angles(latents):
    """Degrees from each latent to the next."""
    units = latents / np.linalg.norm(latents, axis=-1, keepdims=True)
    cosines = (units[:-1] * units[1:]).sum(axis=-1)
    return np.degrees(np.arccos(np.clip(cosines, -1, 1)))


def test_lerp_is_a_straight_line(rng):
    start, end = rng.normal(size=(2, 5, 7)).astype("float32")
    line = latent.lerp(start, end, [0, 0.25, 1])
    assert line.shape == (3, 5, 7) and line.dtype == "float32"
    np.testing.assert_array_equal(line[[0, 2]], [start, end])
    np.testing.assert_allclose(line[1], 0.75 * start + 0.25 * end, rtol=1e-5)


def test_between_orthogonal_unit_vectors_slerp_is_a_quarter_circle():
    t = np.linspace(0, 1, 9)
    arc = latent.slerp([1.0, 0, 0], [0, 1.0, 0], t)
    circle = [np.cos(np.pi / 2 * t), np.sin(np.pi / 2 * t), 0 * t]
    np.testing.assert_allclose(arc, np.transpose(circle), atol=1e-7)
    assert arc.dtype == "float32"


def test_slerp_turns_evenly_and_its_length_goes_evenly(rng):
    start, end = rng.normal(size=(2, 100))
    end *= 3
    arc = latent.slerp(start, end, np.linspace(0, 1, 11))
    steps = angles(arc)
    whole = angles(np.stack([start, end]))[0]
    np.testing.assert_allclose(steps, whole / 10, rtol=1e-4)
    lengths = [np.linalg.norm(z) for z in (start, end)]
    np.testing.assert_allclose(
        np.linalg.norm(arc, axis=1), np.linspace(*lengths, 11), rtol=1e-6
    )


def test_slerp_takes_batches_row_by_row(rng):
    start, end = rng.normal(size=(2, 4, 6))
    together = latent.slerp(start, end, [0.3, 0.7])
    assert together.shape == (2, 4, 6)
    for row in range(4):
        alone = latent.slerp(start[row], end[row], 0.7)
        np.testing.assert_array_equal(together[1, row], alone)


def test_slerp_of_equal_latents_stays(rng):
    z = rng.normal(size=(3, 8)).astype("float32")
    np.testing.assert_allclose(latent.slerp(z, z, 0.3), z, rtol=1e-6)
    near = latent.slerp(z, z + 1e-6, 0.5)
    np.testing.assert_allclose(near, z, atol=2e-6)


@pytest.mark.parametrize("latent_dim", [2, 3, 100])
def test_slerp_of_opposite_latents_turns_half_around(latent_dim, rng):
    z = rng.normal(size=latent_dim)
    arc = latent.slerp(z, -z, np.linspace(0, 1, 5))
    np.testing.assert_allclose(angles(arc), 45, atol=1e-2)
    np.testing.assert_allclose(np.linalg.norm(arc, axis=1), np.linalg.norm(z))
    np.testing.assert_allclose(arc[-1], -z, atol=1e-5)


def test_slerp_to_the_origin_is_straight(rng):
    z = rng.normal(size=5)
    for ends in ((z, 0 * z), (0 * z, z), (0 * z, 0 * z)):
        expected = latent.lerp(*ends, [0, 0.25, 1])
        np.testing.assert_allclose(latent.slerp(*ends, [0, 0.25, 1]), expected)


def test_a_closed_walk_passes_its_points_and_comes_back(rng):
    points = rng.normal(size=(4, 10)).astype("float32")
    path = latent.walk(points, steps=6)
    assert path.shape == (24, 10) and path.dtype == "float32"
    np.testing.assert_allclose(path[::6], points, rtol=1e-6)
    around = angles(np.concatenate([path, path[:1]])).reshape(4, 6)
    np.testing.assert_allclose(around, around[:, :1].repeat(6, axis=1), rtol=1e-3)


def test_an_open_walk_ends_at_its_last_point(rng):
    points = rng.normal(size=(3, 10)).astype("float32")
    path = latent.walk(points, steps=6, closed=False)
    assert path.shape == (13, 10)
    np.testing.assert_allclose(path[::6], points, rtol=1e-6)


def test_several_walk_at_once(rng):
    points = rng.normal(size=(3, 4, 10)).astype("float32")
    path = latent.walk(points, steps=2)
    assert path.shape == (6, 4, 10)
    np.testing.assert_array_equal(path[:, 1], latent.walk(points[:, 1], steps=2))


def test_one_point_is_no_walk():
    with pytest.raises(ValueError, match=r"2 points .* shape \(1, 3\)"):
        latent.walk(np.ones((1, 3)))
