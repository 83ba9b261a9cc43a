"""The networks of progressive growing: the paper's table, and the parts of a stage."""

import keras
import numpy as np
import pytest

from kerasgan.networks import progressive

TINY = {"base": 32, "most": 8}


@pytest.fixture(scope="module")
def networks():
    keras.utils.set_random_seed(0)
    shape = (32, 32, 3)
    return (
        progressive.generator(shape, 16, **TINY),
        progressive.discriminator(shape, **TINY),
    )


def counts(network, names):
    """Parameters by the side of the maps that they make or take."""
    found = {}
    for layer in network.layers:
        if layer.count_params():
            found.setdefault(names(layer), 0)
            found[names(layer)] += layer.count_params()
    return found


def test_the_networks_are_the_papers_table():
    """Of 23.1 million parameters each; what stands here adds up its rows."""
    shape = (1024, 1024, 3)
    generator = progressive.generator(shape)
    discriminator = progressive.discriminator(shape)
    for network in (generator, discriminator):
        # The table leaves out what makes and takes the colors of smaller images.
        colors = [
            x for x in network.layers if "colors" in x.name and "1024" not in x.name
        ]
        own = network.count_params() - sum(x.count_params() for x in colors)
        assert round(own / 1e6, 1) == 23.1
    rows = {8: 4.7e6, 16: 4.7e6, 32: 4.7e6, 64: 1.77e6, 128: 443e3, 256: 111e3}
    by_side = counts(
        generator, lambda x: x.output.shape[1] if x.output.ndim == 4 else 4
    )
    for side, expected in rows.items():
        assert by_side[side] == pytest.approx(expected, rel=0.01)


def test_sizes_have_their_maps():
    assert [progressive.maps_of(4 << s, 8192, 512) for s in range(9)] == [
        *(512, 512, 512, 512, 256, 128, 64, 32, 16)
    ]
    assert [progressive.maps_of(4 << s, 512, 64) for s in range(5)] == [
        64,
        64,
        64,
        32,
        16,
    ]


@pytest.mark.parametrize("stage", [0, 1, 3])
def test_a_stage_begins_as_the_one_before_enlarged(networks, stage, rng):
    generator, discriminator = networks
    side = 4 << stage
    latents = rng.normal(size=(4, 16)).astype("float32")
    part = progressive.generator_at(generator, stage)
    all_sizes = generator(latents)
    new = part([latents, np.ones((4, 1), "float32")]).numpy()
    np.testing.assert_allclose(new, all_sizes[stage], atol=1e-6)
    assert new.shape == (4, side, side, 3)

    judge = progressive.discriminator_at(discriminator, stage)
    judged = judge([new, np.ones((4, 1), "float32")])
    assert judged.shape == (4, 1)
    if not stage:
        return
    zeros = np.zeros((4, 1), "float32")
    old = part([latents, zeros]).numpy()
    before = all_sizes[stage - 1].numpy()
    np.testing.assert_allclose(old, before.repeat(2, 1).repeat(2, 2), atol=1e-6)
    lower = progressive.discriminator_at(discriminator, stage - 1)
    np.testing.assert_allclose(
        judge([old, zeros]),
        lower([before, np.ones((4, 1), "float32")]),
        atol=1e-5,
    )
    half = part([latents, np.full((4, 1), 0.5, "float32")])
    np.testing.assert_allclose(half, (old + new) / 2, atol=1e-6)


def test_parts_share_the_layers_of_the_whole(networks):
    generator, discriminator = networks
    variables = {id(v) for n in networks for v in n.trainable_variables}
    seen = set()
    for stage in range(4):
        for part in (
            progressive.generator_at(generator, stage),
            progressive.discriminator_at(discriminator, stage),
        ):
            seen |= {id(v) for v in part.trainable_variables}
    assert seen == variables


@pytest.mark.parametrize(
    "shape", [(64, 32, 3), (48, 48, 3), (8, 8, 3), (2048, 2048, 3)]
)
def test_images_that_cannot_grow_are_refused(shape):
    with pytest.raises(
        ValueError, match="whose side is a power of two from 16 to 1024"
    ):
        progressive.generator(shape)


def test_parts_of_a_loaded_generator_have_names_of_their_own(tmp_path):
    """In a new process Keras counts from none, and a file has the same names."""
    keras.utils.clear_session()
    made = progressive.generator((16, 16, 3), 16, **TINY)
    made.save(tmp_path / "generator.keras")
    keras.utils.clear_session()
    loaded = keras.models.load_model(tmp_path / "generator.keras")
    part = progressive.generator_at(loaded, 2)
    images = part([np.ones((1, 16), "float32"), np.ones((1, 1), "float32")])
    expected = made(np.ones((1, 16), "float32"))[-1]
    np.testing.assert_allclose(images, expected, atol=1e-5)
