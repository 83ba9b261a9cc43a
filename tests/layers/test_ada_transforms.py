"""The transforms of adaptive augmentation against numpy, most in float64."""

import math

import numpy as np
import pytest
import tensorflow as tf

from kerasgan.layers import AdaptiveAugment
from kerasgan.layers import warp
from kerasgan.layers.ada_transforms import distort
from kerasgan.layers.ada_transforms import recolor


@pytest.fixture
def images(rng):
    return rng.uniform(-1, 1, (64, 12, 12, 3)).astype("float32")


def numbers(rng, columns):
    uniforms = rng.uniform(size=(64, 7)).astype("float32")
    return uniforms, rng.normal(size=(64, columns)).astype("float32")


def maps_of(count, make):
    return tf.tile(make, (count, 1, 1))


def ones(*values):
    return [tf.constant([value], "float32") for value in values]


def test_flips_turns_and_whole_shifts_move_pixels_as_they_are(images):
    def warped(make):
        return warp.warp(images, maps_of(len(images), make)).numpy()

    mirrored = warped(warp.scaling(*ones(-1, 1)))
    np.testing.assert_array_equal(mirrored, images[:, :, ::-1])
    turned = warped(warp.rotation(*ones(0, 1)))
    np.testing.assert_array_equal(turned, np.rot90(images, 1, axes=(1, 2)))
    shifted = warped(warp.translation(*ones(-2, 3)))  # right by 2, up by 3
    padded = np.pad(images, [(0, 0), (3, 3), (2, 2), (0, 0)], mode="reflect")
    np.testing.assert_array_equal(shifted, padded[:, 6:, :12])


def test_blit_of_a_rectangle_keeps_its_shape(rng):
    images = rng.uniform(-1, 1, (64, 8, 12, 1)).astype("float32")
    layer = AdaptiveAugment(geometry=False, color=False, initial_p=1, limit=1)
    moved = layer(images, training=True)
    assert moved.shape == images.shape
    assert set(np.unique(moved)) <= set(np.unique(images))


def test_any_map_samples_bilinearly_from_the_reflected_image(images, rng):
    maps = distort(*numbers(rng, 4), 0.9, 12, 12)
    ours = warp.warp(images, maps).numpy()
    expected = [
        sample(image, matrix)
        for image, matrix in zip(images.astype("float64"), maps.numpy(), strict=True)
    ]
    np.testing.assert_allclose(ours, expected, atol=2e-4)


def sample(image, matrix):
    """A float64 image under one map, pixel by pixel."""
    far = 60
    padded = np.pad(image, [(far, far), (far, far), (0, 0)], mode="reflect")
    result = np.zeros_like(image)
    center = 5.5
    for y, x in np.ndindex(12, 12):
        column, row, _ = matrix.astype("float64") @ (x - center, y - center, 1)
        column, row = column + center + far, row + center + far
        left, top = int(column), int(row)
        across, down = column - left, row - top
        cell = padded[top : top + 2, left : left + 2]
        weights = np.outer([1 - down, down], [1 - across, across])
        result[y, x] = (weights[..., None] * cell).sum((0, 1))
    return result


def test_maps_in_turn_are_the_product_of_their_inverses(rng):
    first, second = (rng.normal(size=(5, 3, 3)).astype("float32") for _ in range(2))
    np.testing.assert_allclose(warp.product(first, second), first @ second, rtol=1e-4)


def test_colors_are_the_papers_matrices(images, rng):
    uniforms, normals = numbers(rng, 3)
    ours = recolor(images, uniforms, normals, 0.6).numpy()
    for image, color, u, n in zip(images, ours, uniforms, normals, strict=True):
        matrix = color_matrix(u.astype("float64"), n.astype("float64"), 0.6)
        expected = image.astype("float64") @ matrix[:3, :3].T + matrix[:3, 3]
        np.testing.assert_allclose(color, expected, atol=1e-5 * np.abs(expected).max())


def color_matrix(u, n, p):
    """Homogeneous 4x4 matrices, multiplied in the order of appendix B."""
    axis = np.array([1, 1, 1, 0]) / math.sqrt(3)
    along, identity = np.outer(axis, axis), np.eye(4)
    matrix = np.eye(4)
    if u[0] < p:
        matrix[:3, 3] += 0.2 * n[0]
    if u[1] < p:
        matrix = np.diag([2 ** (0.5 * n[1])] * 3 + [1]) @ matrix
    if u[2] < p and u[3] >= 0.5:
        matrix = (identity - 2 * along) @ matrix
    if u[4] < p:
        angle = (2 * u[5] - 1) * math.pi
        x, y, z = axis[:3]
        cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])  # Rodrigues' formula
        turn = np.eye(3) + math.sin(angle) * cross
        turn += (1 - math.cos(angle)) * cross @ cross
        matrix[:3] = turn @ matrix[:3]
    if u[6] < p:
        rest = np.diag([1, 1, 1, 0]) - along
        matrix = (along + rest * 2 ** n[2] + np.diag([0, 0, 0, 1])) @ matrix
    return matrix


def test_gray_images_have_neither_hue_nor_saturation(images, rng):
    uniforms, normals = numbers(rng, 3)
    ours = recolor(images[..., :1], uniforms, normals, 0.6)
    alike = recolor(np.repeat(images[..., :1], 3, axis=3), uniforms, normals, 0.6)
    np.testing.assert_allclose(ours, alike[..., :1], atol=1e-5)
