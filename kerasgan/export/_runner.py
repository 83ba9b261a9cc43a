"""Runs an exported generator where Keras and kerasgan don't exist, as a script.

`python _runner.py saved_model|tflite|onnx ARTEFACT SIGNATURE INPUTS.npz OUTPUTS.npz`
"""

import sys

sys.modules["kerasgan"] = sys.modules["keras"] = None  # importing them now fails

import importlib.metadata  # noqa: E402
import json  # noqa: E402
import os  # noqa: E402
import time  # noqa: E402
import warnings  # noqa: E402

import numpy as np  # noqa: E402

THREADS = os.cpu_count()


def run_saved_model(path, inputs, seeds, direction):
    """Images by inputs, in batches; and one at a time and timed, by seeds if it can."""
    import tensorflow as tf

    signatures = tf.saved_model.load(path).signatures
    signature = signatures[direction]
    chunks = [slice(at, at + 16) for at in range(0, len(seeds), 16)]
    in_batches = [signature(**tensors(inputs, chunk))["images"] for chunk in chunks]
    as_files = from_files(signatures[f"{direction}_png"], inputs, chunks)
    if direction == "serving_default" and "sample" in signatures:
        signature = signatures["sample"]
        truncation = inputs.get("truncation", np.ones(len(seeds), "float32"))
        inputs = {**inputs, "seed": seeds, "truncation": truncation.reshape(-1)}
        names = signature.structured_input_signature[1]
        inputs = {name: inputs[name] for name in names}
    one_by_one, milliseconds = timed(
        lambda row: signature(**row),
        [tensors(inputs, slice(at, at + 1)) for at in range(len(seeds))],
    )
    facts = {
        "runtime": f"tensorflow {tf.__version__}",
        "signatures": {
            name: {
                "inputs": specs(signature.structured_input_signature[1]),
                "outputs": specs(signature.structured_outputs),
            }
            for name, signature in signatures.items()
        },
        "latency_batch_size": 1,
        "dynamic_tensors": [],
    }
    found = [np.concatenate(in_batches), as_files, one_by_one]
    return np.stack(found), milliseconds, facts


def from_files(signature, inputs, chunks):
    """Images by inputs as a signature of PNG files gives them."""
    import tensorflow as tf

    wanted = signature.structured_input_signature[1]
    images = []
    for chunk in chunks:
        values = tensors(inputs, chunk)
        for name in set(values) - set(wanted):
            values[f"{name}_bytes"] = tf.map_fn(
                tf.io.encode_png, values.pop(name), fn_output_signature=tf.string
            )
        images += [tf.io.decode_png(png) for png in signature(**values)["image_bytes"]]
    return np.stack(images)


def rows(inputs, chosen):
    """The chosen rows of all inputs."""
    return {name: values[chosen] for name, values in inputs.items()}


def tensors(inputs, chosen):
    """The chosen rows of all inputs, as the signatures of a SavedModel take them."""
    import tensorflow as tf

    return {name: tf.constant(values) for name, values in rows(inputs, chosen).items()}


def specs(tensors):
    """Shape and dtype of each TensorSpec, by name."""
    return {
        name: {"shape": spec.shape.as_list(), "dtype": spec.dtype.name}
        for name, spec in tensors.items()
    }


