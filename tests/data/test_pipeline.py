import numpy as np
import pytest
import tensorflow as tf

import kerasgan
from kerasgan.data import Shuffle
from kerasgan.data import from_arrays
from kerasgan.data import shuffles
from kerasgan.data import to_uint8


def numbered(num_images=10, **options):
    """Images whose left half is black and whose right half is their number."""
    images = np.zeros((num_images, 2, 2, 1), "uint8")
    images[:, :, 1, 0] = np.arange(num_images)[:, None]
    return from_arrays(images, **{"batch_size": 4, **options})


def order(dataset):
    """The number of each image of one pass, negative where it is mirrored."""
    images = np.concatenate([to_uint8(batch) for batch in dataset]).astype(int)
    return (images[:, 0, 1, 0] - images[:, 0, 0, 0]).tolist()


def test_each_pass_has_its_own_order():
    faces = numbered(drop_remainder=False)
    first, second = order(faces), order(faces)
    assert first != second
    assert sorted(first) == sorted(second) == list(range(10))


def test_an_iteration_set_by_hand_gives_the_order_of_that_plain_pass():
    passes = numbered(mirror=True)
    plain = [order(passes) for _ in range(4)]
    resumed = numbered(mirror=True)
    (shuffle,) = shuffles(resumed)
    for iteration in (2, 0, 3):
        shuffle.iteration = iteration
        assert order(resumed) == plain[iteration]


def test_two_datasets_of_one_seed_are_equal_mirrored_bits_included():
    first = numbered(100, mirror=True, seed=3)
    second = numbered(100, mirror=True, seed=3)
    assert order(first) == order(second)
    assert order(first) != order(numbered(100, mirror=True, seed=4))


def test_mirroring_does_not_change_the_order():
    mirrored = order(numbered(100, mirror=True))
    assert [abs(number) for number in mirrored] == order(numbered(100))


def test_half_of_the_images_are_mirrored():
    mirrored = np.array(order(numbered(200, mirror=True))) < 0
    assert 70 < mirrored.sum() < 130


def test_without_shuffling_the_order_is_that_of_the_images():
    faces = numbered(shuffle=False, drop_remainder=False)
    assert order(faces) == order(faces) == list(range(10))


def test_the_last_partial_batch_is_dropped():
    faces = numbered()
    assert [len(batch) for batch in faces] == [4, 4]
    assert int(faces.cardinality()) == 2
    assert faces.element_spec.shape == (4, 2, 2, 1)


def test_the_last_partial_batch_is_kept_on_request():
    faces = numbered(drop_remainder=False)
    assert [len(batch) for batch in faces] == [4, 4, 2]
    assert int(faces.cardinality()) == 3
    assert faces.element_spec.shape == (None, 2, 2, 1)


def test_repeat_reshuffles():
    passes = numbered(batch_size=10)
    first, second = (order([batch]) for batch in passes.repeat(2))
    assert first != second


def test_shuffles_are_found_below_map_zip_and_prefetch():
    faces, others = numbered(seed=1), numbered(seed=2)
    both = tf.data.Dataset.zip(faces.map(lambda x: -x), others).prefetch(1)
    assert [shuffle.seed for shuffle in shuffles(both)] == [1, 2]
    assert list(shuffles(tf.data.Dataset.range(3).shuffle(3))) == []


def test_a_shuffle_used_twice_is_found_once():
    faces = numbered()
    assert len(list(shuffles(tf.data.Dataset.zip(faces, faces)))) == 1


def test_a_plan_is_a_function_of_seed_and_iteration():
    shuffle = Shuffle(20, mirror=True, seed=5)
    plans = [shuffle() for _ in range(3)]
    shuffle.iteration = 1
    np.testing.assert_array_equal(shuffle(), plans[1])
    assert shuffle.iteration == 2


def test_a_negative_seed_is_refused():
    with pytest.raises(ValueError, match="from 0 up, but received -1"):
        numbered(seed=-1)


def test_a_batch_larger_than_the_data_is_refused():
    with pytest.raises(
        ValueError, match="10 images.*one batch of 11.*10 or less.*drop_remainder"
    ):
        numbered(batch_size=11)
    assert len(next(iter(numbered(batch_size=11, drop_remainder=False)))) == 10


def test_to_uint8_inverts_the_scaling_of_every_level():
    levels = np.arange(256, dtype="uint8").reshape(1, 16, 16, 1)
    (images,) = from_arrays(levels, batch_size=1)
    assert images.dtype == tf.float32
    np.testing.assert_array_equal(to_uint8(images), levels)
    np.testing.assert_array_equal(to_uint8(images.numpy()), levels)


def test_to_uint8_rounds_and_clips():
    np.testing.assert_array_equal(
        to_uint8([-2.0, -1.0, 0.999 / 127.5 - 1, 1.0, 3.0]), [0, 0, 1, 255, 255]
    )


def test_the_end_of_a_pass_waits_for_no_tuner(rng):
    """TensorFlow's sleeps ever longer, and a pass ended only when it woke."""
    images = rng.integers(0, 256, (8, 4, 4, 1), "uint8")
    faces = kerasgan.data.from_arrays(images, batch_size=4)
    assert faces.options().autotune.enabled is False
    assert len(list(kerasgan.data.shuffles(faces))) == 1
