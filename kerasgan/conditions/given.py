"""Conditions by name, as arguments, as inputs of networks, and as labels of data."""

from keras import ops

from kerasgan.conditions.kinds import Classes
from kerasgan.conditions.kinds import Condition

TAKEN = {"latents", "images", "seed", "truncation", "logits"}


def conditions_of(num_classes):
    """Conditions by name, from what `for_images` takes.

    Args:
        num_classes: Int, how many classes; a list of their names; a `Condition`; or a
            dict of such by the names of several labels. A label alone is `"labels"`.

    Raises:
        ValueError: Nothing is given, or a name is taken by other inputs.
    """
    if not isinstance(num_classes, dict):
        num_classes = {"labels": num_classes}
    if not num_classes or TAKEN & set(num_classes):
        raise ValueError(
            f"Labels need names of their own, other than {sorted(TAKEN)}, but received "
            f"{list(num_classes)}."
        )
    return {
        name: given if isinstance(given, Condition) else Classes(given)
        for name, given in num_classes.items()
    }


def inputs_of(conditions):
    """A `keras.Input` for each condition, by name."""
    return {name: some.input(name) for name, some in conditions.items()}


def vectors_of(conditions, values):
    """The vectors of all conditions behind one another, float32 `(batch, size)`."""
    vectors = [some.vector(values[name]) for name, some in conditions.items()]
    return ops.concatenate(vectors, axis=-1) if vectors[1:] else vectors[0]


def values_in(labels, conditions):
    """The labels of a batch, of one condition or a dict of several, by name.

    Args:
        labels: Tensor, dict of tensors, or dict of their specs; others are passed over.

    Raises:
        ValueError: A condition has no label, or one of another shape or type.
    """
    if not isinstance(labels, dict):
        labels = {next(iter(conditions)): labels} if len(conditions) == 1 else {}
    for name, some in conditions.items():
        given = labels.get(name)
        if given is None:
            raise ValueError(
                f"This GAN learns from labels {list(conditions)}, but the dataset has "
                f"{list(labels) or 'none or a single one'}. Give it batches "
                "`(images, labels)`, the labels of several kinds as a dict by name; "
                "`labels=` of `kerasgan.data` reads them."
            )
        if not some.fits(given):
            raise ValueError(
                f"The label {name!r} should be {some}, so {some.batch}, but the "
                f"dataset gives {given.dtype.name} of shape {given.shape}."
            )
    return {name: labels[name] for name in conditions}


def inputs_for(values, conditions):
    """Labels by name in the types that networks take."""
    return {n: ops.cast(values[n], conditions[n].dtype) for n in values}


def check_values(values, conditions):
    """Refuses a batch with a label out of range.

    Args:
        values: An array for each of the conditions, in their order.

    Raises:
        ValueError: A label is none that the condition has.
    """
    for value, (name, condition) in zip(values, conditions.items(), strict=True):
        condition.check(value, name)


def encoded(labels, conditions, num):
    """What a user wants `num` images to have, as arrays by name.

    Args:
        labels: A value for all or one for each, or a dict of such by name; or `None`.

    Raises:
        ValueError: There is no such condition, or no such value of it.
    """
    if labels is None:
        return {}
    if not isinstance(labels, dict):
        if len(conditions) > 1:
            raise ValueError(
                f"There are labels of several kinds, {list(conditions)}: pass a dict "
                f"by name, such as {{{next(iter(conditions))!r}: 0}}."
            )
        labels = {next(iter(conditions)): labels}
    if unknown := [name for name in labels if name not in conditions]:
        raise ValueError(f"There are no labels {unknown}, only {list(conditions)}.")
    return {name: conditions[name].encode(some, num) for name, some in labels.items()}
