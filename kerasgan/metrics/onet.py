"""The last network of a face detector, by whose features faces differ."""

import keras

from kerasgan.metrics import resizing
from kerasgan.metrics.extractor import Extractor

SIDE = 48


class ONetFeatures(Extractor):
    """256 features of a face: those of MTCNN's O-Net before its output layers.

    The network was trained to separate faces from everything else, and to locate eyes,
    nose and mouth. Its weights come with the package `mtcnn`, so nothing is downloaded.
    Images should show a face from chin to hair, as the detector's boxes do.

    Reference: [Zhang et al., 2016](https://arxiv.org/abs/1604.02878), Fig. 2.

    Args:
        resizer: Function of `kerasgan.metrics.resizing`.

    Raises:
        ImportError: If `mtcnn` is not installed.
    """

    def __init__(self, resizer=resizing.clean):
        super().__init__(
            network(),
            "mtcnn_onet_fc5",
            SIDE,
            resizer=resizer,
            weights="mtcnn 1.0.0",
        )


def network():
    """O-Net up to its 256 features, from images in [-1, 1]."""
    try:
        from mtcnn.stages.stage_onet import StageONet
    except ImportError as error:
        raise ImportError(
            "ONetFeatures needs the face detector mtcnn: pip install 'kerasgan[faces]'"
        ) from error
    images = x = keras.Input((SIDE, SIDE, 3))
    for layer in StageONet().model.layers:
        x = layer(x)
        if layer.name == "prelu5":
            return keras.Model(images, x, name="onet_features")
    raise ValueError("This mtcnn's O-Net has no layer 'prelu5'; install mtcnn==1.0.0.")
