"""A user's face recognizer, as features by which people differ."""

import hashlib
import pathlib

import keras
import numpy as np
import tensorflow as tf

from kerasgan.metrics import resizing
from kerasgan.metrics.extractor import Extractor


class FaceEmbedding(Extractor):
    """Unit vectors of a face recognizer, near one another for one person's faces.

    A recognizer is trained on faces that are cropped and rotated in one way; for other
    faces its numbers mean less. The highest cosine between two different people in your
    photos is the threshold: only a higher cosine means the same person.

    Args:
        path: Path of a Keras model, or of a `.tflite` file, whose batch may be fixed.
            It takes float32 images `(batch, side, side, 3)` and returns one vector for
            each. A `.tflite` file has no gradients, so it can measure, but it can't
            guide a search.
        value_range: Two floats, the recognizer's values for black and white, such as
            `(0, 255)`.
        resizer: Function of `kerasgan.metrics.resizing`.

    Raises:
        FileNotFoundError: There is no such file.
        ImportError: The file is a `.tflite` file, and `ai-edge-litert` is not
            installed.
        ValueError: The model has other inputs or outputs.

    Example:

    ```python
    embedding = kerasgan.metrics.FaceEmbedding("facenet.keras")
    older = gan.age(photos, "60-69", identity=embedding)
    print(embedding.similarity(photos, older))  # 1 is the same picture
    ```
    """

    def __init__(self, path, value_range=(-1, 1), resizer=resizing.clean):
        path = pathlib.Path(path).expanduser()
        if not path.is_file():
            raise FileNotFoundError(f"There is no face recognizer {path}.")
        self.is_tflite = path.suffix == ".tflite"
        network = TFLiteModel(path) if self.is_tflite else keras_model(path)
        low, high = self.value_range = tuple(map(float, value_range))
        super().__init__(
            lambda images: tf.math.l2_normalize(network(images), axis=1),
            f"face_embedding_{path.stem}",
            side_of(network, path),
            prepare=lambda pixels: low + pixels * ((high - low) / 255),
            resizer=resizer,
            weights=f"SHA-256 {hashlib.sha256(path.read_bytes()).hexdigest()[:16]}",
        )

    @property
    def protocol(self):
        return {**super().protocol, "value_range": list(self.value_range)}

    def of_floats(self, images):
        if self.is_tflite:
            raise ValueError(
                "A search needs gradients, but a .tflite file has none and can only "
                "measure. Pass the recognizer as a Keras model."
            )
        return super().of_floats(images)

    def similarity(self, images, others):
        """Cosines of the embeddings of pairs of images, float32 `(n,)` in [-1, 1].

        Args:
            images: Array `(n, height, width, 1 or 3)`, uint8 or floats in [-1, 1].
            others: Another array of as many images.

        Raises:
            ValueError: The numbers of images differ.
        """
        if len(images) != len(others):
            raise ValueError(
                f"Images are compared in pairs, but there are {len(images)} and "
                f"{len(others)} of them."
            )
        return np.sum(self(images) * self(others), axis=1)


def keras_model(path):
    """A Keras model, which keeps its own dtype policy and is not trained here."""
    try:
        model = keras.models.load_model(path, compile=False)
    except Exception as error:  # Keras raises any type, and many lines
        reason = str(error).strip().splitlines()[0]
        raise ValueError(
            f"{path} can't be loaded as a Keras model: {reason}"
        ) from error
    model.trainable = False
    return model


def side_of(network, path):
    """The side of the images that a recognizer takes.

    Raises:
        ValueError: The inputs are not square images, or the outputs are not vectors.
    """
    takes = getattr(network, "input_shape", None)
    gives = getattr(network, "output_shape", None)
    if (
        isinstance(takes, tuple)
        and isinstance(gives, tuple)
        and len(takes) == 4
        and len(gives) == 2
        and takes[1] == takes[2] is not None
        and takes[3] == 3
    ):
        return takes[1]
    raise ValueError(
        "A face recognizer takes images (batch, side, side, 3) and gives vectors "
        f"(batch, dim), but {path} takes {takes} and gives {gives}."
    )


class TFLiteModel:
    """A `.tflite` file as a function of a batch of any size.

    Args:
        path: `pathlib.Path` of the file.
    """

    def __init__(self, path):
        try:
            from ai_edge_litert.interpreter import Interpreter
        except ImportError as error:
            raise ImportError(
                f"{path} runs on LiteRT: pip install 'kerasgan[litert]'"
            ) from error
        try:
            self.interpreter = Interpreter(str(path))
        except ValueError as error:
            raise ValueError(
                f"{path} can't be read as a .tflite file: {error}"
            ) from error
        inputs, outputs = (
            self.interpreter.get_input_details(),
            self.interpreter.get_output_details(),
        )
        if len(inputs) != 1 or len(outputs) != 1 or inputs[0]["dtype"] != np.float32:
            raise ValueError(
                "A face recognizer takes one batch of float32 images and gives one of "
                f"vectors, but {path} takes {described(inputs)} and gives "
                f"{described(outputs)}."
            )
        self.interpreter.allocate_tensors()
        self.input, self.output = inputs[0], outputs[0]
        self.input_shape, self.output_shape = (
            tuple(int(size) for size in tensor["shape"])
            for tensor in (inputs + outputs)
        )

    def __call__(self, images):
        vectors = tf.numpy_function(self.run, [images], "float32", stateful=False)
        return tf.ensure_shape(vectors, (None, self.output_shape[1]))

    def run(self, images):
        """Vectors of images, in batches of the file's size."""
        size = self.input_shape[0]
        batches = [
            images[start : start + size] for start in range(0, len(images), size)
        ]
        vectors = [
            self.run_batch(np.resize(batch, self.input_shape)) for batch in batches
        ]
        return np.concatenate(vectors)[: len(images)]

    def run_batch(self, images):
        self.interpreter.set_tensor(self.input["index"], images)
        self.interpreter.invoke()
        return self.interpreter.get_tensor(self.output["index"]).copy()


def described(tensors):
    """Shape and dtype of tensors of a file."""
    return [(tensor["shape"].tolist(), tensor["dtype"].__name__) for tensor in tensors]
