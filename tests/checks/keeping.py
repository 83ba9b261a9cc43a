"""What every model keeps: saved, configured, explained."""

import atexit
import functools
import inspect
import json
import pathlib
import re
import subprocess
import sys

import keras
import numpy as np
import tiny_models
from tiny_models import assert_equal
from tiny_models import borrowed
from tiny_models import build
from tiny_models import dataset
from tiny_models import state
from tiny_models import trained

GOES_ON = """
import sys, keras, tiny_models, trial_models
for folder in map(str.strip, sys.stdin):
    gan = keras.models.load_model(folder + "/half.keras")
    gan.fit(tiny_models.dataset(gan, mirror=True), epochs=2, verbose=0)
    gan.save(folder + "/whole.keras")
    print(folder, flush=True)
"""


@functools.cache
def another_process():
    """One for all models, which goes on with what is saved in each folder it reads."""
    process = subprocess.Popen(
        [sys.executable, "-c", GOES_ON],
        cwd=pathlib.Path(tiny_models.__file__).parent,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    atexit.register(process.communicate)  # the end of its input ends it
    return process


def a_saved_model_is_the_same_and_another_process_trains_on_exactly(cls, folder):
    with borrowed(cls) as gan:
        traces = len(trained(cls).traces)
        gan.save(folder / "half.keras")
        loaded = keras.models.load_model(folder / "half.keras")
        assert type(loaded) is cls
        assert_equal(state(gan), state(loaded))
        for name, average in gan.averages.items():
            for one, other in zip(
                average.weights, loaded.averages[name].weights, strict=True
            ):
                np.testing.assert_array_equal(one, other)

        process = another_process()
        print(folder, file=process.stdin, flush=True)  # and meanwhile, here
        gan.fit(dataset(gan, mirror=True), epochs=2, verbose=0)
        assert len(trained(cls).traces) == traces  # by another `fit` no further one
        assert process.stdout.readline() == f"{folder}\n", "see what it printed"
        whole = keras.models.load_model(folder / "whole.keras")
        assert_equal(state(gan), state(whole))


def a_model_that_was_never_compiled_saves_and_loads(cls, folder):
    gan = build(cls, compiled=False, seed=7, ema_decay=0.5, name="mine")
    gan.save(folder / "gan.keras")
    loaded = keras.models.load_model(folder / "gan.keras")
    assert not loaded.compiled
    assert_equal(gan.variables, loaded.variables)
    # And its configuration keeps every argument.
    assert (loaded.seed, loaded.ema_decay, loaded.name) == (7, 0.5, "mine")
    assert json.dumps(loaded.get_config()) == json.dumps(gan.get_config())


def its_docstring_cites_its_paper_and_explains_its_arguments(cls):
    assert re.search(r"arxiv\.org/abs/\d{4}\.\d{4,5}", cls.__doc__)
    assert "Example:" in cls.__doc__
    own = (
        inspect.signature(vars(cls)["__init__"]).parameters
        if "__init__" in vars(cls)
        else {}
    )
    for name in own:
        explained = re.search(rf"^ +(\w+, )*{name}(, \w+)*: ", cls.__doc__, re.M)
        assert name in ("self", "kwargs") or explained, name
