"""DiffAugment's transforms against their formulas in float64."""

import numpy as np
import pytest
import tensorflow as tf

from kerasgan.layers import DiffAugment
from kerasgan.layers.diff_augment import change_color
from kerasgan.layers.diff_augment import cut_out
from kerasgan.layers.diff_augment import translate

MANY = 512


@pytest.fixture
def images(rng):
    return rng.uniform(-1, 1, (MANY, 16, 24, 3)).astype("float32")


def test_colors_are_those_of_the_formulas(images, rng):
    numbers = rng.uniform(size=(MANY, 3)).astype("float32")
    x = images.astype("float64")
    by_image = numbers.T.astype("float64")[..., None, None, None]
    brightness, saturation, contrast = by_image
    x = x + brightness - 0.5
    gray = x.mean(3, keepdims=True)
    x = gray + (x - gray) * saturation * 2
    mean = x.mean((1, 2, 3), keepdims=True)
    x = mean + (x - mean) * (contrast + 0.5)
    np.testing.assert_allclose(change_color(images, numbers), x, atol=2e-6)


def test_colors_fill_the_ranges_of_the_paper(images):
    changed = DiffAugment(translation=0, cutout=0)(images, training=True).numpy()
    gray, before = changed.mean(3), images.mean(3)
    brightness = gray.mean((1, 2)) - before.mean((1, 2))
    contrast = gray.std((1, 2)) / before.std((1, 2))
    chroma = (changed - gray[..., None]).std((1, 2, 3))
    saturation = chroma / contrast / (images - before[..., None]).std((1, 2, 3))
    for factor, low, high in (
        (brightness, -0.5, 0.5),
        (contrast, 0.5, 1.5),
        (saturation, 0, 2),
    ):
        width = high - low
        assert low - 1e-4 <= factor.min() < low + 0.02 * width
        assert high - 0.02 * width < factor.max() <= high + 1e-4
        assert factor.mean() == pytest.approx((low + high) / 2, abs=0.05 * width)
        # Five deviations of a correlation of independent numbers.
        others = [brightness, contrast, saturation]
        correlations = np.corrcoef(others)[np.triu_indices(3, 1)]
        assert np.abs(correlations).max() < 5 / np.sqrt(MANY)


def test_gray_images_have_no_saturation(images, rng):
    gray = images[..., :1]
    numbers = rng.uniform(size=(MANY, 3)).astype("float32")
    other = numbers.copy()
    other[:, 1] = 0
    ours, expected = change_color(gray, numbers), change_color(gray, other)
    np.testing.assert_array_equal(ours, expected)


def test_translation_is_a_shift_into_zeros_by_up_to_an_eighth(images):
    moved = DiffAugment(color=False, cutout=0)(images, training=True).numpy()
    down, right = 2, 3  # an eighth of 16 and of 24
    padded = np.pad(images, [(0, 0), (down, down), (right, right), (0, 0)])
    found = np.zeros(MANY, bool)
    counts = np.zeros((2 * down + 1, 2 * right + 1))
    for y in range(2 * down + 1):
        for x in range(2 * right + 1):
            equal = (moved == padded[:, y : y + 16, x : x + 24]).all((1, 2, 3))
            counts[y, x] = equal.sum()
            found |= equal
    assert found.all()
    # All shifts are alike: chi-squared with 34 degrees of freedom, p = 0.001.
    expected = MANY / counts.size
    assert ((counts - expected) ** 2 / expected).sum() < 65.2


def test_a_positive_shift_moves_down_and_right():
    image = np.zeros((1, 16, 16, 1), "float32")
    image[0, 5, 5] = 1
    moved = translate(image, tf.constant([[0.99, 0.99]]), 0.125)
    assert np.argwhere(moved).tolist() == [[0, 7, 7, 0]]


@pytest.mark.parametrize("fraction", [0.5, 0.3])
def test_cutout_is_a_square_whose_center_lies_anywhere_in_the_image(fraction):
    layer = DiffAugment(color=False, translation=0, cutout=fraction)
    cut = layer(np.ones((MANY, 16, 16, 3), "float32"), training=True).numpy() == 0
    rows, columns = cut.any((2, 3)), cut.any((1, 3))
    rectangles = rows[:, :, None, None] & columns[:, None, :, None]
    np.testing.assert_array_equal(cut, np.broadcast_to(rectangles, cut.shape))

    side = round(16 * fraction)
    centers = 16 + (side % 2 == 0)  # between pixels, if even, and on the border
    squares = np.zeros((centers, 16), bool)
    for center, square in enumerate(squares):
        square[max(center - side // 2, 0) : center - side // 2 + side] = True
    for stretches in (rows, columns):
        found = (stretches[:, None] == squares).all(2)
        assert found.any(1).all()
        # All are alike: chi-squared with 16 degrees of freedom, p = 0.001.
        expected = MANY / centers
        assert ((found.sum(0) - expected) ** 2 / expected).sum() < 39.3
    assert np.corrcoef(rows.argmax(1), columns.argmax(1))[0, 1] < 5 / np.sqrt(MANY)


def test_one_transform_tells_nothing_of_another(images):
    off = {"color": False, "translation": 0, "cutout": 0}
    ones = np.ones_like(images)

    def drawn(**transform):
        return DiffAugment(**{**off, **transform})(ones, training=True).numpy()

    def place(zeros):
        """Where zeros lie, down and right, from -1 to 1."""
        ramps = np.meshgrid(np.linspace(-1, 1, 16), np.linspace(-1, 1, 24))
        return [(zeros * ramp.T).sum((1, 2)) for ramp in ramps]

    values = [
        drawn(color=True).mean((1, 2, 3)),
        *place(drawn(translation=0.125)[..., 0] == 0),
        *place(drawn(cutout=0.5)[..., 0] == 0),
    ]
    correlations = np.corrcoef(values)[np.triu_indices(5, 1)]
    assert np.abs(correlations).max() < 5 / np.sqrt(MANY)


def test_cutout_leaves_the_rest(images, rng):
    numbers = rng.uniform(size=(MANY, 2)).astype("float32")
    cut = cut_out(images, numbers, 0.5).numpy()
    kept = cut != 0
    np.testing.assert_array_equal(cut[kept], images[kept])


def test_turned_off_it_does_nothing(images):
    layer = DiffAugment(color=False, translation=0, cutout=0)
    np.testing.assert_array_equal(layer(images, training=True), images)


@pytest.mark.parametrize("wrong", [{"translation": 1.5}, {"cutout": True}])
def test_fractions_are_checked(wrong):
    with pytest.raises(ValueError, match=r"fraction .* in \[0, 1\)"):
        DiffAugment(**wrong)
