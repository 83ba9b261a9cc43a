"""The fraction of images in which a face detector finds a face."""

import numpy as np

from kerasgan.metrics.draws import drawn
from kerasgan.metrics.pixels import to_pixels
from kerasgan.metrics.score import Score

SIDE, PADDING, CONFIDENCE, BATCH = 160, 40, 0.9, 50
PROTOCOL = {
    "detector": "mtcnn 1.0.0",
    "resize": f"Pillow bicubic to {SIDE}x{SIDE}",
    "reflect_padding": PADDING,
    "confidence_above": CONFIDENCE,
}


class FaceDetection:
    """Scores samples by the fraction in which MTCNN finds a face: `faces`.

    The score counts the samples in which the detector finds a face. It does not measure
    how good or how varied the samples are; blurred faces count, too.

    Reference: [Zhang et al., 2016](https://arxiv.org/abs/1604.02878).

    Args:
        num: Int, the largest number of samples to draw (default: 1,000).

    Raises:
        ImportError: If `mtcnn` is not installed.

    Example:

    ```python
    print(kerasgan.metrics.FaceDetection()(gan.sample(1000, seed=0))["faces"])
    ```
    """

    def __init__(self, num=1000):
        try:
            from mtcnn import MTCNN
        except ImportError as error:
            raise ImportError(
                "FaceDetection needs the detector mtcnn: pip install 'kerasgan[faces]'"
            ) from error
        self.detector = MTCNN()
        self.num = num

    def __call__(self, samples, seed=None):
        """The score of samples, `(n, height, width, 1 or 3)`, by its name.

        Args:
            samples: uint8, or floats in [-1, 1].
            seed: Optional int, that the samples were drawn with.
        """
        return self.score_of(self.faces(drawn(samples, self.num)), seed)

    def score_of(self, faces, seed=None):
        """The score for the result of `faces`."""
        fraction = np.mean([face is not None for face in faces])
        protocol = {**PROTOCOL, "fake": len(faces)}
        return {"faces": Score.of("faces", fraction, protocol, seed)}

    def found(self, images):
        """Whether there is a face, a bool for each image."""
        return np.array([face is not None for face in self.faces(images)])

    def faces(self, images):
        """The most certain face of each image, as MTCNN describes it, or `None`."""
        pixels = to_pixels(images)
        surest = []
        for start in range(0, len(pixels), BATCH):
            batch = [prepared(image) for image in pixels[start : start + BATCH]]
            for faces in self.detector.detect_faces(batch):
                face = max(faces, key=lambda face: face["confidence"], default=None)
                sure = face is not None and face["confidence"] > CONFIDENCE
                surest.append(face if sure else None)
        return surest


def prepared(pixels):
    """An image for the detector: uint8 RGB, enlarged, with a margin."""
    margin = [(PADDING, PADDING), (PADDING, PADDING), (0, 0)]
    return np.pad(np.asarray(enlarged(pixels)), margin, mode="reflect")


def enlarged(pixels):
    """An image as a Pillow image, RGB, at the detector's size."""
    from PIL import Image

    picture = Image.fromarray(pixels.squeeze()).convert("RGB")
    return picture.resize((SIDE, SIDE), Image.Resampling.BICUBIC)
