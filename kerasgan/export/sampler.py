"""The part of a GAN that is exported: its sampler, in float32."""

import contextlib

import keras
import numpy as np
import tensorflow as tf

from kerasgan import latent


def float32_sampler(gan):
    """The sampler of a GAN, rebuilt in float32 if it was trained in less.

    Args:
        gan: Any object with a `sampler`, a functional `keras.Model` from latents
            `(batch, latent_dim)`, or a dict of `latents` and other inputs, to images
            `(batch, height, width, channels)` in [-1, 1], and a `latent_dim`. One of
            several inputs has `sampler_inputs`, which draws them for pairs of seeds.

    Returns:
        A `keras.Model`; the sampler itself where all of it is float32.
    """
    sampler = gan.sampler
    taken = inputs_of(sampler).get("latents")
    if taken is None or taken.shape != (None, gan.latent_dim):
        raise ValueError(
            f"An exported sampler takes latents of shape (None, {gan.latent_dim}), but "
            f"this one takes {sampler.input_shape}. Export an object whose `sampler` "
            "is a functional keras.Model of latents, or of a dict with `latents`, and "
            "whose `latent_dim` is their length."
        )
    if len(sampler.output_shape) != 4 or None in sampler.output_shape[1:]:
        raise ValueError(
            "An exported sampler makes images (batch, height, width, channels) of one "
            f"size, but this one makes {sampler.output_shape}."
        )
    if all(layer.compute_dtype == "float32" for layer in _all_layers(sampler)):
        return sampler
    return _in_float32(sampler)


def inputs_of(sampler):
    """What a sampler takes, by name."""
    taken = sampler.input
    return taken if isinstance(taken, dict) else {"latents": taken}


def images_of(sampler, inputs):
    """Images of inputs by name, whether or not the sampler takes a dict."""
    taken = inputs if isinstance(sampler.input, dict) else inputs["latents"]
    return sampler(taken, training=False)


def draws(gan, seeds):
    """Inputs of the sampler by name for pairs of seeds `(n, 2)`, as NumPy arrays."""
    if hasattr(gan, "sampler_inputs"):
        inputs = gan.sampler_inputs(seeds)
    else:
        inputs = latent.from_seeds(seeds, gan.latent_dim)
    inputs = inputs if isinstance(inputs, dict) else {"latents": inputs}
    return {name: np.asarray(values) for name, values in inputs.items()}


def encoders_of(gan):
    """What makes a sampler's inputs of strings, by the names of those inputs."""
    conditions = getattr(gan, "conditions", {})
    return {
        name: some.encoder
        for name, some in conditions.items()
        if hasattr(some, "encoder")
    }


def _all_layers(layer):
    yield layer
    for inner in getattr(layer, "layers", ()):
        yield from _all_layers(inner)


def _in_float32(model):
    users_classes = {
        type(layer).__name__: type(layer)
        for layer in _all_layers(model)
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


def write_signatures(functions, folder, encoders=()):
    """Writes a SavedModel of named signatures, with the variables that they use.

    Args:
        functions: Dictionary from a signature's name to `(function, input_signature)`.
        folder: `pathlib.Path` to write to.
        encoders: Models that they use whose tables of words have to be written, too.
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
    """Keeps TensorFlow from naming drafts that are gone when a user reads of them."""
    logger = tf.get_logger()
    level = logger.level
    logger.setLevel("WARNING")
    try:
        yield
    finally:
        logger.setLevel(level)


def to_pixels(images):
    """Images in [-1, 1] as uint8, rounded."""
    return tf.cast(tf.clip_by_value(tf.round((images + 1.0) * 127.5), 0, 255), "uint8")
