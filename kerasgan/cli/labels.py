"""Labels on the command line: of a folder's images, and of samples."""

import enum
import inspect

import kerasgan


class Label(enum.StrEnum):
    """Sources of labels: names of folders, captions, or UTKFace's files' names."""

    FOLDER = "folder"
    CAPTION = "caption"
    GENDER = "gender"
    RACE = "race"
    AGE_GROUP = "age_group"


def labeled_folder(folder, size, batch_size, kinds, model, **options):
    """A folder's images with their labels, and the arguments of `for_images` for them.

    Args:
        kinds: List of `Label`s; of an empty one the images come alone.
        model: Name of a class, which may have age groups of its own.
        folder, size, batch_size, **options: As of `image_folder`.

    Returns:
        The dataset, and a dict of arguments.

    Raises:
        ValueError: Names of folders, or captions, come together with other labels; or
            all images are in one folder.
    """
    names = [label.value for label in kinds]
    if not names:
        return kerasgan.data.image_folder(folder, size, batch_size, **options), {}
    for name in {"folder", "caption"}.intersection(names):
        if len(names) > 1:
            raise ValueError(f"--labels {name} stands alone, without other labels.")
    options["labels"] = label_of(folder, names, model)
    dataset = kerasgan.data.image_folder(folder, size, batch_size, **options)
    if Label.CAPTION in kinds:
        return dataset, {"captions": dataset}
    if Label.FOLDER in kinds:
        if len(dataset.class_names) == 1:
            raise ValueError(
                "--labels folder needs a folder of images for each label, but all "
                f"images are in {dataset.class_names[0]}. Sort them into folders such "
                f"as {folder / 'men'} and {folder / 'women'}."
            )
        return dataset, {"num_classes": dataset.class_names}
    known = class_names(age_bounds(model))
    return dataset, {"num_classes": {name: known[name] for name in names}}


def class_names(bounds):
    """The names of the classes of UTKFace's labels, by label."""
    ages = kerasgan.data.age_groups(bounds)
    return {**kerasgan.data.UTKFACE_NAMES, Label.AGE_GROUP.value: ages}


def label_of(folder, names, model):
    """The function from a path in a folder to its labels of these names."""
    if names == [Label.FOLDER]:
        return kerasgan.data.folder_label
    if names == [Label.CAPTION]:
        if (folder / "captions.csv").is_file() or any(folder.rglob("*.txt")):
            return kerasgan.data.CaptionsBeside(folder)
        return kerasgan.data.face_labels("caption")
    return kerasgan.data.face_labels(tuple(names), age_bounds(model))


def age_bounds(model):
    """The bounds of the age groups of a class, by its name."""
    return getattr(getattr(kerasgan, model), "age_bounds", kerasgan.data.AGE_BOUNDS)


def drawn(folder, names, model, num, seed):
    """Labels as frequent, and as often together, as those of a folder's images.

    Args:
        folder: Path of the images.
        names, model: As the options of a run have them.
        num: Int, how many.
        seed: Int. Seed of the draw.

    Returns:
        The `labels` of `sample` for `num` images.

    Raises:
        ValueError: No image in the folder has such labels.
    """
    import numpy as np

    from kerasgan.data import labels
    from kerasgan.data import paths

    files, _ = paths.image_paths(folder)
    rows, _ = labels.label_files(folder, files, label_of(folder, names, model))
    rows = [row for row in rows if row is not None]
    if not rows:
        raise ValueError(f"No image in {folder} has a label {' or '.join(names)}.")
    rng = np.random.default_rng(seed)
    rows = [rows[index] for index in rng.integers(len(rows), size=num)]
    if names == [Label.CAPTION]:
        return [rng.choice(row).decode() for row in rows]
    return labels.collect(rows)


def check(model, kinds):
    """Refuses labels for a model without them, and a model with labels without any.

    Raises:
        ValueError: One of both, or captions where classes are wanted or the reverse.
    """
    arguments = inspect.signature(getattr(kerasgan, model).for_images).parameters
    if ("captions" in arguments) != (Label.CAPTION in (kinds or ())):
        raise ValueError(
            "TextGAN needs --labels caption, and these captions need --model TextGAN."
        )
    takes = {"num_classes", "captions"} & set(arguments)
    if takes and not kinds:
        raise ValueError(
            f"{model} learns from labels. Give --labels folder for the names of the "
            "folders that images are in, or labels of UTKFace such as --labels gender."
        )
    if kinds and not takes:
        raise ValueError(f"{model} takes no labels; --model RSACGAN does.")


def wanted(texts):
    """Labels of samples, from `["female"]` or `["gender=female", "age_group=60+"]`.

    They stay strings: `1` may be the name of a class, and not that of number 1.

    Returns:
        The `labels` of `sample`, or `None` for an empty list.
    """
    pairs = [text.rpartition("=") for text in texts]
    values = {name: value for name, _, value in pairs}
    if len(values) < len(texts):
        raise ValueError(f"Give one --label of each kind, not {texts}.")
    return values.get("", values or None)
