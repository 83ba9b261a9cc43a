import io
import pathlib

import numpy as np
import pytest
from PIL import Image

import kerasgan
from kerasgan import provenance

SOURCES = [provenance.SAMPLE, provenance.EDITED, provenance.ENHANCED]


def source_in(content):
    """The digital source type that a PNG file says of itself."""
    with Image.open(io.BytesIO(content)) as file:
        file.load()
        packet = file.info.get(provenance.KEYWORD)
    return packet and packet.partition("digitalsourcetype/")[2].partition('"')[0]


@pytest.mark.parametrize("source", [None, *SOURCES])
def test_a_file_says_where_its_pixels_come_from(source, tmp_path, rng):
    pixels = rng.integers(0, 256, (5, 7, 3), "uint8")
    path = tmp_path / "a.png"
    kerasgan.plots.save_image(path, pixels, {"run": "1"}, source)
    content = path.read_bytes()
    assert source_in(content) == source
    with Image.open(path) as file:
        np.testing.assert_array_equal(np.asarray(file), pixels)
        assert file.info["run"] == "1"


def test_it_takes_some_hundred_bytes():
    assert len(provenance.chunk(provenance.EDITED)) < 650


@pytest.mark.parametrize(
    ("name", "source"),
    [("DCGAN", SOURCES[0]), ("CycleGAN", SOURCES[1]), ("CompactSR", SOURCES[2])],
)
def test_each_kind_of_model_has_its_source(name, source):
    assert provenance.source_of(getattr(kerasgan, name)) == source


@pytest.mark.parametrize("source", SOURCES)
def test_the_scripts_outside_the_package_write_the_same_chunk(source, monkeypatch):
    monkeypatch.syspath_prepend(pathlib.Path(__file__).parents[1] / "export")
    import pictures

    content = pictures.png(np.zeros((4, 4, 3), "uint8"), source)
    assert provenance.chunk(source) in content
    assert source_in(content) == source
