import numpy as np
import pytest
import tensorflow as tf

from kerasgan.data import from_arrays
from kerasgan.data import to_uint8

pixels = np.random.default_rng(0).integers(0, 256, (6, 8, 8, 3), "uint8")


def test_bytes_are_scaled_to_minus_one_and_one():
    images = np.array([[[[0]], [[255]]]], "uint8")
    (batch,) = from_arrays(images, batch_size=1)
    np.testing.assert_array_equal(batch.numpy().ravel(), [-1, 1])


def test_floats_in_range_stay_as_they_are():
    images = np.random.default_rng(0).uniform(-1, 1, (2, 4, 4, 1))
    (batch,) = from_arrays(images, batch_size=2, shuffle=False)
    np.testing.assert_array_equal(batch, images.astype("float32"))


def test_gray_images_get_a_channel_axis():
    (batch,) = from_arrays(pixels[..., 0], batch_size=6)
    assert batch.shape == (6, 8, 8, 1)


def test_images_are_resized():
    (batch,) = from_arrays(pixels, batch_size=6, image_size=(4, 6))
    assert batch.shape == (6, 4, 6, 3)
    (batch,) = from_arrays(pixels[..., 0], batch_size=6, image_size=4)
    assert batch.shape == (6, 4, 4, 1)


def test_resizing_to_the_same_size_changes_nothing():
    (batch,) = from_arrays(pixels, batch_size=6, image_size=8, shuffle=False)
    np.testing.assert_array_equal(to_uint8(batch), pixels)


def test_labels_stay_with_their_images():
    labels = pixels[:, 0, 0, 0]
    ((batch, numbers),) = from_arrays(pixels, labels, batch_size=6)
    np.testing.assert_array_equal(to_uint8(batch)[:, 0, 0, 0], numbers)


def test_a_dict_of_labels_comes_as_a_dict():
    labels = {"age": np.arange(6.0), "name": list("bababc"), "one_hot": np.eye(6)}
    faces = from_arrays(pixels, labels, batch_size=6, shuffle=False)
    ((_, batch),) = faces
    assert batch["age"].dtype == "float32"
    assert batch["one_hot"].shape == (6, 6)
    np.testing.assert_array_equal(batch["name"], [1, 0, 1, 0, 1, 2])
    assert faces.class_names == {"age": None, "name": ["a", "b", "c"], "one_hot": None}


@pytest.mark.parametrize(
    "images, message",
    [
        (pixels.astype("float32"), r"in \[-1, 1\].*to 255.*127.5 - 1"),
        (np.full((1, 2, 2, 1), np.nan), "nan"),
        (pixels.astype("int64"), r"received int64.*astype\('uint8'\)"),
        (pixels[0, 0], r"received \(8, 3\)"),
        (pixels[:0], r"received \(0, 8, 8, 3\)"),
    ],
)
def test_other_images_are_refused(images, message):
    with pytest.raises(ValueError, match=message):
        from_arrays(images, batch_size=1)


def test_floats_from_zero_to_one_give_a_warning():
    with pytest.warns(UserWarning, match="2 [*] images - 1"):
        from_arrays(pixels / 255.0, batch_size=1)


def test_labels_of_another_number_are_refused():
    with pytest.raises(ValueError, match=r"6 images and labels of shape \(5,\)"):
        from_arrays(pixels, np.arange(5), batch_size=1)


def test_labels_of_mixed_types_are_refused():
    with pytest.raises(ValueError, match=r"received \['int', 'str'\]"):
        from_arrays(pixels, [1, 2, 3, "a", "b", "c"], batch_size=1)


def test_pixels_stay_pixels():
    pixels = np.arange(12, dtype="uint8").reshape(1, 2, 2, 3)
    np.testing.assert_array_equal(to_uint8(pixels), pixels)
    np.testing.assert_array_equal(to_uint8(tf.constant(pixels)), pixels)
