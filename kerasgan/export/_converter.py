"""Converts a SavedModel of fixed batch to a .tflite file, as a script.

`python _converter.py FOLDER float32|float16|int8 FILE`, where FOLDER holds `model`
and `calibration.npz`; operations without a builtin are listed in
FOLDER/unsupported.json, and then there is no FILE.
"""

import json
import pathlib
import sys

import numpy as np
import tensorflow as tf


def converter(folder, quantize):
    """The converter, set for builtins of the number format only."""
    made = tf.lite.TFLiteConverter.from_saved_model(str(folder / "model"))
    builtins = tf.lite.OpsSet.TFLITE_BUILTINS
    if quantize == "float16":
        made.optimizations = [tf.lite.Optimize.DEFAULT]
        made.target_spec.supported_types = [tf.float16]
    if quantize == "int8":
        builtins = tf.lite.OpsSet.TFLITE_BUILTINS_INT8
        made.optimizations = [tf.lite.Optimize.DEFAULT]
        made.representative_dataset = lambda: calibration_batches(folder)
    made.target_spec.supported_ops = [builtins]
    return made


def calibration_batches(folder):
    """Every row of the inputs once, in batches of the model's size."""
    model = tf.saved_model.load(str(folder / "model"))
    _, specs = model.signatures["serving_default"].structured_input_signature
    with np.load(folder / "calibration.npz") as arrays:
        rows = {name: arrays[name] for name in specs}
    name, spec = next(iter(specs.items()))
    num, batch_size = len(rows[name]), spec.shape[0]
    # Goes round to the first ones to fill the last batch.
    for batch in np.resize(np.arange(num), (-(-num // batch_size), batch_size)):
        yield {
            name: values[batch].astype(specs[name].dtype.as_numpy_dtype)
            for name, values in rows.items()
        }


def main(folder, quantize, file):
    """Writes `file`, or the list of what has no builtin."""
    folder = pathlib.Path(folder)
    try:
        pathlib.Path(file).write_bytes(converter(folder, quantize).convert())
    except Exception as error:
        # ConverterError has them as protos; its class is not public.
        names = {entry.operator.name for entry in getattr(error, "errors", ())} - {""}
        if not names:
            raise
        operations = sorted(name.removeprefix("tf.") for name in names)
        (folder / "unsupported.json").write_text(json.dumps(operations))


if __name__ == "__main__":
    main(*sys.argv[1:])
