"""Checks before the first step for networks that can't be trained, or not well."""

import warnings

import keras

from kerasgan.layers import adaptive_augmentations
from kerasgan.training.configuration import init_arguments

NEVER_BELOW_0 = ("sigmoid", "softmax", "hard_sigmoid", "relu")
SHAPING = (keras.layers.Reshape, keras.layers.Flatten, keras.layers.Cropping2D)


def check_built(name, network):
    """Rejects a network with unknown shapes, or with a format that isn't supported.

    Args:
        name: String, name of the argument.
        network: The value of the argument.

    Raises:
        ValueError: The value is not a model of layers with known shapes, in single or
            half precision, with channels last.
    """
    came = type(network).__name__
    if not isinstance(network, keras.Model):
        raise ValueError(f"`{name}` should be a keras.Model, but is a {came}.")
    if lacks_shape(network):
        raise ValueError(
            f"`{name}` is a Sequential without a shape. Begin it with "
            "`keras.Input(shape)`."
        )
    if not getattr(network, "outputs", None):
        raise ValueError(
            f"`{name}` is a subclass of keras.Model, {came}, whose shapes nobody can "
            "read off. Wrap it: `keras.Model(inputs, network(inputs))` with "
            "`inputs = keras.Input(shape)`."
        )
    for layer in network._flatten_layers():
        if getattr(layer, "data_format", None) == "channels_first":
            raise ValueError(
                f"{layer.name!r} of `{name}` takes channels first, but images are "
                "(batch, height, width, channels). Build it with "
                '`data_format="channels_last"`.'
            )
        if layer.compute_dtype == "float64":
            raise ValueError(
                f"{layer.name!r} of `{name}` computes in float64, but GANs train in "
                "float32 or half of it. Build it under "
                '`keras.config.set_floatx("float32")`.'
            )


def lacks_shape(network):
    """Whether a network is a `Sequential` that has no input shape yet."""
    return isinstance(network, keras.Sequential) and not network.built


def check_unowned(model):
    """Rejects a network that a file wouldn't keep; warns of a network without training.

    Raises:
        ValueError: A network that belongs to no player is an argument of the class.
    """
    for name, network in model.unowned.items():
        if name in init_arguments(type(model)):
            raise ValueError(
                f"`{name}` would be loaded with other weights, for no player owns it, "
                "so a file doesn't keep it. Name it in `players`, or build it within "
                "`__init__`, its weights included."
            )
        if network.trainable_variables:
            warnings.warn(
                f"`{name}` belongs to no player, so it is neither trained nor saved. "
                f"Name it in `players`, or set `{name}.trainable = False`.",
                stacklevel=4,
            )


def check_trainable(model):
    """Rejects a player with no weights to train, or with other weights than compiled.

    Raises:
        ValueError: A network is frozen, or was frozen when the model was compiled.
    """
    for player in model.players:
        for name, network in model.networks_of(player).items():
            if not network.trainable_variables:
                raise ValueError(
                    f"The {name} has no weights to train: none at all, or it is "
                    f"frozen. Set `gan.{name}.trainable = True`, then compile: each "
                    "update leaves the other players alone by itself."
                )
        variables = model.variables_of(player)
        compiled = model.optimizer_of(player)._trainable_variables
        if {id(v) for v in variables} != {id(v) for v in compiled}:
            raise ValueError(
                f"The {player} has other weights to train than when the model was "
                "compiled. Call `gan.compile()` again."
            )


def check_ends(model):
    """Rejects logits after an unsuitable activation; warns of images after one.

    Raises:
        ValueError: A discriminator's outputs are never below the threshold between
            fake and real.
    """
    judges = model.players.get("discriminator", ()) if model.objective else ()
    for name in judges:
        ending = activation_of(logits_of(getattr(model, name)))
        if ending in NEVER_BELOW_0:
            message = (
                f"The {name} ends in a {ending}, but the losses take logits. Leave the "
                "last activation out."
            )
            if (model.objective.threshold or 0) <= 0:
                raise ValueError(message)
            warnings.warn(message, stacklevel=4)
    for name in model.directions.values():
        ending = activation_of(getattr(model, name).outputs[0])
        if ending in NEVER_BELOW_0:
            warnings.warn(
                f"The {name} ends in a {ending}, so it draws nothing below 0, but "
                "images are in [-1, 1]. End it in a tanh.",
                stacklevel=4,
            )


def check_augmentations(model):
    """Rejects `AdaptiveAugment` if logits have no threshold between fake and real.

    Raises:
        ValueError: A discriminator has an `AdaptiveAugment` layer, but its objective
            has no threshold.
    """
    if model.objective and model.objective.threshold is not None:
        return
    for network in model.networks.values():
        for layer in adaptive_augmentations(network):
            raise ValueError(
                f"{layer.name!r} augments by the fraction of real images that pass as "
                f"real, which {type(model).__name__} doesn't measure. Put "
                "`kerasgan.layers.DiffAugment` there, or take another model."
            )


def logits_of(discriminator):
    """The symbolic output that has the logits."""
    if isinstance(discriminator, keras.Sequential):
        return discriminator.outputs[0]
    outputs = discriminator.output
    return outputs["logits"] if isinstance(outputs, dict) else outputs


def activation_of(output):
    """The name of the last activation of an output; without one, of its last layer."""
    operation, node, _ = output._keras_history
    if isinstance(operation, keras.Model):
        return activation_of(operation.outputs[0])
    if isinstance(operation, SHAPING):
        return activation_of(operation._inbound_nodes[node].input_tensors[0])
    if isinstance(operation, keras.layers.ReLU):
        return "relu"
    function = getattr(operation, "activation", None)
    return getattr(function, "__name__", type(operation).__name__.lower())
