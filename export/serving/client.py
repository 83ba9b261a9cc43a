"""Asks a server of the open inference protocol, Triton or KServe, for images by seed.

    pip install "tritonclient[grpc]"        # for --grpc; REST needs NumPy alone
    python client.py http://localhost:8000 --model faces --num 4 --seed 0 --out samples
    python client.py localhost:8001 --grpc --model faces --label gender=1

Writes a PNG of each.
"""

import json
import pathlib
import sys
import urllib.request

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))

import command  # noqa: E402

TYPES = {"int64": "INT64", "float32": "FP32", "int32": "INT32", "object": "BYTES"}


def tensors(columns):
    """Name, values `(batch, size)` and type of each input."""
    for name, value in columns.items():
        yield name, value.reshape(len(value), -1), TYPES[value.dtype.name]


def by_rest(url, model, columns, timeout=60.0):
    """Images `(batch, height, width, channels)`, uint8.

    Args:
        url: `http://host:port`.
        model: String, its name.
        columns: Arrays by name, as `command.columns` gives.
        timeout: Float, seconds to wait.
    """
    inputs = [
        {
            "name": name,
            "shape": list(value.shape),
            "datatype": kind,
            "data": value.ravel().tolist(),
        }
        for name, value, kind in tensors(columns)
    ]
    request = urllib.request.Request(
        f"{url}/v2/models/{model}/infer",
        data=json.dumps({"inputs": inputs}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=timeout) as response:
        (output,) = json.load(response)["outputs"]
    return np.array(output["data"], "uint8").reshape(output["shape"])


def connection(address):
    """A gRPC client whose messages may be as large as a batch of images."""
    from tritonclient import grpc

    return grpc.InferenceServerClient(address, channel_args=command.LIMITS)


def by_grpc(client, model, columns):
    """Images `(batch, height, width, channels)`, uint8, by a `connection`."""
    from tritonclient import grpc

    inputs = []
    for name, value, kind in tensors(columns):
        inputs.append(grpc.InferInput(name, value.shape, kind))
        inputs[-1].set_data_from_numpy(value)
    return client.infer(model, inputs).as_numpy("images")


def main():
    """Reads the command line and writes the files."""
    parser = command.parser(__doc__, "http://host:port, or host:port with --grpc")
    parser.add_argument("--grpc", action="store_true")
    parser.add_argument("--model", default="faces")
    options = parser.parse_args()
    columns = command.columns_of(options)
    if options.grpc:
        images = by_grpc(connection(options.address), options.model, columns)
    else:
        images = by_rest(options.address, options.model, columns)
    command.write(options, images)


if __name__ == "__main__":
    main()
