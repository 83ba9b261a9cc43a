"""R3GAN's networks: the paper's widths, and at first no more than their skips."""

import keras
import numpy as np
import pytest
from keras import layers

from kerasgan.layers import GroupedConv2D
from kerasgan.networks import r3gan

SHAPE = (64, 76, 3)  # maps of 4x5 to 64x80


def neighbors(maps, axis):
    """Each pixel's mean with the next; the last is its own neighbor."""
    after = np.concatenate([maps, np.take(maps, [-1], axis)], axis)
    after = np.take(after, range(1, maps.shape[axis] + 1), axis)
    return (maps + after) / 2


def enlarged(maps):
    """[1, 2, 1] / 2 over zeros between pixels, along each axis."""
    for axis in (1, 2):
        pairs = np.stack([maps, neighbors(maps, axis)], axis + 1)
        maps = pairs.reshape(
            [2 * n if i == axis else n for i, n in enumerate(maps.shape)]
        )
    return maps


def shrunk(maps):
    """[1, 2, 1] / 4 around every other pixel, along each axis."""
    for axis in (1, 2):
        size = maps.shape[axis]
        padded = np.concatenate([maps, np.take(maps, [-1], axis)], axis)
        first, second, third = (
            np.take(padded, range(start, start + size - 1, 2), axis)
            for start in (0, 1, 2)
        )
        maps = (first + 2 * second + third) / 4
    return maps


@pytest.mark.parametrize(
    ("ours", "reference"), [(r3gan.enlarge, enlarged), (r3gan.shrink, shrunk)]
)
def test_maps_change_size_under_the_binomial_filter(ours, reference, rng):
    maps = rng.normal(size=(2, 6, 4, 3))
    inputs = keras.Input((6, 4, 3))
    outputs = keras.Model(inputs, ours(inputs))(maps.astype("float32"))
    np.testing.assert_allclose(outputs, reference(maps), atol=1e-6)


def skip_kernels(network):
    """Kernels outside blocks, in order, as float64 matrices."""
    blocks = {id(w) for x in network.layers if is_in_block(x) for w in x.weights}
    weights = [w for w in network.weights if id(w) not in blocks]
    return [w.numpy().astype("float64").squeeze() for w in weights]


def is_in_block(layer):
    if isinstance(layer, GroupedConv2D) or getattr(layer, "use_bias", False):
        return True
    return isinstance(layer, layers.Conv2D) and not np.any(layer.kernel)


def test_the_generator_starts_as_its_skips(rng):
    generator = r3gan.generator(SHAPE, latent_dim=8, width=6)
    dense, basis, narrow, image = skip_kernels(generator)
    latents = rng.normal(size=(2, 8))
    x = (latents @ dense)[:, None, None] * basis[::-1, ::-1]
    for _ in range(3):
        x = enlarged(x)
    expected = np.tanh(enlarged(x @ narrow) @ image)[:, :, 2:-2]
    outputs = generator(latents.astype("float32"))
    np.testing.assert_allclose(outputs, expected, atol=1e-5)


def test_the_discriminator_starts_as_its_skips(rng):
    discriminator = r3gan.discriminator((64, 80, 3), width=6)
    first, widen, basis, dense = skip_kernels(discriminator)
    images = rng.uniform(-1, 1, (2, 64, 80, 3))
    x = shrunk(images @ first) @ widen
    for _ in range(3):
        x = shrunk(x)
    expected = np.sum(x * basis, (1, 2)) @ dense
    logits = discriminator(images.astype("float32"))
    np.testing.assert_allclose(logits[:, 0], expected, atol=1e-5)


def test_at_256_pixels_they_have_the_paper_s_widths_and_parameters():
    widths = [768, 768, 768, 768, 384, 192, 96]
    blocks = 2 * sum(2 * c * 2 * c + 9 * 16 * 2 * c + 2 * 2 * c for c in widths)
    changes = 768 * 384 + 384 * 192 + 192 * 96
    generator = r3gan.generator((256, 256, 3))
    ends = 64 * 768 + 4 * 4 * 768 + 96 * 3
    assert generator.count_params() == blocks + changes + ends
    discriminator = r3gan.discriminator((256, 256, 3))
    assert discriminator.count_params() == blocks + changes + ends - 63 * 768
    for network in (generator, discriminator):
        grouped = [x for x in network.layers if isinstance(x, GroupedConv2D)]
        assert len(grouped) == 14
        assert {layer.kernel.shape[-2] for layer in grouped} == {16}


@pytest.mark.parametrize(
    ("width", "channels"), [(768, 16), (64, 16), (8, 16), (4, 8), (6, 4), (1, 2)]
)
def test_groups_have_16_channels_or_the_power_of_two_that_fits(width, channels):
    inputs = keras.Input((4, 4, width))
    network = keras.Model(inputs, r3gan.residual(inputs, 1.0))
    (grouped,) = [x for x in network.layers if isinstance(x, GroupedConv2D)]
    assert grouped.kernel.shape == (3, 3, channels, 2 * width)


def test_kernels_of_blocks_start_at_fixup_s_scale():
    gain = (2 / 1.04) ** 0.5 / 14**0.25
    assert r3gan.residual_gain(14) == pytest.approx(gain)
    inputs = keras.Input((4, 4, 64))
    network = keras.Model(inputs, r3gan.residual(inputs, gain))
    first, grouped, last = [x for x in network.layers if isinstance(x, layers.Conv2D)]
    np.testing.assert_allclose(np.std(first.kernel), gain / 8, rtol=0.03)
    np.testing.assert_allclose(np.std(grouped.kernel), gain / 12, rtol=0.03)
    assert not np.any(last.kernel)


@pytest.mark.parametrize("trained", [False, True])
@pytest.mark.parametrize("player", ["generator", "discriminator"])
def test_no_activation_explodes_or_vanishes_at_256_pixels(player, trained, rng):
    """Nor do they where the last kernels have grown as large as the others."""
    network = getattr(r3gan, player)((256, 256, 3), width=16)
    for layer in network.layers if trained else ():
        if is_in_block(layer) and not getattr(layer, "use_bias", True):
            deviation = layer.kernel.shape[-2] ** -0.5
            layer.kernel.assign(rng.normal(0, deviation, layer.kernel.shape))
    probes = [x.output for x in network.layers if isinstance(x, layers.Add)]
    assert len(probes) == 14
    if player == "generator":
        inputs = rng.normal(size=(2, 64))
    else:
        inputs = rng.uniform(-1, 1, (2, 8, 8, 3)).repeat(32, 1).repeat(32, 2)
    activations = keras.Model(network.input, probes)(inputs.astype("float32"))
    deviations = [np.std(maps) for maps in activations]
    assert min(deviations) > 0.2 * max(deviations)
    assert 0.1 < min(deviations) and max(deviations) < 3
