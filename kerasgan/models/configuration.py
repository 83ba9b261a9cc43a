"""Saving without a line in the models: configurations read off signatures."""

import inspect

import keras

from kerasgan import files


class SavedBySignature:
    """A model whose configuration is the arguments of its `__init__`, by name.

    Every argument is kept as an attribute of its own name; `compile` takes the
    optimizers and keeps what else it was given in `compile_arguments`.
    """

    def save(self, filepath, **kwargs):
        """Saves as Keras does, in one stroke: a crash leaves the old file whole."""
        with files.written_whole(filepath) as draft:
            super().save(draft, **kwargs)

    def save_weights(self, filepath, overwrite=True, **kwargs):
        """Saves as Keras does, in one stroke, as `BackupAndRestore` needs it."""
        if not overwrite:  # Keras asks before it writes
            return super().save_weights(filepath, overwrite, **kwargs)
        with files.written_whole(filepath) as draft:
            super().save_weights(draft, **kwargs)

    def get_config(self):
        arguments = {name: getattr(self, name) for name in init_arguments(type(self))}
        return {**super().get_config(), **serialize(arguments)}

    @classmethod
    def from_config(cls, config):
        return cls(**deserialize(config))

    def get_compile_config(self):
        if not self.compiled:
            return None
        names = [f"{player}_optimizer" for player in self.health]
        optimizers = {name: getattr(self, name) for name in names}
        return {**serialize(optimizers), **self.compile_arguments}

    def compile_from_config(self, config):
        self.compile(**deserialize(config))


def init_arguments(cls):
    """Names of the `__init__` arguments of `cls` and of its bases of this package."""
    names = {}
    for base in cls.__mro__[: cls.__mro__.index(SavedBySignature)]:
        if "__init__" in vars(base):
            names.update(inspect.signature(base.__init__).parameters)
    return [name for name in names if name not in ("self", "kwargs")]


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
