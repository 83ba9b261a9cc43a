"""Labels on the command line: of a folder's images, and of samples."""

import enum
import inspect

import kerasgan
from kerasgan.data import faces


class Label(enum.StrEnum):
    """Where labels are from: names of folders, captions, or UTKFace's files' names."""

    FOLDER = "folder"
    CAPTION = "caption"
    GENDER = "gender"
    RACE = "race"
    AGE_GROUP = "age_group"


def labeled_folder(folder, size, batch_size, labels, model, **options):
    """A folder's images with their labels, and what `for_images` is told of these.

    Args:
        labels: List of `Label`s; of an empty one the images come alone.
        model: Name of a class, which may have age groups of its own.
        folder, size, batch_size, **options: As of `image_folder`.

    Returns:
        The dataset, and a dict of arguments.

    Raises:
        ValueError: Names of folders, or captions, come together with other labels.
    """
    names = [label.value for label in labels]
    if not names:
        return kerasgan.data.image_folder(folder, size, batch_size, **options), {}
    for name in {"folder", "caption"}.intersection(names):
        if len(names) > 1:
            raise ValueError(f"--labels {name} stands alone, without other labels.")
    if Label.CAPTION in labels:
        dataset = captioned(folder, size, batch_size, **options)
        return dataset, {"captions": dataset}
    if Label.FOLDER in labels:
        options["labels"] = kerasgan.data.folder_label
        dataset = kerasgan.data.image_folder(folder, size, batch_size, **options)
        return dataset, {"num_classes": dataset.class_names}
    bounds = getattr(getattr(kerasgan, model), "age_bounds", faces.AGE_BOUNDS)
    dataset = kerasgan.data.utkface(
        folder, size, batch_size, labels=tuple(names), age_bounds=bounds, **options
    )
    known = {
        **kerasgan.data.UTKFACE_NAMES,
        Label.AGE_GROUP.value: kerasgan.data.age_groups(bounds),
    }
    return dataset, {"num_classes": {name: known[name] for name in names}}


def captioned(folder, size, batch_size, **options):
    """Images with the captions in the folder, or made of the names of UTKFace."""
    if (folder / "captions.csv").is_file() or any(folder.rglob("*.txt")):
        return kerasgan.data.captioned_folder(folder, size, batch_size, **options)
    return kerasgan.data.utkface(folder, size, batch_size, labels="caption", **options)


def check(model, labels):
    """Refuses labels for a model without them, and a model with labels without any.

    Raises:
        ValueError: One of both, or captions where classes are wanted or the reverse.
    """
    taken = inspect.signature(getattr(kerasgan, model).for_images).parameters
    if ("captions" in taken) != (Label.CAPTION in (labels or ())):
        raise ValueError(
            "Captions, by --labels caption, go with --model TextGAN, and it with them."
        )
    takes = {"num_classes", "captions"} & set(taken)
    if takes and not labels:
        raise ValueError(
            f"{model} learns from labels. Give --labels folder for the names of the "
            "folders that images are in, or labels of UTKFace such as --labels gender."
        )
    if labels and not takes:
        raise ValueError(f"{model} takes no labels; --model ConditionalGAN does.")


def wanted(texts):
    """Labels of samples, from `["female"]` or `["gender=female", "age_group=60+"]`.

    They stay strings: `1` may be the name of a class, and not that of number 1.

    Returns:
        What `sample` takes, or `None` for an empty list.
    """
    pairs = [text.rpartition("=") for text in texts]
    labels = {name: value for name, _, value in pairs}
    if len(labels) < len(texts):
        raise ValueError(f"Give one --label of each kind, not {texts}.")
    return labels.get("", labels or None)
