"""Samples whose pose or quality hardly any real face has."""

import numpy as np

from kerasgan.metrics.detection import PROTOCOL
from kerasgan.metrics.detection import FaceDetection
from kerasgan.metrics.detection import enlarged
from kerasgan.metrics.draws import collected
from kerasgan.metrics.draws import drawn
from kerasgan.metrics.pixels import to_pixels
from kerasgan.metrics.score import Score

QUANTILES = (0.01, 0.99)
LEAST = 100  # faces, the fewest with a quantile of a hundredth


class FaceOutliers:
    """Scores samples by the fractions with an unusual pose and an unusual quality.

    `pose_outliers` is the fraction of the detected faces that are turned more than real
    faces: in roll, the angle of the line between the eyes, or in yaw, the position of
    the nose between the eyes in eye distances. `quality_outliers` is the fraction of
    images with another quality than real images: in sharpness, the variance of the
    Laplacian of luminance, which shows blur and noise, or in contrast, the deviation of
    luminance.

    A value outside the 1st to the 99th percentile of the real images, in either
    measure, is an outlier. So real faces have 0.02 to 0.04 outliers, and faces of other
    people somewhat more: 0.09 between two halves of the people of ORL.

    Reference: [Zhang et al., 2016](https://arxiv.org/abs/1604.02878), of the detector.

    Args:
        real: Real images, an array `(n, height, width, 1 or 3)`, uint8 or floats in
            [-1, 1], or an iterable of batches of such images.
        detection: Optional `FaceDetection`, which also determines how many images of
            each set are measured.

    Raises:
        ImportError: If `mtcnn` is not installed.
        ValueError: There are fewer than 100 faces in the real images.

    Example:

    ```python
    outliers = kerasgan.metrics.FaceOutliers(faces)
    print(outliers(gan.sample(1000, seed=0))["pose_outliers"])
    ```
    """

    def __init__(self, real, detection=None):
        self.detection = detection or FaceDetection()
        pixels = collected(real, self.detection.num)
        poses = poses_of(self.detection.faces(pixels))
        if len(poses) < LEAST:
            raise ValueError(
                f"Outliers are found by {LEAST} real faces or more, but in "
                f"{len(pixels)} images {len(poses)} were found. Pass more images, of "
                "one face each."
            )
        self.num_real = len(pixels)
        self.pose_range = np.quantile(poses, QUANTILES, axis=0)
        self.quality_range = np.quantile(qualities_of(pixels), QUANTILES, axis=0)

    def __call__(self, samples, seed=None):
        """Scores of samples by name; `faces`, that of `FaceDetection`, is among them.

        Without any face to judge, all poses count as odd.

        Args:
            samples: Images `(n, height, width, 1 or 3)`, uint8 or floats in [-1, 1].
            seed: Optional int, that the samples were drawn with.
        """
        pixels = to_pixels(drawn(samples, self.detection.num))
        faces = self.detection.faces(pixels)
        protocol = {
            **PROTOCOL,
            "percentiles": [100 * quantile for quantile in QUANTILES],
            "real": self.num_real,
            "fake": len(pixels),
        }
        fractions = {
            "pose_outliers": share_outside(self.pose_range, poses_of(faces)),
            "quality_outliers": share_outside(self.quality_range, qualities_of(pixels)),
        }
        return self.detection.score_of(faces, seed) | {
            name: Score.of(name, fraction, protocol, seed)
            for name, fraction in fractions.items()
        }


def share_outside(bounds, measures):
    """The fraction of rows with any measure out of bounds; 1 if there are no rows."""
    low, high = bounds
    outside = ((measures < low) | (measures > high)).any(axis=1)
    return outside.mean() if len(outside) else 1.0


def poses_of(faces):
    """Roll in degrees and yaw in eye distances, `(n, 2)`, for the faces found."""
    return np.reshape([pose(face["keypoints"]) for face in faces if face], (-1, 2))


def pose(landmarks):
    """Roll and yaw of one face, from its landmarks."""
    left, right, nose = (
        np.array(landmarks[name], "float64")
        for name in ("left_eye", "right_eye", "nose")
    )
    across = right - left
    roll = np.degrees(np.arctan2(across[1], across[0]))
    yaw = (nose - (left + right) / 2) @ across / max(across @ across, 1e-12)
    return roll, yaw


def qualities_of(pixels):
    """Sharpness and contrast, `(n, 2)`, of uint8 images of any size."""
    return np.array([quality(enlarged(image).convert("L")) for image in pixels])


def quality(picture):
    """Sharpness and contrast of one gray picture."""
    gray = np.asarray(picture, "float64")
    inner = gray[1:-1, 1:-1]
    around = gray[:-2, 1:-1] + gray[2:, 1:-1] + gray[1:-1, :-2] + gray[1:-1, 2:]
    return (around - 4 * inner).var(), gray.std()
