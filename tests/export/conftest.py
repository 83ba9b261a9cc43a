"""One toy GAN and its files, exported once for all tests of the folder."""

import keras
import pytest
import toy_generators

from kerasgan import export


@pytest.fixture(scope="session")
def gan():
    return toy_generators.dcgan_like()


@pytest.fixture(scope="session")
def exported(gan, tmp_path_factory):
    """Paths of the .tflite files of each kind."""
    folder = tmp_path_factory.mktemp("toys")
    return {
        kind: export.to_tflite(gan, folder / f"toy_{kind}.tflite", kind)
        for kind in (None, "float16", "dynamic8", "int8")
    }


@pytest.fixture
def mixed_float16():
    """Models that are built meanwhile compute in float16."""
    keras.config.set_dtype_policy("mixed_float16")
    yield
    keras.config.set_dtype_policy("float32")
