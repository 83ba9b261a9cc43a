"""The features of Fréchet inception distances and of inception scores."""

from kerasgan.metrics import resizing
from kerasgan.metrics.extractor import Extractor
from kerasgan.metrics.inception import download as inception_download
from kerasgan.metrics.inception import network as inception
from kerasgan.metrics.inception import weights as inception_weights


class InceptionFeatures(Extractor):
    """2048 features of the Inception network of 2015-12-05, or its logits.

    The scores in papers are measured with these weights, and with one of three
    resizers: `resizing.clean`, `legacy_tensorflow` or `pytorch_fid`. Scores with
    different resizers can't be compared. The weights aren't shipped: pass a file, or
    `"download"`.

    Reference: [Szegedy et al., 2015](https://arxiv.org/abs/1512.00567).

    Args:
        weights: Path of `classify_image_graph_def.pb`, or of
            `pt_inception-2015-12-05-6726825d.pth`, which needs PyTorch; or
            `"download"`, which downloads the second file, 96 MB, to Keras' cache.
        resizer: Function of `kerasgan.metrics.resizing`.
        logits: Bool. Whether to return the 1008 logits instead. They are without
            biases, because the first inception scores left the biases out.

    Raises:
        FileNotFoundError: The file doesn't exist.
        ImportError: A download was asked for, but PyTorch is not installed.
        OSError: The download failed.
        ValueError: The file doesn't have this network's weights.

    Example:

    ```python
    features = kerasgan.metrics.InceptionFeatures("classify_image_graph_def.pb")
    real, fake = (statistics(features(images)) for images in (faces, samples))
    print("FID", frechet_distance(real, fake))
    ```
    """

    def __init__(self, weights, resizer=resizing.clean, logits=False):
        if str(weights) == "download":
            weights = inception_download.downloaded()
        network = inception.network()
        digest = inception_weights.load(network, weights)
        softmax = network.get_layer("softmax")
        super().__init__(
            lambda images: (
                network(images)[1] - softmax.bias if logits else network(images)[0]
            ),
            "inception_2015_12_05" + ("_logits" if logits else ""),
            inception.SIDE,
            prepare=lambda pixels: (pixels - 128) / 128,
            resizer=resizer,
            weights=f"SHA-256 {digest[:16]}",
        )
