"""Asks TensorFlow Serving for images by seed over gRPC and writes a PNG of each.

    pip install tensorflow-serving-api
    python saved_model_grpc_client.py localhost:8500 --model faces --num 4 --seed 0
        [--label gender=1]

REST needs less on this side: `saved_model_client.py`.
"""

import command
import grpc
import tensorflow as tf
from tensorflow_serving.apis import predict_pb2
from tensorflow_serving.apis import prediction_service_pb2_grpc


def connection(address):
    """A stub of the service whose messages may be as large as a batch of images."""
    channel = grpc.insecure_channel(address, options=command.LIMITS)
    return prediction_service_pb2_grpc.PredictionServiceStub(channel)


def sample(service, model, columns, timeout=60.0):
    """Images `(batch, height, width, channels)`, uint8.

    Args:
        service: A `connection`.
        model: String, its name.
        columns: Arrays by name, as `command.columns` gives.
        timeout: Float, seconds to wait.
    """
    request = predict_pb2.PredictRequest()
    request.model_spec.name = model
    request.model_spec.signature_name = "sample"
    for name, value in columns.items():
        request.inputs[name].CopyFrom(tf.make_tensor_proto(value))
    return tf.make_ndarray(service.Predict(request, timeout).outputs["images"])


def main():
    """Reads the command line and writes the files."""
    parser = command.parser(__doc__, "host:port")
    parser.add_argument("--model", default="faces")
    options = parser.parse_args()
    service = connection(options.address)
    command.write(options, sample(service, options.model, command.columns_of(options)))


if __name__ == "__main__":
    main()
