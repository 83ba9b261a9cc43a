"""Adaptive augmentation: how often it transforms, and the control of p."""

import math

import keras
import numpy as np
import pytest
import tensorflow as tf

from kerasgan.layers import AdaptiveAugment
from kerasgan.layers import adaptive_augmentations
from kerasgan.layers.ada_transforms import blit
from kerasgan.layers.ada_transforms import distort
from kerasgan.layers.ada_transforms import recolor

MANY = 4096


@pytest.fixture
def images(rng):
    return rng.uniform(-1, 1, (64, 12, 12, 3)).astype("float32")


def numbers(rng, columns):
    uniforms = rng.uniform(size=(MANY, 7)).astype("float32")
    return uniforms, rng.normal(size=(MANY, columns)).astype("float32")


def deviations(share, p):
    """How many standard deviations a share of many draws is away from p."""
    return abs(share - p) / math.sqrt(p * (1 - p) / MANY)


# Probability.


def test_with_p_zero_no_bit_changes(images):
    layer = AdaptiveAugment()
    np.testing.assert_array_equal(layer(images, training=True), images)


def test_with_p_one_every_image_changes(images):
    layer = AdaptiveAugment(initial_p=1, limit=1)
    changed = (layer(images, training=True).numpy() != images).any((1, 2, 3))
    assert changed.all()


def test_each_transform_of_blit_has_probability_p(rng):
    """Half of the mirror images and a quarter of the turns are by nothing."""
    p = 0.4
    maps = blit(numbers(rng, 1)[0], p, 64, 64).numpy()
    determinants = np.linalg.det(maps[:, :2, :2])
    assert deviations((determinants < 0).mean(), p / 2) < 4
    # Quarter turns leave the axes, half turns turn them over.
    sideways = np.abs(maps[:, 0, 1]) > 0.5
    assert deviations(sideways.mean(), p / 2) < 4
    over = ~sideways & (maps[:, 1, 1] < 0)
    assert deviations(over.mean(), p / 4) < 4
    moved = (maps[:, :2, 2] != 0).any(1)
    assert deviations(moved.mean(), p * (1 - 1 / 256)) < 4
    assert np.abs(maps[:, :2, 2]).max() == 8 and (maps == maps.round()).all()


def test_distortions_have_the_papers_spread_and_probability(rng):
    p = 0.4
    maps = distort(*numbers(rng, 4), p, 64, 64).numpy()
    linear, shifts = maps[:, :2, :2], maps[:, :2, 2]
    scales = np.log2(np.linalg.det(linear)) / 2
    scaled = np.abs(scales) > 1e-5
    assert deviations(scaled.mean(), p) < 4
    assert scales[scaled].std() == pytest.approx(0.2, rel=0.1)

    values = np.linalg.svd(linear, compute_uv=False)
    stretches = np.log2(values[:, 0] / values[:, 1]) / 2
    stretched = stretches > 1e-5
    assert deviations(stretched.mean(), p) < 4
    assert np.sqrt((stretches[stretched] ** 2).mean()) == pytest.approx(0.2, rel=0.1)

    rotated = np.abs(linear[:, 0, 1]) > 1e-5
    assert deviations(rotated.mean(), p) < 4
    moved = (shifts != 0).any(1)
    assert deviations(moved.mean(), p) < 4
    plain = moved & ~rotated & ~scaled & ~stretched
    assert shifts[plain].std() == pytest.approx(8, rel=0.1)  # an eighth of 64
    # Draws of one transform tell nothing of another's.
    happened = np.corrcoef([scaled, stretched, rotated, moved])
    assert np.abs(happened[np.triu_indices(4, 1)]).max() < 5 / math.sqrt(MANY)


def test_colors_have_the_papers_spread_and_probability(rng):
    p = 0.4
    gray = np.full((MANY, 1, 2, 1), 0.0, "float32")
    gray[:, 0, 1] = 1.0
    changed = recolor(gray, *numbers(rng, 3), p).numpy()
    factor = changed[:, 0, 1, 0] - changed[:, 0, 0, 0]
    assert deviations((factor < 0).mean(), p / 2) < 4
    contrast = np.log2(np.abs(factor))
    spread = np.abs(contrast) > 1e-5
    assert deviations(spread.mean(), p) < 4
    assert contrast[spread].std() == pytest.approx(0.5, rel=0.1)
    brightness = changed[:, 0, 0, 0] / factor
    lit = np.abs(brightness) > 1e-6
    assert deviations(lit.mean(), p) < 4
    assert brightness[lit].std() == pytest.approx(0.2, rel=0.1)


# The control of p.


def test_p_follows_the_sign_of_r_minus_the_target(rng):
    layer = AdaptiveAugment(initial_p=0.1, limit=0.3, kimg=0.5)
    p, path = 0.1, []
    logits = []
    for batch in range(200):
        # First sure of real images, then unsure; batches of 4 to 8 images.
        mean = 2.0 if batch < 100 else 0.2
        size = int(rng.integers(4, 9))
        logits.append(rng.normal(mean, 1, (size, 3, 3, 1)).astype("float32"))
        layer.update(tf.constant(logits[-1]))
        if len(logits) == 4:
            images = sum(map(len, logits))
            r = np.sign(np.concatenate(logits, dtype="float64")).mean()
            p = min(max(p + np.sign(r - 0.6) * images / 500, 0), 0.3)
            logits = []
        path.append(p)
        assert float(layer.p) == pytest.approx(p, abs=1e-6), batch
    assert max(path) == 0.3 and path[-1] == 0


