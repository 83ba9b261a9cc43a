"""Networks of translators: sizes, and how far a patch sees."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from kerasgan.layers import BatchNormalization
from kerasgan.networks import patchgan
from kerasgan.networks import translator
from kerasgan.networks import unet

SIZES = [(16, 16), (17, 33), (52, 76), (96, 64), (200, 250)]


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("build", [unet.generator, translator.generator])
def test_any_size_goes_in_and_comes_out(build, size, rng):
    source = rng.uniform(-1, 1, (1, *size, 1)).astype("float32")
    network = build((*size, 3), (*size, 1), width=2)
    images = network(source).numpy()
    assert images.shape == (1, *size, 3) and np.abs(images).max() <= 1
    assert network.input.name == "source"


def test_the_largest_and_the_smallest_side():
    assert unet.generator((512, 16, 3), width=1).output_shape == (None, 512, 16, 3)
    for wrong in ((15, 64, 3), (64, 513, 3)):
        with pytest.raises(ValueError, match="sides of 16 to 512"):
            unet.generator(wrong)
    with pytest.raises(ValueError, match="height and width of its image"):
        unet.generator((64, 64, 3), (32, 32, 1))


def test_at_the_papers_size_and_width_the_networks_are_the_papers():
    """Of 54.4, 2.8 and 11.4 million parameters in the authors' code."""
    keras.utils.set_random_seed(0)
    generator = unet.generator(
        (256, 256, 3), normalization=BatchNormalization, transposed=True
    )
    smallest = min(
        layer.output.shape[1] for layer in generator.layers if "conv2d" in layer.name
    )
    assert smallest == 1
    assert generator.count_params() == pytest.approx(54.4e6, rel=0.01)
    shape = (256, 256, 3)
    judge = patchgan.discriminator(shape, source_shape=shape)
    assert judge.count_params() == pytest.approx(2.77e6, rel=0.01)
    assert translator.generator(shape).count_params() == pytest.approx(11.4e6, rel=0.01)


@pytest.mark.parametrize("field", patchgan.FIELDS)
def test_a_patch_is_as_large_as_it_says(field):
    side = {142: 256, 286: 512}.get(field, 128)
    network = patchgan.discriminator((side, side, 1), field, 1, normalization=None)
    for weight in network.weights:
        weight.assign(tf.ones_like(weight))  # no gradients cancel out
    images = tf.Variable(tf.ones((1, side, side, 1)))
    with tf.GradientTape() as tape:
        logits = network(images)
        middle = logits[0, logits.shape[1] // 2, logits.shape[2] // 2, 0]
    seen = np.abs(tape.gradient(middle, images).numpy())[0, ..., 0] > 0
    rows, columns = np.flatnonzero(seen.any(1)), np.flatnonzero(seen.any(0))
    assert np.ptp(rows) + 1 == np.ptp(columns) + 1 == field


def test_a_patch_that_cannot_be_is_refused():
    with pytest.raises(ValueError, match="a side of 1, 16, 34, 70, 142, 286"):
        patchgan.discriminator((64, 64, 3), 64)
    with pytest.raises(ValueError, match="need images with sides of 64"):
        patchgan.discriminator((32, 32, 3), 286)


@pytest.mark.parametrize("network", [unet, translator])
def test_doubling_leaves_no_checkerboard_unless_it_is_asked_for(network):
    """Of flat maps nearest upsampling makes a flat middle, at any weights."""
    flat = np.full((1, 8, 8, 2), 0.3, "float32")

    def spread(transposed):
        keras.utils.set_random_seed(1)
        maps = keras.Input((8, 8, 2))
        doubled = keras.Model(maps, network.doubled(maps, 1, transposed))
        return doubled(flat).numpy()[0, 4:12, 4:12].std()

    assert spread(False) < 1e-7 and spread(True) > 1e-4


def test_lab_colors_what_is_gray_alone():
    with pytest.raises(ValueError, match="`lab` colors gray images"):
        unet.generator((32, 32, 3), lab=True)
    assert unet.generator((32, 32, 3), (32, 32, 1), 2, lab=True).output_shape[-1] == 3
