"""What every GAN keeps: saved, configured, explained."""

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


def a_saved_model_is_the_same_and_another_process_trains_on_exactly(cls, folder):
    gan = trained(cls).gan
    gan.save(folder / "half.keras")
    loaded = keras.models.load_model(folder / "half.keras")
    assert type(loaded) is cls
    assert_equal(state(gan), state(loaded))

    gan.fit(dataset(gan, mirror=True), epochs=2, verbose=0)
    script = (
        "import sys, keras, tiny_models\n"
        "gan = keras.models.load_model(sys.argv[1] + '/half.keras')\n"
        "gan.fit(tiny_models.dataset(gan, mirror=True), epochs=2, verbose=0)\n"
        "gan.save(sys.argv[1] + '/whole.keras')\n"
    )
    subprocess.run(
        [sys.executable, "-c", script, str(folder)],
        check=True,
        cwd=pathlib.Path(tiny_models.__file__).parent,
        capture_output=True,
    )
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
