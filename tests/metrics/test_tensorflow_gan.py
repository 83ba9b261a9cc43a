"""TensorFlow-GAN's modules load, quietly and without a trace; the rest is refused."""

import importlib.util
import subprocess
import sys

import numpy as np
import pytest
import tensorflow as tf

from kerasgan.metrics import tensorflow_gan
from kerasgan.metrics import tfgan

installed = importlib.util.find_spec("tensorflow_gan") is not None
needs_tfgan = pytest.mark.skipif(not installed, reason="needs the extra `tfgan`")


@needs_tfgan
@pytest.mark.parametrize("name", tfgan.MODULES)
def test_each_module_is_the_real_one(name):
    module = tensorflow_gan(name)
    assert module.__name__ == f"tensorflow_gan.python.{name}"
    assert module is tensorflow_gan(name)
    functions = [x for x in vars(module).values() if callable(x)]
    assert any(x.__module__ == module.__name__ for x in functions)


@needs_tfgan
def test_what_it_gives_runs_in_a_graph():
    loss = tensorflow_gan("losses.losses_impl").wasserstein_generator_loss
    logits = np.array([[1.0], [4.0]], "float32")
    # TensorFlow-GAN asks which collections of the graph its losses join.
    run = tf.function(lambda x: loss(x, loss_collection=None, add_summaries=False))
    assert float(run(logits)) == -2.5


@needs_tfgan
def test_no_warning_and_no_package_is_left():
    script = (
        "import sys, warnings\n"
        "import kerasgan\n"
        "with warnings.catch_warnings(record=True) as caught:\n"
        "    warnings.simplefilter('always')\n"
        "    kerasgan.metrics.tensorflow_gan('eval.classifier_metrics')\n"
        "    kerasgan.metrics.tensorflow_gan('losses.losses_impl')\n"
        "assert not caught, [str(warning.message) for warning in caught]\n"
        "left = [name for name in sys.modules if name.startswith('tensorflow_gan')]\n"
        "assert not left, left\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


@needs_tfgan
def test_a_package_that_was_imported_stays(monkeypatch):
    tensorflow_gan("eval.eval_utils")
    spec = importlib.util.find_spec("tensorflow_gan")
    theirs = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "tensorflow_gan", theirs)
    assert tensorflow_gan("eval.eval_utils").__name__.endswith("eval_utils")
    assert sys.modules["tensorflow_gan"] is theirs


@pytest.mark.parametrize("name", ["train", "estimator.gan_estimator", "losses"])
def test_modules_that_do_not_work_are_refused(name):
    with pytest.raises(ValueError, match=r"none of the modules.*losses\.losses_impl"):
        tensorflow_gan(name)


def test_without_it_the_extra_is_named(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ImportError, match=r"kerasgan\[tfgan\]"):
        tensorflow_gan("losses.losses_impl")