def test_the_papers_speed_is_from_zero_to_one_in_500_thousand_images():
    layer = AdaptiveAugment()
    for _ in range(8):
        layer.update(tf.ones((64, 1)))
    assert float(layer.p) == pytest.approx(2 * 4 * 64 / 500_000, rel=1e-5)


def test_logits_that_are_not_finite_leave_p_finite():
    layer = AdaptiveAugment(initial_p=0.5, kimg=1)
    for _ in range(4):
        layer.update(tf.constant([[float("nan")], [float("inf")]]))
    assert float(layer.p) == pytest.approx(0.5 - 8 / 1000)


def test_an_endless_kimg_keeps_p_and_is_saved(tmp_path):
    model = keras.Sequential(
        [keras.Input((8, 8, 1)), AdaptiveAugment(initial_p=0.25, kimg=math.inf)]
    )
    model.layers[0].update(tf.ones((4, 1)))
    model.save(tmp_path / "model.keras")
    layer = keras.models.load_model(tmp_path / "model.keras").layers[0]
    for _ in range(7):
        layer.update(tf.ones((4, 1)))
    assert float(layer.p) == 0.25 and layer.tally.numpy().tolist() == [0, 0, 0]


def test_the_layers_are_found_inside_of_models_and_no_others():
    inner = keras.Sequential([keras.Input((8, 8, 1)), AdaptiveAugment()])
    outer = keras.Sequential([inner, keras.layers.Flatten(), keras.layers.Dense(1)])
    assert adaptive_augmentations(outer) == [inner.layers[0]]


def test_one_transform_tells_nothing_of_another():
    """What each group drew is read off a ramp, and correlated with the others."""
    y, x = np.mgrid[:16, :16].astype("float32") - 7.5
    ramp = np.broadcast_to(np.stack([x, y, 0 * x], axis=-1), (MANY, 16, 16, 3))
    flat = np.zeros((MANY, 1, 2, 1), "float32")
    flat[:, 0, 1] = 1.0

    def drawn(images, **groups):
        off = {"blit": False, "geometry": False, "color": False}
        layer = AdaptiveAugment(initial_p=0.5, **{**off, **groups})
        return layer(images, training=True).numpy()

    def of_maps(warped):
        middle = warped[:, 7:9, 7:9, :2]
        linear = np.stack(
            [middle[:, 0, 1] - middle[:, 0, 0], middle[:, 1, 0] - middle[:, 0, 0]], -1
        )
        shift = np.linalg.solve(linear, middle.mean((1, 2))[..., None])[..., 0]
        determinant = np.linalg.det(linear)
        sizes = np.log2(np.abs(determinant))
        turned = np.abs(linear[:, 0, 1]) > 1e-4
        return [determinant < 0, sizes, turned, *shift.T]

    moved, distorted = drawn(ramp, blit=True), drawn(ramp, geometry=True)
    colored = drawn(flat, color=True)
    factor = colored[:, 0, 1, 0] - colored[:, 0, 0, 0]
    colors = [colored[:, 0, 0, 0] / factor, np.log2(np.abs(factor)), factor < 0]
    groups = [of_maps(moved), of_maps(distorted), colors]
    values = [
        (number, value)
        for number, group in enumerate(groups)
        for amount in group
        for value in (amount, np.abs(amount) > 1e-4)  # how much, and whether
        if value.std() > 0
    ]
    for one, value in values:
        for other, another in values:
            if one < other:
                correlation = np.corrcoef(value, another)[0, 1]
                assert abs(correlation) < 5 / math.sqrt(MANY)


def test_groups_are_turned_off(images):
    flat = np.broadcast_to(images[:, :1, :1], images.shape)
    moves = AdaptiveAugment(initial_p=0.8, color=False)
    np.testing.assert_allclose(moves(flat, training=True), flat, atol=1e-6)
    colors, again = (
        AdaptiveAugment(initial_p=0.8, blit=False, geometry=False) for _ in range(2)
    )
    # Not a pixel moves: those of the reversed image come out reversed.
    reverse = colors(images[:, ::-1, ::-1], training=True)
    np.testing.assert_allclose(
        reverse, again(images, training=True)[:, ::-1, ::-1], atol=1e-5
    )
    none = AdaptiveAugment(initial_p=0.8, blit=False, geometry=False, color=False)
    np.testing.assert_array_equal(none(images, training=True), images)


@pytest.mark.parametrize("wrong", [{"initial_p": 0.9}, {"initial_p": 0, "limit": 2}])
def test_probabilities_are_checked(wrong):
    with pytest.raises(ValueError, match="0 <= initial_p <= limit <= 1"):
        AdaptiveAugment(**wrong)
