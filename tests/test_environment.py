"""A process and its children compute with the same kernels, in any order of imports."""

import json
import os
import subprocess
import sys
import warnings

import pytest

from kerasgan import environment

VARIABLE = environment.VARIABLE
FIRST = "import kerasgan, keras"
LAST = "import keras, kerasgan"
# A processor on which TensorFlow leaves oneDNN off by itself: off as TensorFlow reads
# the variable, which was never set.
OLDER = f"""
os.environ['{VARIABLE}'] = '0'
import keras
del os.environ['{VARIABLE}']
import kerasgan
"""
TRAIN = """
import hashlib, json, os, subprocess, sys, warnings
import numpy as np

def train(gan):
    images = np.random.default_rng(0).uniform(-1, 1, (8, 32, 32, 3)).astype("float32")
    gan.fit(kerasgan.data.from_arrays(images, batch_size=8), epochs=1, verbose=0)
    weights = b"".join(np.array(variable).tobytes() for variable in gan.variables)
    return hashlib.sha256(weights).hexdigest()
"""
CHILD = f"""{TRAIN}
import keras, kerasgan
print(train(keras.models.load_model(sys.argv[1])))
"""
PARENT = f"""{TRAIN}
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always", UserWarning)
    exec(sys.argv[2])

gan = kerasgan.DCGAN.for_images((32, 32, 3), latent_dim=8, width=4)
gan.compile(run_eagerly=True)  # the same kernels, without a trace
train(gan)
gan.save(sys.argv[1])
child = subprocess.run(
    [sys.executable, "-c", {CHILD!r}, sys.argv[1]],
    check=True, stdout=subprocess.PIPE, text=True,
)
print(json.dumps({{
    "warnings": [str(w.message) for w in caught],
    "variable": os.environ["{VARIABLE}"],
    "runs": kerasgan.environment.runs_with_onednn(),
    "here": train(gan),
    "in a child": child.stdout.strip(),
}}))
"""


def trained(imports, variable, folder):
    """What a process that imports in this order finds, with the variable at first."""
    variables = {n: value for n, value in os.environ.items() if n != VARIABLE}
    if variable is not None:
        variables[VARIABLE] = variable
    command = [sys.executable, "-c", PARENT, folder / "half.keras", imports]
    done = subprocess.run(
        command, env=variables, check=True, stdout=subprocess.PIPE, text=True
    )
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.skipif(not environment.has_onednn(), reason="TensorFlow has no oneDNN")
@pytest.mark.parametrize(
    "imports, variable, runs",
    [
        (FIRST, None, True),
        (FIRST, "0", False),
        (LAST, "1", True),
        (OLDER, None, False),
    ],
)
def test_a_child_goes_on_as_its_parent_would(imports, variable, runs, tmp_path):
    result = trained(imports, variable, tmp_path)
    assert result["here"] == result["in a child"]
    assert (result["runs"], result["variable"]) == (runs, str(int(runs)))
    assert result["warnings"] == [environment.OFF] * (imports == OLDER)


@pytest.mark.skipif(not environment.has_onednn(), reason="TensorFlow has no oneDNN")
def test_keras_first_and_nothing_set_is_what_the_processor_decides(tmp_path):
    result = trained(LAST, None, tmp_path)
    assert result["variable"] == str(int(result["runs"]))
    assert result["here"] == result["in a child"]
    assert result["warnings"] == [environment.OFF] * (not result["runs"])


@pytest.mark.parametrize(
    "variable, runs, message",
    [
        (None, False, environment.OFF),
        ("1", False, environment.OFF),  # set after TensorFlow, which had read it
        ("anything", False, environment.OFF),
        ("false", True, environment.ON),
        (None, True, None),
        ("true", True, None),
        ("False", False, None),
    ],
)
def test_what_tensorflow_runs_with_is_said_where_it_was_not_wanted(
    variable, runs, message, monkeypatch
):
    set_variable(monkeypatch, variable)
    monkeypatch.setattr(environment, "runs_with_onednn", lambda: runs)
    monkeypatch.setattr(environment, "has_onednn", lambda: True)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        environment.turn_on_onednn()
    assert [str(w.message) for w in caught] == [message] * bool(message)
    assert os.environ[VARIABLE] == str(int(runs))


@pytest.mark.parametrize("variable", [None, "0", "1"])
def test_without_onednn_in_tensorflow_there_is_nothing_to_say(variable, monkeypatch):
    set_variable(monkeypatch, variable)
    monkeypatch.setattr(environment, "has_onednn", lambda: False)
    environment.turn_on_onednn()
    assert os.environ.get(VARIABLE) == variable


def set_variable(monkeypatch, value):
    monkeypatch.setenv(VARIABLE, value or "")
    if value is None:
        monkeypatch.delenv(VARIABLE)


@pytest.mark.parametrize(
    ("flags", "has"),
    [("sse avx512_bf16", True), ("amx_bf16 fma", True), ("avx2", False)],
)
def test_bfloat16_is_known_by_the_processor_s_flags(flags, has, tmp_path):
    (tmp_path / "cpuinfo").write_text(f"model name: any\nflags\t\t: fpu {flags}\n")
    assert environment.has_bfloat16(tmp_path / "cpuinfo") is has
    assert environment.has_bfloat16(tmp_path / "nowhere") is False
