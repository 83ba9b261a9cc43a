"""MTCNN, if the networks of the extra `prepare` aren't installed."""

import numpy as np

from kerasgan.data.preparation import weights
from kerasgan.data.preparation.faces import Face
from kerasgan.data.preparation.faces import seen_by

NAMES = ("left_eye", "right_eye", "nose", "mouth_left", "mouth_right")


class MTCNN:
    """Finds faces and points with the package `mtcnn`, which is slower and less exact.

    Reference: [Zhang et al., 2016](https://arxiv.org/abs/1604.02878).

    Args:
        most_pixels: Int. Photos with a longer side are reduced for the detection.

    Raises:
        ImportError: If `mtcnn` is not installed.
    """

    def __init__(self, most_pixels: int = 1280):
        try:
            from mtcnn import MTCNN as Network
        except ImportError as error:
            raise weights.missing("mtcnn") from error
        self.network = Network()
        self.most_pixels = most_pixels

    def __call__(self, image: np.ndarray) -> list[Face]:
        """The faces of a uint8 RGB image `(height, width, 3)`, the surest first."""
        seen, factor = seen_by(image, self.most_pixels)
        faces = []
        for found in self.network.detect_faces(seen):
            points = np.array([found["keypoints"][name] for name in NAMES], "float64")
            left, top, across, down = found["box"]
            box = np.array([[left, top], [left + across, top + down]]) * factor
            faces.append(
                Face(
                    points * factor,
                    tuple(map(float, box.ravel())),
                    float(found["confidence"]),
                    "mtcnn",
                )
            )
        return sorted(faces, key=lambda face: -face.score)
