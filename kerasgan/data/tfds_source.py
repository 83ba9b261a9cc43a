"""A prepared set of TensorFlow Datasets: its features, its examples."""

import os
from typing import Any

import tensorflow as tf


def prepared_builder(
    name: str,
    data_dir: str | os.PathLike | None,
    manual_dir: str | os.PathLike | None,
) -> Any:
    """The builder of a set that is on disk, after a download if need be.

    The path of a set's own folder, as made by `write_tfds`, needs no download.
    """
    import tensorflow_datasets as tfds

    if isinstance(name, os.PathLike) or os.path.isdir(name):
        return tfds.builder_from_directory(os.fspath(name))
    builder = tfds.builder(name, data_dir=data_dir)
    config = tfds.download.DownloadConfig(manual_dir=manual_dir)
    builder.download_and_prepare(download_config=config)
    return builder


def feature_of(builder: Any, key: str) -> Any:
    """The feature under a key such as "label" or "attributes/Male"."""
    feature = builder.info.features
    for step in key.split("/"):
        if step not in getattr(feature, "keys", list)():
            raise ValueError(
                f"{builder.name} has no feature {key!r}. Its features are "
                f"{sorted(builder.info.features.keys())}."
            )
        feature = feature[step]
    return feature


def examples_of(builder: Any, split: str, keys: list[str]) -> tf.data.Dataset:
    """The examples in their order on disk; only the features `keys` are decoded."""
    import tensorflow_datasets as tfds

    wanted = {key.split("/")[0]: True for key in keys}
    return builder.as_dataset(
        split=split,
        decoders=tfds.decode.PartialDecoding(wanted),
        shuffle_files=False,
    )
