"""The formats that the command line exports to, each under a name of its own."""

import enum

import kerasgan


class Format(enum.StrEnum):
    """A form that a generator is exported to."""

    SAVED_MODEL = "saved-model"
    FLOAT32 = "float32"
    FLOAT16 = "float16"
    INT8 = "int8"


def export(gan, folder, kind, overwrite=False, size=None):
    """Writes one format; yields its path, or one for each direction of the model.

    Args:
        gan: The model.
        folder: `pathlib.Path` that the exports go to.
        kind: `Format`.
        overwrite, size: As of `kerasgan.export.to_tflite`.
    """
    if kind is Format.SAVED_MODEL:
        yield kerasgan.export.to_saved_model(gan, folder / "saved_model", size=size)
        return
    quantize = None if kind is Format.FLOAT32 else kind.value
    for to in gan.directions:
        name = "-".join(filter(None, ("generator", to, kind.value)))
        yield kerasgan.export.to_tflite(
            gan,
            folder / f"{name}.tflite",
            quantize,
            overwrite=overwrite,
            to=to,
            size=size,
        )
