"""What networks share about shapes."""

import keras
import numpy as np

from kerasgan.networks import shapes


def test_images_are_cropped_at_the_centre_in_float32_under_every_policy(rng):
    maps = rng.uniform(-1, 1, (2, 20, 24, 3)).astype("float32")
    keras.config.set_dtype_policy("mixed_float16")
    try:
        inputs = keras.Input((20, 24, 3), dtype="float32")
        network = keras.Model(inputs, shapes.crop(inputs, (17, 20, 3)), dtype="float32")
    finally:
        keras.config.set_dtype_policy("float32")
    images = network(maps)
    assert images.dtype == "float32"
    np.testing.assert_array_equal(images, maps[:, 1:-2, 2:-2])
