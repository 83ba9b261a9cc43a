"""Inputs by name: in arguments, in networks, in batches of datasets, in samples."""

import keras
import tensorflow as tf
from keras import ops

from kerasgan.inputs.labels import Classes
from kerasgan.inputs.labels import Condition

# Of other inputs and outputs, and of arguments of `sample`.
RESERVED = {
    "latents",
    "images",
    "source",
    "logits",
    "seed",
    "truncation",
    "num_images",
    "batch_size",
    "averaged",
    "to",
}


def conditions_of(num_classes):
    """Conditions by name, from the argument of `for_images`.

    Args:
        num_classes: Int, number of classes; a list of their names; a `Condition`; or,
            for several labels, a dict of these by name. The name of a single label is
            `"labels"`.

    Raises:
        ValueError: There are no labels, or a name is reserved.
    """
    if not isinstance(num_classes, dict):
        num_classes = {"labels": num_classes}
    if not num_classes or RESERVED & set(num_classes):
        raise ValueError(
            f"Labels need names of their own, other than {sorted(RESERVED)}, but "
            f"received {list(num_classes)}."
        )
    return {
        name: kind if isinstance(kind, Condition) else Classes(kind)
        for name, kind in num_classes.items()
    }


# Of networks.


def keras_inputs(kinds):
    """A `keras.Input` for each kind, by name."""
    return {name: kind.input(name) for name, kind in kinds.items()}


def vectors_of(conditions, values):
    """The vectors of all conditions, concatenated, float32 `(batch, size)`."""
    vectors = [kind.vector(values[name]) for name, kind in conditions.items()]
    return ops.concatenate(vectors, axis=-1) if vectors[1:] else vectors[0]


def feed(network, values, **options):
    """Calls a network, which takes a dict or a single input, with inputs by name."""
    if not takes_dict(network):
        (values,) = values.values()
    return network(values, **options)


def takes_dict(network):
    """Whether a network takes inputs by name; a `Sequential` takes a single input."""
    sequence = isinstance(network, keras.Sequential)
    return not sequence and isinstance(network.input, dict)


# Of batches.


def values_in(labels, conditions):
    """The labels of a batch for each condition, by name.

    Args:
        labels: Tensor if there is one condition, dict of tensors, or dict of their
            specs; labels without a condition are ignored.

    Raises:
        ValueError: A condition has no label, or its label has another shape or type.
    """
    if not isinstance(labels, dict):
        labels = {next(iter(conditions)): labels} if len(conditions) == 1 else {}
    for name, kind in conditions.items():
        value = labels.get(name)
        if value is None:
            raise ValueError(
                f"This GAN learns from labels {list(conditions)}, but the dataset has "
                f"{list(labels) or 'none or a single one'}. Give it batches "
                "`(images, labels)`, the labels of several kinds as a dict by name; "
                "`labels=` of `kerasgan.data` reads them."
            )
        if not kind.fits(value):
            raise ValueError(
                f"The label {name!r} should be {kind}, so {kind.batch}, but the "
                f"dataset gives {value.dtype.name} of shape {value.shape}."
            )
    return {name: labels[name] for name in conditions}


def as_inputs(values, conditions):
    """Labels by name in the types that networks take."""
    return {n: ops.cast(values[n], conditions[n].dtype) for n in values}


# Of samples.


def draw(kinds, seeds, values=()):
    """Draws inputs by name; the inputs of an image depend only on its pair of seeds.

    Args:
        kinds: Dict of `Input`s by name.
        seeds: Integers `(n, 2)`, such as those of `seeds_of_samples`.
        values: Optional dict of given inputs, which are not drawn.
    """
    drawn = {}
    for place, (name, kind) in enumerate(kinds.items()):
        if name in values:
            drawn[name] = values[name]
            continue
        drawn[name] = kind.draw(seeds_of_place(seeds, place))
    return drawn


def seeds_of_place(seeds, place):
    """Pairs of seeds for one input, so that its values don't depend on other inputs."""
    return tf.cast(seeds, "int64") + tf.constant([place << 40, 0], "int64")


def encoded(values, kinds, num):
    """A user's values for `num` images, as arrays by name.

    Args:
        values: Dict by name; one value for all images, or one for each.
        kinds: Dict of `Input`s by name.

    Raises:
        ValueError: An input doesn't exist, or has an invalid value; or an input that
            can't be drawn is missing.
    """
    if unknown := [name for name in values if name not in kinds]:
        raise ValueError(f"There are no inputs {unknown}, only {list(kinds)}.")
    for name, kind in kinds.items():
        if name not in values and not kind.has_prior:
            raise ValueError(
                f"Samples are made of {kind}, which can't be drawn. Pass {num} of them "
                f"as `{name}=`, uint8 or floats in [-1, 1]."
            )
    return {name: kinds[name].encode(value, num) for name, value in values.items()}


def labels_by_name(labels, kinds):
    """A user's labels of samples, as a dict by name.

    Args:
        labels: A value for all or one for each, or a dict of these by name; or `None`.
        kinds: Dict of `Input`s by name, including labels.

    Raises:
        ValueError: The model takes no labels; it has no label of a name; or it has
            several labels, and their names are missing.
    """
    if labels is None:
        return {}
    names = [name for name, kind in kinds.items() if isinstance(kind, Condition)]
    if not names:
        raise ValueError(
            "This GAN takes no labels. Leave them out: `labels`, or `--label`."
        )
    if not isinstance(labels, dict):
        if len(names) > 1:
            raise ValueError(
                f"There are labels of several kinds, {names}: pass a dict by name, "
                f"such as {{{names[0]!r}: 0}}."
            )
        return {names[0]: labels}
    if unknown := [name for name in labels if name not in names]:
        raise ValueError(f"There are no labels {unknown}, only {names}.")
    return labels


def rows_of(values, size):
    """Yields `size` rows at a time of a dict of arrays.

    It doesn't use a `tf.data.Dataset`, because TensorFlow never frees the functions of
    a dataset.
    """
    columns = {name: tf.convert_to_tensor(column) for name, column in values.items()}
    for start in range(0, len(next(iter(columns.values()))), size):
        yield {name: column[start : start + size] for name, column in columns.items()}
