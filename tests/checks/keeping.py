"""What every GAN keeps: saved, configured, explained."""

import atexit
import functools
import inspect
import json
import pathlib
import re
import subprocess
import sys

import keras
import tiny_models
from tiny_models import assert_equal
from tiny_models import build
from tiny_models import dataset
from tiny_models import state
from tiny_models import trained

GOES_ON = """
import sys, keras, tiny_models
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
    gan = trained(cls).gan
    gan.save(folder / "half.keras")
    loaded = keras.models.load_model(folder / "half.keras")
    assert type(loaded) is cls
    assert_equal(state(gan), state(loaded))

    gan.fit(dataset(gan, mirror=True), epochs=2, verbose=0)
    process = another_process()
    print(folder, file=process.stdin, flush=True)
    assert process.stdout.readline() == f"{folder}\n", "see what it printed"
    assert_equal(state(gan), state(keras.models.load_model(folder / "whole.keras")))


def a_model_that_was_never_compiled_saves_and_loads(cls, folder):
    gan = build(cls, compiled=False)
    gan.save(folder / "gan.keras")
    loaded = keras.models.load_model(folder / "gan.keras")
    assert not loaded.compiled
    assert_equal(gan.variables, loaded.variables)


def its_configuration_keeps_every_argument(cls):
    gan = build(cls, compiled=False, seed=7, ema_decay=0.5, name="mine")
    config = json.dumps(gan.get_config())
    again = cls.from_config(json.loads(config))
    assert (again.seed, again.ema_decay, again.name) == (7, 0.5, "mine")
    assert json.dumps(again.get_config()) == config


def its_docstring_cites_its_paper_and_explains_its_arguments(cls):
    assert re.search(r"arxiv\.org/abs/\d{4}\.\d{4,5}", cls.__doc__)
    assert "Example:" in cls.__doc__
    own = (
        inspect.signature(vars(cls)["__init__"]).parameters
        if "__init__" in vars(cls)
        else {}
    )
    for name in own:
        assert name in ("self", "kwargs") or f"    {name}: " in cls.__doc__, name
