"""Seeds: every test starts from the same ones."""

import gc
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
# Steps that XLA compiles run once or twice here: they need not be fast.
os.environ.setdefault(
    "XLA_FLAGS",
    "--xla_backend_optimization_level=0 --xla_cpu_parallel_codegen_split_count=1",
)

import kerasgan  # noqa: F401, I001 - before Keras, as its warning has it: with oneDNN

import keras
import numpy as np
import pytest
from checks import interpreter

from kerasgan.export import child
from kerasgan.export import keras_file
from kerasgan.export import parity

# Steps are traced by the hundred: looking for garbage each time took a sixth of that.
gc.set_threshold(100_000, 20, 20)


@pytest.fixture(autouse=True, scope="session")
def scripts_start_in_a_moment(tmp_path_factory):
    """Scripts of exports run in forks, but for one test of `test_export_parity.py`."""

    def run_script(name, *arguments):
        log = tmp_path_factory.mktemp("scripts") / "log.txt"
        interpreter.run_script(log, name, *arguments)

    with pytest.MonkeyPatch.context() as patch:
        for module in (child, keras_file, parity):
            patch.setattr(module, "run_script", run_script)
        yield


@pytest.fixture(autouse=True)
def seeds():
    keras.utils.set_random_seed(0)


@pytest.fixture
def rng():
    return np.random.default_rng(0)
