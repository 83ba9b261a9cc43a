"""Inputs by name: as arguments, of networks, in batches of a dataset, of samples."""

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
    """Conditions by name, from what `for_images` takes.

    Args:
        num_classes: Int, how many classes; a list of their names; a `Condition`; or a
            dict of such by the names of several labels. A label alone is `"labels"`.

    Raises:
        ValueError: There is nothing to be conditioned on, or a name is reserved.
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
    """The vectors of all conditions behind one another, float32 `(batch, size)`."""
    vectors = [kind.vector(values[name]) for name, kind in conditions.items()]
    return ops.concatenate(vectors, axis=-1) if vectors[1:] else vectors[0]


def feed(network, values, **options):
    """Calls a network with inputs by name, whether it takes a dict or one alone."""
    if not takes_dict(network):
        (values,) = values.values()
    return network(values, **options)


def takes_dict(network):
    """Whether a network takes inputs by name; a `Sequential` takes one alone."""
    sequence = isinstance(network, keras.Sequential)
    return not sequence and isinstance(network.input, dict)


# Of batches.


def values_in(labels, conditions):
    """The labels of a batch, of one condition or a dict of several, by name.

    Args:
        labels: Tensor, dict of tensors, or dict of their specs; others are passed over.

    Raises:
        ValueError: A condition has no label, or one of another shape or type.
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
    """Inputs by name for images, each a function of a pair of seeds.

    Args:
        kinds: Dict of `Input`s by name.
        seeds: Integers `(n, 2)`, as `seeds_of_samples` gives.
        values: Optional dict of those that aren't to be drawn.
    """
    drawn = {}
    for place, (name, kind) in enumerate(kinds.items()):
        if name in values:
            drawn[name] = values[name]
            continue
        drawn[name] = kind.draw(seeds_of_place(seeds, place))
    return drawn


def seeds_of_place(seeds, place):
    """Pairs of seeds of an input's own: what is drawn depends on no other input."""
    return tf.cast(seeds, "int64") + tf.constant([place << 40, 0], "int64")


def encoded(values, kinds, num):
    """A user's values for `num` images, as arrays by name.

    Args:
        values: Dict by name; one value for all images, or one for each.
        kinds: Dict of `Input`s by name.

    Raises:
        ValueError: There is no such input, or no such value of it; or one that can't be
            drawn is missing.
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
        labels: A value for all or one for each, or a dict of such by name; or `None`.
        kinds: Dict of `Input`s by name, labels among them.

    Raises:
        ValueError: There are no labels, or no such ones, or several.
    """
    if labels is None:
        return {}
    names = [name for name, kind in kinds.items() if isinstance(kind, Condition)]
    if not names:
        raise ValueError("This GAN takes no labels. Leave `labels` out.")
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
    """A few rows at a time of a dict of arrays.

    Not by a `tf.data.Dataset`, whose functions TensorFlow keeps for good.
    """
    columns = {name: tf.convert_to_tensor(column) for name, column in values.items()}
    for start in range(0, len(next(iter(columns.values()))), size):
        yield {name: column[start : start + size] for name, column in columns.items()}
