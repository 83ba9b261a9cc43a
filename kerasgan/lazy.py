"""Packages whose names load at their first use, and the classes that Keras needs.

So the help of the command line doesn't wait for TensorFlow, and a saved file can be
loaded after `import kerasgan` alone.
"""

import importlib
import importlib.util
import sys

OPTIMIZERS = ("Adam", "RMSprop")


def attach(package, modules):
    """The attributes of a package whose names load at their first use.

    Args:
        package: String, `__name__` of the package.
        modules: Dict from each public name to the module inside that defines it, or to
            `""` for a name that is itself a module.

    Returns:
        `__getattr__`, `__dir__` and `__all__`.
    """

    def load(name):
        if name not in modules:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        check_backend()
        module = importlib.import_module(f"{package}.{modules[name] or name}")
        value = getattr(module, name) if modules[name] else module
        setattr(sys.modules[package], name, value)
        return value

    names = sorted(modules)
    return load, lambda: names, names


def check_backend():
    """Raises an error if the backend of Keras isn't TensorFlow."""
    import keras

    if keras.backend.backend() != "tensorflow":
        raise ImportError(
            "kerasgan needs Keras on TensorFlow, but the backend is "
            f"{keras.backend.backend()!r}. Set the environment variable "
            "KERAS_BACKEND=tensorflow before Keras is imported."
        )


def register_classes():
    """Registers each class that a saved file may contain, without loading it."""
    import keras

    names_of = {
        part: importlib.import_module(f"kerasgan.{part}").__all__
        for part in ("inputs", "layers", "models", "training")
    }
    registered = keras.saving.get_custom_objects()
    for part, names in {**names_of, "optimizers": OPTIMIZERS}.items():
        for name in filter(lambda name: name[0].isupper(), names):
            registered.setdefault(f"kerasgan>{name}", Unloaded(part, name))


class Unloaded:
    """A placeholder for a class in Keras' registry, until a file needs the class.

    Args:
        part: String, a package of `kerasgan`.
        name: String, a class of this package.
    """

    def __init__(self, part, name):
        self.part = part
        self.name = name

    def from_config(self, config):
        package = importlib.import_module(f"kerasgan.{self.part}")
        return getattr(package, self.name).from_config(config)


class AfterImport:
    """Calls a function after a module is imported; at once if it is already imported.

    Args:
        name: String, name of the module.
        function: Function without arguments.
    """

    def __init__(self, name, function):
        self.name = name
        self.function = function
        if name in sys.modules:
            function()
        else:
            sys.meta_path.insert(0, self)

    def find_spec(self, name, path=None, target=None):
        """Called for each imported module; returns `None` for other modules."""
        if name != self.name:
            return None
        sys.meta_path.remove(self)  # or it would find itself
        try:
            spec = importlib.util.find_spec(name)
        finally:
            sys.meta_path.insert(
                0, self
            )  # TensorFlow looks for Keras, and imports later
        if spec is not None:
            execute = spec.loader.exec_module

            def execute_and_call(module):
                execute(module)
                if self in sys.meta_path:
                    sys.meta_path.remove(self)
                    self.function()

            spec.loader.exec_module = execute_and_call
        return spec
