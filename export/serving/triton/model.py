"""A SavedModel of kerasgan in Triton's python backend.

Rows that Triton has put into one batch are one call of the signature.
"""

import json
import pathlib
import sys

HERE = pathlib.Path(__file__).parent
if (HERE / "packages.txt").exists():  # the backend's Python knows no venv
    sys.path.insert(0, (HERE / "packages.txt").read_text())

import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402
import triton_python_backend_utils as pb_utils  # noqa: E402


class TritonPythonModel:
    """The interface that the python backend expects."""

    def initialize(self, args):
        """Loads the model, whose signature `config.pbtxt` names."""
        parameters = json.loads(args["model_config"])["parameters"]
        self.model = tf.saved_model.load(str(HERE / "saved_model"))
        self.signature = self.model.signatures[parameters["signature"]["string_value"]]
        self.specs = self.signature.structured_input_signature[1]

    def execute(self, requests):
        """Answers each request with its rows of the outputs."""
        columns = {
            name: [self.rows(request, name, spec) for request in requests]
            for name, spec in self.specs.items()
        }
        inputs = {
            name: tf.constant(np.concatenate(columns[name]), spec.dtype)
            for name, spec in self.specs.items()
        }
        outputs = {n: v.numpy() for n, v in self.signature(**inputs).items()}
        answers, start = [], 0
        for rows in next(iter(columns.values())):
            stop = start + len(rows)
            tensors = [
                pb_utils.Tensor(name, value[start:stop])
                for name, value in outputs.items()
            ]
            answers.append(pb_utils.InferenceResponse(tensors))
            start = stop
        return answers

    @staticmethod
    def rows(request, name, spec):
        """A request's rows of an input."""
        values = pb_utils.get_input_tensor_by_name(request, name).as_numpy()
        return values.reshape((-1, *spec.shape[1:]))