def run_tflite(path, values, seeds, direction):
    """Images by inputs, in batches of the file's size, timed."""
    interpreter, runtime = tflite_interpreter(path)
    signature = interpreter.get_signature_runner("serving_default")
    inputs, outputs = signature.get_input_details(), signature.get_output_details()
    batch_size = next(iter(inputs.values()))["shape"][0]
    num_batches = -(-len(seeds) // batch_size)
    # Goes round to the first ones to fill the last batch.
    batches = np.resize(np.arange(len(seeds)), (num_batches, batch_size))
    images, milliseconds = timed(
        lambda batch: signature(**batch), [rows(values, batch) for batch in batches]
    )
    facts = {
        "runtime": runtime,
        "signatures": {
            "serving_default": {
                "inputs": tflite_specs(inputs),
                "outputs": tflite_specs(outputs),
            }
        },
        "latency_batch_size": int(batch_size),
        "dynamic_tensors": [
            tensor["name"]
            for tensor in interpreter.get_tensor_details()
            if -1 in tensor["shape_signature"]
        ],
    }
    return images[None, : len(seeds)], milliseconds, facts


def run_onnx(path, values, seeds, direction):
    """Images by inputs, in batches of several sizes; and one at a time and timed."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = THREADS
    session = onnxruntime.InferenceSession(
        path, options, providers=["CPUExecutionProvider"]
    )
    num = len(seeds)
    chunks = [slice(at, at + 16) for at in range(0, num, 16)]
    in_batches, _ = timed_in(session, [rows(values, chunk) for chunk in chunks])
    one_by_one, milliseconds = timed_in(
        session, [rows(values, slice(at, at + 1)) for at in range(num)]
    )
    facts = {
        "runtime": f"onnxruntime {onnxruntime.__version__}",
        "signatures": {
            direction: {
                "inputs": onnx_specs(session.get_inputs()),
                "outputs": onnx_specs(session.get_outputs()),
            }
        },
        "latency_batch_size": 1,
        "dynamic_tensors": [],
    }
    return np.stack([in_batches, one_by_one]), milliseconds, facts


def timed_in(session, batches):
    """Images and milliseconds of batches in a session of ONNX Runtime."""
    return timed(
        lambda batch: {"images": session.run(["images"], batch)[0]},
        batches,
    )


def onnx_specs(tensors):
    """Shape and dtype of each tensor, by name; a dimension with a name is free."""
    dtypes = {"tensor(float)": "float32", "tensor(int32)": "int32"}
    return {
        tensor.name: {
            "shape": [n if isinstance(n, int) else None for n in tensor.shape],
            "dtype": dtypes[tensor.type],
        }
        for tensor in tensors
    }


def tflite_interpreter(path):
    """An interpreter of LiteRT where installed, else the one of TensorFlow."""
    try:
        from ai_edge_litert.interpreter import Interpreter

        runtime = f"ai-edge-litert {importlib.metadata.version('ai-edge-litert')}"
    except ImportError:
        import tensorflow as tf

        Interpreter = tf.lite.Interpreter
        runtime = f"tf.lite of tensorflow {tf.__version__}"
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", r"\s*.*tf\.lite\.Interpreter is deprecated")
        return Interpreter(path, num_threads=THREADS), runtime


def tflite_specs(tensors):
    """Shape and dtype of each tensor, by name."""
    return {
        name: {"shape": tensor["shape"].tolist(), "dtype": tensor["dtype"].__name__}
        for name, tensor in tensors.items()
    }


def timed(function, batches):
    """Images of all batches, and milliseconds for each after one to warm up."""
    function(batches[0])
    images, milliseconds = [], []
    for batch in batches:
        start = time.perf_counter()
        images.append(np.array(function(batch)["images"]))
        milliseconds.append((time.perf_counter() - start) * 1e3)
    return np.concatenate(images), milliseconds


def main(kind, artefact, direction, inputs, outputs):
    """Writes images `(signatures, batch, height, width, channels)` and facts."""
    runs = {"saved_model": run_saved_model, "tflite": run_tflite, "onnx": run_onnx}
    run = runs[kind]
    values = dict(np.load(inputs))
    seeds = values.pop("seeds")
    images, milliseconds, facts = run(artefact, values, seeds, direction)
    facts["median_latency_ms"] = float(np.median(milliseconds))
    facts["latency_runs"] = len(milliseconds)
    facts["latency_threads"] = THREADS
    np.savez(outputs, images=images, facts=json.dumps(facts))


if __name__ == "__main__":
    main(*sys.argv[1:])
