"""Saving without code in the models: signatures determine the configurations."""

import inspect
import json
import pathlib

import keras

from kerasgan import files

ENGINE = 2  # the form of a file
REMEDY = (
    "Keep each argument of `__init__` as an attribute of its own name, pass those of "
    "the base class on as `**kwargs`, or write `get_config` and `from_config`."
)


class SavedBySignature:
    """A model whose configuration is the arguments of its `__init__`, by name.

    Every argument is kept as an attribute of the same name. `compile` takes the
    optimizers, and keeps its other arguments in `compile_arguments`.
    """

    def __init_subclass__(cls, **kwargs):
        """Registers the class, so that a file of it loads without `custom_objects`."""
        super().__init_subclass__(**kwargs)
        package = "kerasgan" if is_ours(cls) else "Custom"  # as Keras calls the rest
        keras.saving.register_keras_serializable(package)(cls)

    def save(self, filepath, overwrite=True, **kwargs):
        """Saves as Keras does, but in one step: a crash leaves the old file intact.

        Raises:
            ValueError: The file's name doesn't end in `.keras`.
        """
        path = pathlib.Path(filepath).expanduser()
        if path.suffix != ".keras":
            raise ValueError(
                f"A GAN is saved with its configuration and the state of its training, "
                f"in a file that ends in .keras, but received {filepath}. Its weights "
                "alone go into `.weights.h5` by `save_weights`, its generator into a "
                "SavedModel by `kerasgan.export`."
            )
        if not overwrite and path.exists():  # Keras prompts before it writes
            return super().save(path, overwrite=False, **kwargs)
        with files.written_whole(path) as draft:
            super().save(draft, **kwargs)

    def save_weights(self, filepath, overwrite=True, **kwargs):
        """Saves as Keras does, but in one step, which `BackupAndRestore` needs."""
        if not overwrite:  # Keras prompts before it writes
            return super().save_weights(filepath, overwrite, **kwargs)
        with files.written_whole(filepath) as draft:
            super().save_weights(draft, **kwargs)

    def get_config(self):
        arguments = {name: getattr(self, name) for name in init_arguments(type(self))}
        return {**super().get_config(), **serialize(arguments), "engine": ENGINE}

    @classmethod
    def from_config(cls, config):
        config = dict(config)
        if config.pop("engine", 1) != ENGINE:
            raise ValueError(
                f"This {cls.__name__} was saved by a kerasgan before 0.2, in another "
                "form than this one reads. Train it anew."
            )
        return cls(**deserialize(config))

    def get_compile_config(self):
        if not self.compiled:
            return None
        optimizers = {f"{p}_optimizer": self.optimizer_of(p) for p in self.players}
        return {**serialize(optimizers), **self.compile_arguments}

    def compile_from_config(self, config):
        self.compile(**deserialize(config))

    def check_configuration(self):
        """Rejects a class whose file could be written, but not loaded.

        Raises:
            ValueError: An argument of `__init__` isn't kept, can't be written, or can't
                be passed again.
        """
        try:
            config = as_json(self.get_config())
            again = as_json(type(self).from_config(as_json(config)).get_config())
        except Exception as error:
            raise ValueError(
                f"A saved {type(self).__name__} could not be loaded: "
                f"{str(error).strip().splitlines()[0].rstrip('.')}. {REMEDY}"
            ) from error
        changed = [
            name
            for name in config
            if again.get(name) != config[name]
            and not isinstance(getattr(self, name, None), keras.Model)  # Keras' own
        ]
        if changed:
            raise ValueError(
                f"A saved {type(self).__name__} would be loaded with another "
                f"{', '.join(changed)}. {REMEDY}"
            )


def is_ours(cls):
    """Whether a class belongs to this package."""
    return cls.__module__.split(".")[0] == "kerasgan"


def init_arguments(cls):
    """Names of the `__init__` arguments of `cls` and of its bases in this package."""
    names = {}
    for base in cls.__mro__[: cls.__mro__.index(SavedBySignature)]:
        if "__init__" in vars(base):
            names.update(inspect.signature(base.__init__).parameters)
    return [
        name
        for name, parameter in names.items()
        if name != "self" and parameter.kind != inspect.Parameter.VAR_KEYWORD
    ]


def as_json(config):
    """A copy of a configuration, as read from a file; Keras empties what it reads."""
    return json.loads(json.dumps(config))


def serialize(values):
    """A dict of values in the form that Keras writes to a file."""
    return {
        name: keras.saving.serialize_keras_object(value)
        for name, value in values.items()
    }


def deserialize(config):
    """The values from the result of `serialize`."""
    return {
        name: keras.saving.deserialize_keras_object(value)
        for name, value in config.items()
    }
