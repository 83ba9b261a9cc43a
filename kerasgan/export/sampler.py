"""The part of a model that is exported: a network in float32, and its inputs."""

import contextlib
import pathlib
import tempfile

import keras
import tensorflow as tf

from kerasgan import provenance
from kerasgan import ranges
from kerasgan.export import encoded
from kerasgan.inputs import Input
from kerasgan.inputs import named


class Sampler:
    """A network that makes images, in float32, and its inputs.

    Args:
        network: A functional `keras.Model` to images `(batch, height, width, channels)`
            in [-1, 1].
        inputs: Dict of `kerasgan.inputs` by name.
        to: Optional string, the domain that it translates to.
        size: `(height, width)` of the input images, if it takes images.
        source: IPTC digital source type of its images.

    Raises:
        ValueError: The network takes other inputs, or makes images of no fixed size.
    """

    def __init__(self, network, inputs, to=None, size=None, source=provenance.SAMPLE):
        self.source = source
        check_inputs(network, inputs)
        self.inputs = {name: kind.sized(size) for name, kind in inputs.items()}
        self.network = self.of_size(in_float32(network))
        self.signature = f"to_{to}" if to else "serving_default"

    def of_size(self, network):
        """The network for inputs of a fixed size, if it takes images of any size."""
        if None not in network.output_shape[1:]:
            return network
        symbols = named.keras_inputs(self.inputs)
        sized = keras.Model(symbols, named.feed(network, symbols))
        if None in sized.output_shape[1:]:
            raise ValueError(
                "An exported network makes images of one size, but this one makes "
                f"{network.output_shape}. Pass `size=(height, width)` of the images "
                "that it takes."
            )
        return sized

    def images_of(self, values):
        """Images from inputs by name."""
        return named.feed(self.network, values, training=False)

    def served_examples(self, seeds):
        """Inputs for a proof, as a served model takes them, by name."""
        return {
            name: kind.served_examples(named.seeds_of_place(seeds, place))
            for place, (name, kind) in enumerate(self.inputs.items())
        }

    def from_served(self, served):
        """The network's inputs, made from the inputs of a served model."""
        return {n: kind.from_served(served[n]) for n, kind in self.inputs.items()}

    def specs(self):
        """A `tf.TensorSpec` for each input, as a served model takes it, by name."""
        specs = {}
        for name, kind in self.inputs.items():
            shape, dtype = kind.served_input()
            specs[name] = tf.TensorSpec((None, *shape), dtype, name)
        return specs

    def pixels(self, served):
        """Pixels from inputs by name, as a served model takes them."""
        return ranges.to_uint8(self.images_of(self.from_served(served)))

    def by_inputs(self):
        """The function from all inputs to pixels, and its specs by name."""
        specs = self.specs()

        def images(*served):
            return self.pixels(dict(zip(specs, served, strict=True)))

        return images, specs

    def by_seeds(self):
        """The function from seeds, instead of latents and codes, and its specs by name.

        Truncation is an input of the network, or else a factor of the drawn inputs.
        """
        seeded = [name for name, kind in self.inputs.items() if kind.is_seeded]
        own = "truncation" in self.inputs
        known = {*seeded, "truncation"}
        others = {n: spec for n, spec in self.specs().items() if n not in known}
        specs = {
            "seed": tf.TensorSpec((None,), "int64", "seed"),
            "truncation": tf.TensorSpec((None,), "float32", "truncation"),
            **others,
        }

        def images(seed, truncation, *served):
            served = dict(zip(others, served, strict=True))
            if own:
                served["truncation"] = truncation[:, None]
            pairs = tf.stack([seed, tf.zeros_like(seed)], axis=1)
            served = named.draw(self.inputs, pairs, served)
            if not own:
                scaled = {name: served[name] * truncation[:, None] for name in seeded}
                served |= scaled
            # The kernels for an odd batch round otherwise than those for one row.
            return tf.map_fn(
                lambda row: self.pixels({n: v[None] for n, v in row.items()})[0],
                served,
                fn_output_signature=tf.TensorSpec(
                    self.network.output_shape[1:], "uint8"
                ),
            )

        return images, specs

    @property
    def signatures(self):
        """Functions of a served model and their specs, by the signatures' names.

        Each has a second signature with the ending `_png`, with PNG files as strings.
        """
        functions = {self.signature: self.by_inputs()}
        if any(kind.is_seeded for kind in self.inputs.values()):
            functions["sample"] = self.by_seeds()
        found = {}
        for name, (images, specs) in functions.items():
            images = tf.function(images, autograph=False)  # traced once for both
            found[name] = arrays_of(images), list(specs.values())
            found[f"{name}_png"] = encoded.files_of(images, specs, self.source)
        return found

    @contextlib.contextmanager
    def as_floats(self, batch_size=None):
        """A folder with `model`, a SavedModel in floats, as a start for device files.

        Args:
            batch_size: Optional int, the fixed batch size of the model.
        """

        def serving_default(*values):
            return {
                "images": self.images_of(dict(zip(self.inputs, values, strict=True)))
            }

        specs = [
            tf.TensorSpec((batch_size, *kind.shape), kind.dtype, name)
            for name, kind in self.inputs.items()
        ]
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            functions = {"serving_default": (serving_default, specs)}
            write_functions(functions, folder / "model")
            yield folder

    @property
    def encoders(self):
        """Models from strings to inputs; their tables of words are written, too."""
        kinds = self.inputs.values()
        return [kind.encoder for kind in kinds if hasattr(kind, "encoder")]


