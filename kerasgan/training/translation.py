"""Models that make one image from another."""

import warnings

from kerasgan import data
from kerasgan.inputs import Images
from kerasgan.training.model import AdversarialModel


class Translator(AdversarialModel):
    """A model whose networks each take an image, `source`, and return an image.

    `predict` returns the same as `translate`, in the first direction, for floats in
    [-1, 1].
    """

    paired = True  # whether it learns from images that belong together

    def batches_of(self, x, y=None, batch_size=None):
        """Batches of two arrays, from `kerasgan.data.pairs` or `unpaired`."""
        if y is None:
            return super().batches_of(x, y, batch_size)
        one, other = (kind.shape for kind in self.batch_spec.parts.values())
        of_two = data.pairs if self.paired else data.unpaired
        return of_two(
            x,
            y,
            one[:2],
            batch_size or min(16, len(x)),
            channels=(one[-1], other[-1]),
            seed=self.seed,
        )

    def prepared(self, dataset):
        check_order(self, list(data.shuffles(dataset)))
        return dataset

    @property
    def inputs(self):
        return self.inputs_to(next(iter(self.directions)))

    def inputs_to(self, to=None):
        network = getattr(self, self.directions[to])
        return {"source": Images(network.input_shape[1:])}

    def translate(self, images, to=None, batch_size=16, averaged=True):
        """Translates images.

        Args:
            images: Array `(n, height, width, channels)`, uint8 or floats in [-1, 1].
            to: For a model with two directions: the domain to translate to.
            batch_size: Int, number of images that are translated at once.
            averaged: Bool. False uses the network itself, not its average.

        Returns:
            Float32 array of as many images, in [-1, 1].

        Raises:
            ValueError: The images have another shape or range, or the domain doesn't
                exist.
        """
        return self.sample(len(images), 0, batch_size, averaged, to=to, source=images)


def checked_domains(domains):
    """The names of two domains, in a tuple.

    Raises:
        ValueError: There aren't two different names, or exports can't use the names.
    """
    domains = tuple(domains)
    names = [d for d in domains if isinstance(d, str) and d.isidentifier()]
    if len(names) != 2 or len(set(domains)) != 2:
        raise ValueError(
            "Domains are two different names of letters, digits and underscores, such "
            f'as ("photo", "sketch"), but received {domains}.'
        )
    return domains


def check_order(model, shuffles):
    """Rejects pairs in two different orders; warns of unpaired images in one order.

    Args:
        model: The `Translator`.
        shuffles: The `kerasgan.data.Shuffle`s of its dataset.

    Raises:
        ValueError: The model learns from pairs, but their images are not in one order.
    """
    orders = [(s.seed, s.num_images, s.shuffle, s.mirror) for s in shuffles]
    apart = len(set(orders)) > 1 or not all(
        getattr(s, "paired", True) for s in shuffles
    )
    if model.paired and apart:
        raise ValueError(
            f"{type(model).__name__} learns from pairs, but the two images of one come "
            "in orders of their own. Pass `kerasgan.data.pairs(sources, targets)`."
        )
    if not model.paired and len(orders) > 1 and not apart:
        warnings.warn(
            "Images of both domains come in one order, for their numbers and seeds are "
            "the same: each always meets the same other. Draw them apart, by "
            "`kerasgan.data.unpaired(a, b)`.",
            stacklevel=4,
        )
