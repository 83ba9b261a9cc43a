"""Converts a SavedModel of fixed batch to a .tflite file, as a script.

`python _converter.py FOLDER float32|float16|dynamic8|int8 FILE`, where FOLDER holds
`model` and `calibration.npz`. The versions of the operations are written to
FOLDER/operators.json; operations without a builtin to FOLDER/unsupported.json, and then
there is no FILE.

TensorFlow's own LiteRT, which is deprecated, is used here and nowhere else but where
`_runner.py` has no other.
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


def with_weights_of_8_bits(content):
    """The file with 8-bit weights, whose activations stay floats."""
    from litert_quantizer import quantizer
    from litert_quantizer import recipe

    made = quantizer.Quantizer(bytearray(content))
    made.load_quantization_recipe(recipe.dynamic_wi8_afp32())
    return bytes(made.quantize().quantized_model)


def versions_of(content):
    """The highest version of each operation in a file, by name."""
    from tensorflow.lite.python import schema_py_generated as schema

    names = {n: name for name, n in vars(schema.BuiltinOperator).items()}
    model = schema.ModelT.InitFromObj(schema.Model.GetRootAs(content, 0))
    found = {}
    for used in {
        node.opcodeIndex for graph in model.subgraphs for node in graph.operators
    }:
        code = model.operatorCodes[used]
        name = names[max(code.builtinCode, code.deprecatedBuiltinCode)]
        found[name] = max(code.version, found.get(name, 0))
    return dict(sorted(found.items()))


def main(folder, quantize, file):
    """Writes `file`, or the list of what has no builtin."""
    folder = pathlib.Path(folder)
    try:
        content = converter(folder, quantize).convert()
    except Exception as error:
        # ConverterError has them as protos; its class is not public.
        names = {entry.operator.name for entry in getattr(error, "errors", ())} - {""}
        if not names:
            raise
        operations = sorted(name.removeprefix("tf.") for name in names)
        (folder / "unsupported.json").write_text(json.dumps(operations))
        return
    if quantize == "dynamic8":
        content = with_weights_of_8_bits(content)
    (folder / "operators.json").write_text(json.dumps(versions_of(content)))
    pathlib.Path(file).write_bytes(content)


if __name__ == "__main__":
    main(*sys.argv[1:])
