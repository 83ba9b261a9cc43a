"""TensorFlow-GAN, an independent reference that no longer imports as a whole."""

import importlib
import importlib.machinery
import importlib.util
import os
import sys
import types

import pytest


def load(name):
    """The module `tensorflow_gan.python.<name>`, or a skipped test.

    The package's `__init__` wants `tf.estimator`, which TensorFlow dropped in 2.16. Its
    modules of losses and metrics don't: they load under parents that run nothing.
    """
    spec = importlib.util.find_spec("tensorflow_gan")
    if spec is None:
        pytest.skip("needs tensorflow-gan: pip install 'kerasgan[tfgan]'")
    root = os.path.dirname(spec.origin)
    parts = ["tensorflow_gan", "python", *name.split(".")[:-1]]
    for depth in range(1, len(parts) + 1):
        hold(".".join(parts[:depth]), os.path.join(root, *parts[1:depth]))
    return importlib.import_module(f"tensorflow_gan.python.{name}")


def hold(name, folder):
    """Puts an empty package in the place of the real one."""
    if name not in sys.modules:
        package = types.ModuleType(name)
        package.__path__ = [folder]
        package.__spec__ = importlib.machinery.ModuleSpec(name, None, is_package=True)
        # Where `find_spec` will look once this package is in the way.
        package.__spec__.origin = os.path.join(folder, "__init__.py")
        sys.modules[name] = package
