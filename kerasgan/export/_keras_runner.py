"""Runs a .keras file by Keras alone: `_keras_runner.py FILE INPUTS OUTPUTS`."""

import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras  # noqa: E402
import numpy as np  # noqa: E402

if __name__ == "__main__":
    path, inputs, outputs = sys.argv[1:]
    network = keras.models.load_model(path)
    with np.load(inputs) as arrays:
        tensors = list(arrays.values())
    if "kerasgan" in sys.modules:
        raise SystemExit("kerasgan was imported")
    values = keras.tree.pack_sequence_as(network.input, tensors)
    np.save(outputs, network(values))
