"""Dropout and the pool of images: what they draw, and that a resume draws it again."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from kerasgan.layers import Dropout
from kerasgan.layers import ImagePool

SHAPE = (2, 2, 1)


def numbered(first, count):
    """Images, each of one number of its own."""
    numbers = np.arange(first, first + count, dtype="float32")
    return np.broadcast_to(numbers[:, None, None, None], (count, *SHAPE)).copy()


def numbers_of(images):
    return [int(number) for number in np.asarray(images)[:, 0, 0, 0]]


def test_dropout_drops_its_fraction_and_keeps_the_mean():
    layer = Dropout(0.25)
    ones = tf.ones((4, 50, 50, 1))
    dropped = layer(ones, training=True).numpy()
    assert set(np.unique(dropped)) == {0, np.float32(1 / 0.75)}
    assert (dropped == 0).mean() == pytest.approx(0.25, abs=0.02)
    assert not np.array_equal(dropped, layer(ones, training=True))
    np.testing.assert_array_equal(layer(ones), ones)


def test_dropout_that_is_resumed_drops_the_same():
    ones = tf.ones((2, 8, 8, 1))
    first, second = Dropout(0.5, seed=3), Dropout(0.5, seed=3)
    first(ones, training=True)
    second.set_weights(first.get_weights())
    np.testing.assert_array_equal(
        first(ones, training=True), second(ones, training=True)
    )
    assert not np.array_equal(
        Dropout(0.5, seed=4)(ones, training=True),
        Dropout(0.5, seed=3)(ones, training=True),
    )


@pytest.mark.parametrize("rate", [-0.1, 1, 2])
def test_a_rate_that_is_no_fraction_is_refused(rate):
    with pytest.raises(ValueError, match=r"in \[0, 1\), but received"):
        Dropout(rate)


def test_a_pool_hands_on_what_fills_it():
    pool = ImagePool(SHAPE, size=6)
    for first in (0, 4):
        assert numbers_of(pool(numbered(first, 4))) == list(range(first, first + 4))
    assert numbers_of(pool.images) == list(range(6))  # 6 and 7 passed by
    assert int(pool.filled) == 6


def test_a_full_pool_exchanges_half_of_the_images_each_once():
    pool = ImagePool(SHAPE, size=50)
    for first in range(0, 50, 5):
        pool(numbered(first, 5))
    exchanged = seen = 0
    for first in range(50, 850, 4):
        before, images = numbers_of(pool.images), numbered(first, 4)
        handed, after = numbers_of(pool(images)), numbers_of(pool.images)
        returned = [n for n in handed if n < first]
        assert len(set(handed)) == 4 and set(returned) <= set(before)
        # An image is handed on or kept, never both; and the pool loses what it gives.
        assert set(handed) | set(after) == set(before) | set(range(first, first + 4))
        assert not set(handed) & set(after)
        exchanged, seen = exchanged + len(returned), seen + 4
    assert exchanged / seen == pytest.approx(0.5, abs=0.06)


def test_a_pool_that_is_resumed_goes_on_exactly():
    first, second = ImagePool(SHAPE, size=4), ImagePool(SHAPE, size=4)
    for start in range(0, 20, 2):
        first(numbered(start, 2))
    second.set_weights(first.get_weights())
    for start in range(20, 60, 2):
        images = numbered(start, 2)
        assert numbers_of(first(images)) == numbers_of(second(images))
    assert numbers_of(first.images) == numbers_of(second.images)


def test_of_a_batch_larger_than_the_pool_the_rest_passes_by():
    pool = ImagePool(SHAPE, size=2)
    pool(numbered(0, 2))
    handed = numbers_of(pool(numbered(2, 5)))
    assert handed[2:] == [4, 5, 6]
    assert set(handed[:2]) <= {0, 1, 2, 3}


def test_no_pool_hands_on_all():
    assert numbers_of(ImagePool(SHAPE, size=0)(numbered(0, 3))) == [0, 1, 2]


def test_a_pool_keeps_float32_under_half_precision():
    keras.config.set_dtype_policy("mixed_float16")
    try:
        pool = ImagePool(SHAPE, size=2)
    finally:
        keras.config.set_dtype_policy("float32")
    image = np.full((1, *SHAPE), 0.123456789, "float32")
    np.testing.assert_array_equal(pool(image), image)


def test_a_pool_in_a_compiled_graph_is_that_of_eager_steps():
    eager, graph = ImagePool(SHAPE, size=3), ImagePool(SHAPE, size=3)
    compiled = tf.function(graph)
    for start in range(0, 30, 2):
        images = tf.constant(numbered(start, 2))
        assert numbers_of(eager(images)) == numbers_of(compiled(images))
