"""Networks that can't train, or not well, found out before the first step."""

import warnings

import keras

NEVER_BELOW_0 = ("sigmoid", "softmax", "hard_sigmoid", "relu")
SHAPING = (keras.layers.Reshape, keras.layers.Flatten, keras.layers.Cropping2D)


def check_built(name, network):
    """Refuses a network of which the shapes aren't known, or of no use here.

    Args:
        name: String, the argument that it came as.
        network: What came.

    Raises:
        ValueError: It is no model of layers with known shapes, in single or half
            precision, with channels last.
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
    """Whether a network is a `Sequential` that doesn't know yet what comes in."""
    return isinstance(network, keras.Sequential) and not network.built


def check_trainable(gan):
    """Refuses a player without weights to train, or with others than at `compile`.

    Raises:
        ValueError: A network is frozen, or was when the model was compiled.
    """
    for player in gan.health:
        variables = gan.networks[player].trainable_variables
        if not variables:
            raise ValueError(
                f"The {player} has no weights to train: none at all, or it is frozen. "
                f"Set `gan.{player}.trainable = True`, then compile: each update "
                "leaves the other players alone by itself."
            )
        compiled = getattr(gan, f"{player}_optimizer")._trainable_variables
        if {id(v) for v in variables} != {id(v) for v in compiled}:
            raise ValueError(
                f"The {player} has other weights to train than when the model was "
                "compiled. Call `gan.compile()` again."
            )


def check_ends(gan):
    """Refuses, or warns of, last activations that go with other losses or images.

    Raises:
        ValueError: The discriminator's outputs never are below the threshold between
            fake and real.
    """
    ending = gan.objective and activation_of(logits_of(gan.discriminator))
    if ending in NEVER_BELOW_0:
        message = (
            f"The discriminator ends in a {ending}, but the losses take logits. Leave "
            "the last activation out."
        )
        if gan.objective.threshold <= 0:
            raise ValueError(message)
        warnings.warn(message, stacklevel=4)
    ending = activation_of(gan.generator.outputs[0])
    if ending in NEVER_BELOW_0:
        warnings.warn(
            f"The generator ends in a {ending}, so it draws nothing below 0, but "
            "images are in [-1, 1]. End it in a tanh.",
            stacklevel=4,
        )


def logits_of(discriminator):
    """The symbolic output that says what is real."""
    if isinstance(discriminator, keras.Sequential):
        return discriminator.outputs[0]
    outputs = discriminator.output
    return outputs["logits"] if isinstance(outputs, dict) else outputs


def activation_of(output):
    """The name of the activation that an output went through last; `None` if none."""
    operation, node, _ = output._keras_history
    if isinstance(operation, keras.Model):
        return activation_of(operation.outputs[0])
    if isinstance(operation, SHAPING):
        return activation_of(operation._inbound_nodes[node].input_tensors[0])
    if isinstance(operation, keras.layers.ReLU):
        return "relu"
    function = getattr(operation, "activation", None)
    return getattr(function, "__name__", type(operation).__name__.lower())
