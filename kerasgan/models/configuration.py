"""Configurations read off `__init__` signatures, so that saving needs no code."""

import inspect

import keras


def init_arguments(instance, base):
    """The `__init__` arguments of an instance, its classes' up to `base`, by name.

    Every argument is kept as an attribute of its own name.
    """
    names = {}
    for cls in type(instance).__mro__:
        if "__init__" in vars(cls):
            names.update(inspect.signature(cls.__init__).parameters)
        if cls is base:
            break
    names = [name for name in names if name not in ("self", "kwargs")]
    return serialize({name: getattr(instance, name) for name in names})


def serialize(values):
    """A dict of values as Keras writes them to a file."""
    return {
        name: keras.saving.serialize_keras_object(value)
        for name, value in values.items()
    }


def deserialize(config):
    """The values that `serialize` wrote."""
    return {
        name: keras.saving.deserialize_keras_object(value)
        for name, value in config.items()
    }
