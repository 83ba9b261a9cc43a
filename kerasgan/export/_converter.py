"""Converts a SavedModel of fixed batch to a .tflite file, as a script.

`python _converter.py FOLDER float32|float16|int8 FILE`, where FOLDER holds `model`
and `calibration.npy`; operations without a builtin are listed in
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
    """Every latent once, in batches of the model's size."""
    signature = tf.saved_model.load(str(folder / "model")).signatures["serving_default"]
    batch_size, latent_dim = signature.structured_input_signature[1]["latents"].shape
    latents = np.load(folder / "calibration.npy").astype("float32")
    num_batches = -(-len(latents) // batch_size)
    # np.resize goes round to the first ones to fill the last batch.
    for batch in np.resize(latents, (num_batches, batch_size, latent_dim)):
        yield [batch]


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
