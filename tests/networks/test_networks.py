"""Networks make every size that they promise, at the paper's widths."""

import numpy as np
import pytest

from kerasgan.networks import autoencoder
from kerasgan.networks import dcgan
from kerasgan.networks import plain
from kerasgan.networks import r3gan
from kerasgan.networks import resnet
from kerasgan.networks import vanilla

SHAPES = [(16, 16, 1), (32, 32, 3), (64, 64, 3), (96, 96, 3), (100, 100, 3),
          (112, 92, 1), (256, 256, 3), (49, 17, 3)]  # fmt: skip
NETWORKS = [autoencoder, dcgan, plain, r3gan, resnet, vanilla]


def name(networks):
    return networks.__name__.split(".")[-1]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("networks", NETWORKS, ids=name)
def test_every_size_is_generated_and_judged(networks, shape):
    generator = networks.generator(shape, latent_dim=5, width=2)
    discriminator = networks.discriminator(shape, width=2)
    images = generator(np.ones((2, 5), "float32"))
    assert images.shape == (2, *shape) and images.dtype == "float32"
    assert np.abs(images).max() <= 1
    judged = shape if networks is autoencoder else (1,)
    assert discriminator(images).shape == (2, *judged)
    assert (generator.name, discriminator.name) == ("generator", "discriminator")


@pytest.mark.parametrize("networks", NETWORKS, ids=name)
@pytest.mark.parametrize(
    ("shape", "words"),
    [((8, 8, 3), "16 to 256"), ((64, 512, 3), "16 to 256"), ((64, 64, 4), "channels=")],
)
def test_other_shapes_are_refused_with_the_way_out(networks, shape, words):
    with pytest.raises(ValueError, match=words) as error:
        networks.generator(shape)
    assert str(shape) in str(error.value)


def test_dcgan_has_the_paper_s_feature_maps():
    shapes = [layer.output.shape[1:] for layer in dcgan.generator((64, 64, 3)).layers]
    for size, channels in ((4, 1024), (8, 512), (16, 256), (32, 128), (64, 3)):
        assert (size, size, channels) in shapes
    shapes = [
        layer.output.shape[1:] for layer in dcgan.discriminator((64, 64, 3)).layers
    ]
    for size, channels in ((32, 128), (16, 256), (8, 512), (4, 1024)):
        assert (size, size, channels) in shapes


def test_vanilla_has_the_paper_s_sizes():
    generator = vanilla.generator((64, 64, 3))
    shapes = [layer.output.shape[1:] for layer in generator.layers]
    for shape in ((4096,), (16, 16, 16), (16, 16, 128), (64, 64, 3)):
        assert shape in shapes
    units = [
        layer.output.shape[-1] for layer in vanilla.discriminator((64, 64, 3)).layers
    ]
    assert [unit for unit in units if unit in (512, 256, 1)] == [512, 512, 256, 256, 1]
