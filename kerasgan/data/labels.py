"""Labels: from file names or arrays to columns of numbers, or of text."""

import pathlib
from collections.abc import Callable
from typing import Any

import numpy as np

from kerasgan.data.paths import name_within

ClassNames = list[str] | dict[str, list[str] | None] | None


def folder_label(path: pathlib.Path) -> str:
    """The name of the folder a file is in, as its label.

    As an argument `labels=` in `kerasgan.data` it distinguishes folders of the same
    name: the labels of `female/young` and `male/young` are these paths.

    Example:
    ```python
    faces = kerasgan.data.image_folder("faces/", labels=kerasgan.data.folder_label)
    faces.class_names  # ["female", "male"]
    ```
    """
    return pathlib.Path(path).parent.name


def texts(strings: Any) -> np.ndarray:
    """Strings that stay text as labels; other strings become class indices.

    Args:
        strings: A string or a sequence of strings, of any shape.

    Returns:
        An array of the same shape, of UTF-8 bytes as in TensorFlow.

    Example:
    ```python
    captions = kerasgan.data.texts(["a woman in her thirties", "a boy"])
    faces = kerasgan.data.from_arrays(images, captions)
    ```
    """
    array = np.asarray(strings)
    if not all(isinstance(text, str | bytes) for text in array.flat):
        raise ValueError(
            "Texts are strings, as many for each image as for any other, but received "
            f"an array of {array.dtype} of shape {array.shape}. Repeat some, where "
            "images have different numbers of them."
        )
    return np.char.encode(array, "utf-8") if array.dtype.kind == "U" else array


def folder_labels(folder: pathlib.Path, paths: list[pathlib.Path]) -> Callable:
    """A function like `folder_label` that distinguishes folders of the same name."""
    parents: dict[str, set[pathlib.Path]] = {}
    for path in paths:
        parents.setdefault(path.parent.name, set()).add(path.parent)

    def label(path):
        alone = len(parents[path.parent.name]) == 1 or path.parent == folder
        return folder_label(path) if alone else name_within(folder, path.parent)

    return label


def label_files(
    folder: pathlib.Path,
    paths: list[pathlib.Path],
    label: Callable[[pathlib.Path], Any] | None,
) -> tuple[list[Any], list[str | None]]:
    """Labels every file of a folder, if `label` is not `None`.

    Returns:
        The labels and, for each file, `None` or the reason why it has no label.
    """
    if label is None:
        return [None] * len(paths), [None] * len(paths)
    if not callable(label):
        raise ValueError(
            f"labels must be None or a function of a path, but received {label!r}. "
            "For the name of the folder use labels=kerasgan.data.folder_label."
        )
    if label is folder_label:
        label = folder_labels(folder, paths)
    values, reasons = [], []
    for path in paths:
        value, reason = None, "no label"
        try:
            value = label(path)
        except ValueError as error:
            reason = f"no label: {error}" if str(error) else reason
        values.append(value)
        reasons.append(reason if value is None else None)
    return values, reasons


def collect(values: list[Any]) -> Any:
    """A list of labels as one column, or a list of dicts as a dict of columns."""
    if not isinstance(values[0], dict):
        return values
    names = set(values[0])
    for value in values:
        if not isinstance(value, dict) or set(value) != names:
            raise ValueError(
                f"Every label must have the keys {sorted(names)}, but one is "
                f"{value!r}. Return None for a file to leave it out."
            )
    return {name: [value[name] for value in values] for name in sorted(names)}


def encode(labels: Any) -> tuple[Any, ClassNames]:
    """Columns of labels as int64 or float32 arrays; strings become class indices.

    Texts, which are bytes, stay as they are.

    Args:
        labels: A sequence of labels, or a dict of sequences.

    Returns:
        The arrays, and the sorted class names of each column of strings.
    """
    if isinstance(labels, dict):
        encoded = {name: encode(column) for name, column in labels.items()}
        columns = {name: column for name, (column, _) in encoded.items()}
        names = {name: classes for name, (_, classes) in encoded.items()}
        return columns, names if any(names.values()) else None
    array = np.asarray(labels)
    if array.dtype.kind in "biu":
        return array.astype("int64"), None
    if array.dtype.kind == "f":
        return array.astype("float32"), None
    if all(isinstance(text, bytes) for text in array.flat):
        return array, None
    texts = array.ravel().tolist() if isinstance(labels, np.ndarray) else labels
    if not all(isinstance(text, str) for text in texts):
        raise ValueError(
            "Labels must be all numbers or all strings, but received "
            f"{sorted({type(text).__name__ for text in texts})}."
        )
    classes, indices = np.unique(array.astype(str), return_inverse=True)
    return indices.reshape(array.shape).astype("int64"), classes.tolist()
