"""TensorFlow-GAN's losses and metrics, an independent reference."""

import contextlib
import importlib
import importlib.machinery
import importlib.util
import pathlib
import sys
import types
import warnings

PACKAGE = "tensorflow_gan"
FOLDERS = ("", ".python", ".python.eval", ".python.features", ".python.losses")
MODULES = (
    "eval.classifier_metrics",
    "eval.eval_utils",
    "eval.sliced_wasserstein",
    "eval.summaries",
    "features.clip_weights",
    "features.conditioning_utils",
    "features.normalization",
    "features.random_tensor_pool",
    "features.spectral_normalization",
    "features.virtual_batchnorm",
    "losses.losses_impl",
    "losses.tuple_losses",
)
loaded = {}  # modules by their whole names, with the packages that they are in


def tensorflow_gan(name):
    """A module of TensorFlow-GAN 2.1.0, if it still works.

    `import tensorflow_gan` fails, because the package needs `tf.estimator`, which
    TensorFlow removed in 2.16. Some modules don't need it: `eval.classifier_metrics`,
    `eval.sliced_wasserstein`, `losses.losses_impl` and a few more are loaded here
    without the rest. A later `import tensorflow_gan` is not affected.

    Args:
        name: String, the module's name without `tensorflow_gan.python.`.

    Raises:
        ImportError: If `tensorflow-gan` is not installed.
        ValueError: `name` is none of these modules.

    Example:

    ```python
    theirs = kerasgan.metrics.tensorflow_gan("losses.losses_impl")
    theirs.wasserstein_generator_loss(discriminator(samples))
    ```
    """
    if name not in MODULES:
        raise ValueError(
            f"tensorflow_gan.python.{name} is none of the modules that work without "
            f"tf.estimator. Those are {', '.join(MODULES)}."
        )
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None:
        raise ImportError(
            "This needs tensorflow-gan: pip install 'kerasgan[tfgan]'", name=PACKAGE
        )
    with empty_packages(pathlib.Path(spec.origin).parent):
        return importlib.import_module(f"{PACKAGE}.python.{name}")


@contextlib.contextmanager
def empty_packages(folder):
    """Replaces the real packages for a while by packages that run no code."""
    real = taken_out()
    for suffix in FOLDERS:
        whole = PACKAGE + suffix
        if whole not in loaded:
            package = loaded[whole] = types.ModuleType(whole)
            package.__path__ = [str(folder.joinpath(*suffix.split(".")[1:]))]
            package.__spec__ = importlib.machinery.ModuleSpec(
                whole, None, is_package=True
            )
    sys.modules.update(loaded)
    try:
        # TensorFlow Probability, which they import, warns of its own code.
        with warnings.catch_warnings(action="ignore"):
            yield
    finally:
        loaded.update(taken_out())
        sys.modules.update(real)


def taken_out():
    """Removes the package's modules from the imported ones; returns them by name."""
    names = [n for n in sys.modules if n.partition(".")[0] == PACKAGE]
    return {name: sys.modules.pop(name) for name in names}
