"""The formats that the command line exports to, each under a name of its own."""

import enum
import importlib.util

import kerasgan


class Format(enum.StrEnum):
    """A form that a generator is exported to."""

    SAVED_MODEL = "saved-model"
    FLOAT32 = "float32"
    FLOAT16 = "float16"
    DYNAMIC8 = "dynamic8"
    INT8 = "int8"
    ONNX = "onnx"
    WEB = "web"


NEEDS = {  # a package, and the extra that brings it
    Format.DYNAMIC8: ("litert_quantizer", "quantize"),
    Format.ONNX: ("tf2onnx", "onnx"),
}
EXAMPLES = 100  # that set the ranges of int8


def installed():
    """Each format of a generator alone whose packages are there.

    A line is printed for each other. A page for the browser is only on request.
    """
    for kind in Format:
        if kind is Format.WEB:
            continue
        package, extra = NEEDS.get(kind, ("kerasgan", None))
        if importlib.util.find_spec(package):
            yield kind
        else:
            print(f"{kind} is left out: it needs pip install 'kerasgan[{extra}]'.")


def export(gan, folder, kind, overwrite=False, size=None, calibration=None):
    """Writes one format; yields its path, or one for each direction of the model.

    Args:
        gan: The model.
        folder: `pathlib.Path` that the exports go to.
        kind: `Format`.
        overwrite, size: As of `kerasgan.export.to_tflite`.
        calibration: Optional `pathlib.Path` of a folder of images, of a model that
            takes some.
    """
    size = size or getattr(gan, "source_size", None)
    if kind is Format.SAVED_MODEL:
        yield kerasgan.export.to_saved_model(gan, folder / "saved_model", size=size)
        return
    if kind is Format.WEB:
        yield kerasgan.export.to_web(gan, folder / "web", size=size)
        return
    quantize = None if kind is Format.FLOAT32 else kind.value
    for to in gan.directions:
        options = {"overwrite": overwrite, "to": to, "size": size}
        stem = "-".join(filter(None, ("generator", to)))
        if kind is Format.ONNX:
            yield kerasgan.export.to_onnx(gan, folder / f"{stem}.onnx", **options)
            continue
        images = {}
        if calibration and kind is Format.INT8:
            images = examples(gan.inputs_to(to), calibration, size)
        yield kerasgan.export.to_tflite(
            gan,
            folder / f"{stem}-{kind.value}.tflite",
            quantize,
            calibration=images,
            **options,
        )


def examples(kinds, folder, size):
    """Images of a folder for each input that can't be drawn, by name."""
    found = {}
    for name, kind in kinds.items():
        if not kind.has_prior:
            height, width, channels = kind.sized(size).shape
            form = kerasgan.evaluation.Form((height, width), channels)
            found[name] = kerasgan.evaluation.images_of(folder, EXAMPLES, form=form)
    return found
