"""Requests that TensorFlow Serving replays as it loads a model.

Without them the first user waits while the graph is made ready for the batch's size.
"""

import numpy as np
import tensorflow as tf

FILE = "assets.extra/tf_serving_warmup_requests"


def write(folder, name, parts, batch_sizes):
    """Writes a request for each signature and batch size.

    Args:
        folder: `pathlib.Path` of the SavedModel.
        name: String, the name under which the model is served.
        parts: List of its `Sampler`s.
        batch_sizes: Ints.

    Raises:
        ImportError: The extra `serving` is missing.
    """
    log, request = protocol()
    path = folder / FILE
    path.parent.mkdir()
    with tf.io.TFRecordWriter(str(path)) as writer:
        for part in parts:
            signatures = part.signatures
            for batch_size in batch_sizes:
                values = examples(part, batch_size)
                for signature, (_, specs) in signatures.items():
                    asked = request.PredictRequest()
                    asked.model_spec.name = name
                    asked.model_spec.signature_name = signature
                    for spec in specs:
                        shape = (batch_size, *spec.shape[1:])
                        value = tf.reshape(values[spec.name], shape)
                        asked.inputs[spec.name].CopyFrom(tf.make_tensor_proto(value))
                    predict_log = log.PredictLog(request=asked)
                    record = log.PredictionLog(predict_log=predict_log)
                    writer.write(record.SerializeToString())


def examples(part, num):
    """Values for the inputs of a signature, by name."""
    seeds = np.stack([np.arange(num), np.zeros(num, int)], axis=1)
    values = {
        "truncation": tf.ones(num),
        **part.served_examples(seeds),
        "seed": tf.range(num, dtype=tf.int64),
    }
    images = {n: v for n, v in values.items() if v.dtype == tf.uint8}
    for name, pixels in images.items():
        files = tf.map_fn(tf.io.encode_png, pixels, fn_output_signature=tf.string)
        values[f"{name}_bytes"] = files
    return values


def protocol():
    """The modules of TensorFlow Serving's messages."""
    try:
        from tensorflow_serving.apis import predict_pb2
        from tensorflow_serving.apis import prediction_log_pb2
    except ImportError:
        raise ImportError(
            "`warm_up` needs tensorflow-serving-api: pip install 'kerasgan[serving]'"
        ) from None
    return prediction_log_pb2, predict_pb2
