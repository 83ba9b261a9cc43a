"""Serves a SavedModel of kerasgan by KServe: its protocols v1 and v2, REST and gRPC.

    pip install kserve tensorflow
    python server.py models/faces/1 --model_name faces --http_port 8080 --grpc_port 8081
        [--signature sample]

Version 1 has TensorFlow Serving's rows, so that a client of the one works with the
other. An input that is missing, or of another type, is an error of the request (400).
"""

import argparse
import base64
import math

import kserve
import numpy as np
import tensorflow as tf
from kserve import errors
from kserve.utils.numpy_codec import from_np_dtype


class Generator(kserve.Model):
    """A SavedModel, one signature of which answers unless a request names another.

    Args:
        name: String that it is served by.
        folder: Path of a version.
        signature: String.
    """

    def __init__(self, name, folder, signature):
        super().__init__(name)
        self.loaded = tf.saved_model.load(folder)
        self.signatures = self.loaded.signatures
        self.signature = signature
        self.check(signature)
        self.ready = True

    def check(self, signature):
        """Refuses a signature that the model has not."""
        if signature not in self.signatures:
            names = sorted(n for n in self.signatures if not n.startswith("__"))
            raise errors.InvalidInput(
                f"The model has the signatures {names}, but received {signature!r}."
            )

    def predict(self, payload, headers=None):
        """Answers a request of either version of the protocol."""
        if isinstance(payload, kserve.InferRequest):
            return self.predict_v2(payload)
        signature = payload.get("signature_name", self.signature)
        self.check(signature)
        by_rows = "instances" in payload
        columns = of_rows(payload["instances"]) if by_rows else payload.get("inputs")
        if not isinstance(columns, dict):
            raise errors.InvalidInput("A request has `instances` or `inputs`.")
        outputs = self.run(signature, columns)
        answer = {name: in_json(name, value) for name, value in outputs.items()}
        if by_rows:  # one output: its rows alone
            (rows,) = answer.values()
            return {"predictions": rows}
        return {"outputs": next(iter(answer.values()))}

    def predict_v2(self, request):
        """Answers a request of tensors by name."""
        signature = (request.parameters or {}).get("signature", self.signature)
        signature = getattr(signature, "string_param", signature)
        self.check(signature)
        columns = {tensor.name: tensor.as_numpy() for tensor in request.inputs}
        answers = []
        for name, value in self.run(signature, columns).items():
            shape, kind = list(value.shape), from_np_dtype(value.dtype)
            output = kserve.InferOutput(name, shape, kind)
            # Only gRPC's raw contents take bytes as they are.
            output.set_data_from_numpy(value, binary_data=bool(request.from_grpc))
            answers.append(output)
        return kserve.InferResponse(request.id or "0", self.name, answers)

    def run(self, signature, columns):
        """Outputs by name for columns by name."""
        function = self.signatures[signature]
        specs = function.structured_input_signature[1]
        if set(columns) != set(specs):
            raise errors.InvalidInput(
                f"{signature} takes {sorted(specs)}, but received {sorted(columns)}."
            )
        inputs = {n: tensor(n, columns[n], spec) for n, spec in specs.items()}
        rows = {len(value) for value in inputs.values()}
        if len(rows) != 1:
            raise errors.InvalidInput(f"Inputs have {sorted(rows)} rows, not the same.")
        return {name: value.numpy() for name, value in function(**inputs).items()}


def of_rows(rows):
    """Columns by name, of rows that are each a dict."""
    if not rows or not all(isinstance(row, dict) for row in rows):
        raise errors.InvalidInput("Each of `instances` is a dict of inputs by name.")
    if any(row.keys() != rows[0].keys() for row in rows):
        raise errors.InvalidInput("All of `instances` have the same inputs.")
    return {name: [row[name] for row in rows] for name in rows[0]}


def tensor(name, column, spec):
    """A column as the signature takes it; no number is rounded on the way."""
    if spec.dtype == tf.string:
        return tf.constant([content(value) for value in np.ravel(column)], tf.string)
    try:
        values = np.array(column)
    except ValueError:  # rows of several lengths
        values = np.array([None])
    shape = (len(values), *spec.shape[1:])
    if values.dtype.kind not in "biuf" or values.size != math.prod(shape):
        raise errors.InvalidInput(
            f"{name} should be numbers of shape {spec.shape}, but received "
            f"{values.dtype} of shape {values.shape}."
        )
    if spec.dtype.is_integer and np.any(values != np.floor(values)):
        raise errors.InvalidInput(f"{name} should be integers.")
    return tf.constant(values.reshape(shape), spec.dtype)


def content(value):
    """Bytes of a string, or of a file in base64."""
    if isinstance(value, dict):
        return base64.b64decode(value["b64"])
    return value if isinstance(value, bytes) else str(value).encode()


def in_json(name, value):
    """An output as JSON has it: files in base64."""
    if name.endswith("_bytes"):
        return [{"b64": base64.b64encode(content).decode()} for content in value]
    return value.tolist()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(parents=[kserve.model_server.parser])
    parser.add_argument("saved_model", help="folder of a version, such as faces/1")
    parser.add_argument("--signature", default="sample")
    options = parser.parse_args()
    model = Generator(options.model_name, options.saved_model, options.signature)
    kserve.ModelServer().start([model])