def arrays_of(images):
    """The signature that returns pixels."""
    return lambda *served: {"images": images(*served)}


def samplers_of(gan, size=None):
    """A `Sampler` for each direction of a model, or of a user's own object.

    Args:
        gan: A model; or any object with a `sampler`, a functional `keras.Model`, and
            `inputs`, a dict of `kerasgan.inputs` by name.
        size: As in `Sampler`.
    """
    return [sampler_to(gan, to, size) for to in getattr(gan, "directions", [None])]


def sampler_to(gan, to=None, size=None):
    """The `Sampler` of one direction.

    Raises:
        ValueError: The direction doesn't exist, or there are several and none is
            chosen.
    """
    size = size or getattr(gan, "source_size", None)
    source = provenance.source_of(gan)
    if hasattr(gan, "directions"):
        one_of_several = to if len(gan.directions) > 1 else None
        network, inputs = gan.sampler_to(to), gan.inputs_to(to)
        return Sampler(network, inputs, one_of_several, size, source)
    return Sampler(gan.sampler, gan.inputs, size=size, source=source)


def check_inputs(network, inputs):
    """Rejects a network that takes other inputs than are declared.

    It also rejects an input called `images`, because this is the name of the output and
    names of tensors are unique in ONNX.
    """
    if "images" in inputs:
        raise ValueError(
            "An exported network gives `images`, so its input needs another name: "
            "`source` is that of an image to start from."
        )
    came = network.inputs
    if named.takes_dict(network):
        came = network.input
    else:
        came = dict(zip(inputs, came, strict=False)) if len(came) == 1 else {}
    declared = all(isinstance(kind, Input) for kind in inputs.values())
    shapes = {name: tuple(tensor.shape[1:]) for name, tensor in came.items()}
    wanted = {name: tuple(kind.shape) for name, kind in inputs.items()}
    if not declared or shapes != wanted:
        raise ValueError(
            f"An exported network takes the inputs that are declared, {inputs}, but "
            f"this one takes {network.input_shape}. Export an object whose `sampler` "
            "is a functional keras.Model, and whose `inputs` are a dict of "
            "`kerasgan.inputs` by the names of its inputs."
        )


def all_layers(layer):
    """A layer and all layers inside of it."""
    yield layer
    for inner in getattr(layer, "layers", ()):
        yield from all_layers(inner)


def in_float32(model):
    """The network itself, or a float32 copy of a network in half precision."""
    if all(layer.compute_dtype == "float32" for layer in all_layers(model)):
        return model
    users_classes = {
        type(layer).__name__: type(layer)
        for layer in all_layers(model)
        if not type(layer).__module__.startswith("keras.")  # Add is an op and a layer
    }
    config = _with_float32(keras.saving.serialize_keras_object(model))
    policy = keras.config.dtype_policy()
    keras.config.set_dtype_policy("float32")  # for what configurations leave out
    try:
        twin = keras.saving.deserialize_keras_object(
            config, users_classes, safe_mode=False
        )
    finally:
        keras.config.set_dtype_policy(policy)
    twin.set_weights(model.get_weights())
    return twin


def _with_float32(config):
    if isinstance(config, dict):
        if config.get("class_name") == "DTypePolicy":
            return {**config, "config": {"name": "float32"}}
        config = {key: _with_float32(value) for key, value in config.items()}
        if config.get("dtype") in ("float16", "bfloat16"):  # of an InputLayer
            config["dtype"] = "float32"
        return config
    if isinstance(config, list | tuple):
        return type(config)(_with_float32(value) for value in config)
    return config


def write_signatures(parts, folder):
    """Writes a SavedModel with all signatures of samplers.

    Args:
        parts: List of `Sampler`s.
        folder: `pathlib.Path` to write to.
    """
    functions = {}
    for part in parts:
        functions |= part.signatures
    encoders = [encoder for part in parts for encoder in part.encoders]
    write_functions(functions, folder, encoders)


def write_functions(functions, folder, encoders=()):
    """Writes a SavedModel of named functions, with the variables that these use.

    Args:
        functions: Dictionary from a signature's name to `(function, input_signature)`.
        folder: `pathlib.Path` to write to.
        encoders: Models used by the functions; their tables of words are written, too.
    """
    archive = keras.export.ExportArchive()  # its `track` would store weights twice
    for encoder in encoders:
        archive.track(encoder)
    for name, (function, input_signature) in functions.items():
        archive.add_endpoint(name, function, input_signature=input_signature)
    with quiet_tensorflow():
        archive.write_out(str(folder), verbose=False)


@contextlib.contextmanager
def quiet_tensorflow():
    """Hides TensorFlow's messages about temporary files that are deleted afterwards."""
    logger = tf.get_logger()
    level = logger.level
    logger.setLevel("WARNING")
    try:
        yield
    finally:
        logger.setLevel(level)
