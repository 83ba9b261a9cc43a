"""Two models in sequence: a generator, and a model that improves its images."""

import functools

import keras

from kerasgan.inputs import Images
from kerasgan.training.configuration import SavedBySignature
from kerasgan.training.sampling import Sampling


class Staged(Sampling, SavedBySignature, keras.Model):
    """Two models in sequence: the second takes images of the first; see `gan.then`.

    They are sampled, saved, evaluated and exported as one model. Both are trained
    separately, as `gan` and `stage`.

    Args:
        gan: A model that makes images.
        stage: A model that makes images from images, with one direction, such as
            `DenoisingVAE`, `Pix2Pix` or `SRResNet`.

    Raises:
        ValueError: The second model doesn't take the images of the first, or has two
            directions.
    """

    players = {}  # it doesn't train

    def __init__(self, gan, stage, **kwargs):
        super().__init__(**kwargs)
        self.gan = gan
        self.stage = stage
        check_fit(gan, stage)
        self.built = True

    @property
    def inputs(self):
        return self.gan.inputs

    @property
    def directions(self):
        return self.gan.directions

    def inputs_to(self, to=None):
        return self.gan.inputs_to(to)

    def sampler_to(self, to=None, averaged=True):
        return chained(
            self.gan.sampler_to(to, averaged),
            self.stage.sampler_to(None, averaged),
        )

    @property
    def image_shape(self):
        return self.sampler_to(next(iter(self.directions))).output_shape[1:]

    def reset_averages(self):
        """Restarts the averages of both models if weights were assigned."""
        self.gan.reset_averages()
        self.stage.reset_averages()


def check_fit(gan, stage):
    """Rejects a second model that can't take the images of the first model."""
    kinds = stage.inputs if set(stage.directions) == {None} else {}
    (kind,) = kinds.values() if len(kinds) == 1 else [None]
    made = gan.image_shape
    if not isinstance(kind, Images) or not kind.fits(keras.KerasTensor((None, *made))):
        raise ValueError(
            f"{type(gan).__name__} makes images {made}, but {type(stage).__name__} "
            f"takes {kinds or 'images of two domains'}. A second stage takes the "
            "first's images: build it for that shape, `for_images`."
        )


@functools.lru_cache(maxsize=4)
def chained(network, other):
    """Two networks in sequence: `other` takes the images of `network`."""
    other = keras.Model(other.inputs, other.outputs)  # of a name that is new
    images = other(network.outputs[0])
    return keras.Model(network.input, images, name="generator")
