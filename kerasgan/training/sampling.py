"""Images from a model: from random inputs, or from inputs of the user."""

import numpy as np

from kerasgan import inputs
from kerasgan.inputs import named


class Sampling:
    """A model that makes images from inputs by name.

    A subclass declares `inputs`. A subclass with two directions also declares
    `directions`, a dict from each domain to the network that leads there, and
    `inputs_to`.
    """

    directions = {None: "generator"}  # from where a network leads to its name

    @property
    def inputs(self):
        """The inputs of the sampler, a dict of `kerasgan.inputs` by name."""
        raise NotImplementedError(
            f"{type(self).__name__} should declare `inputs`, what its sampler takes, "
            'such as `{"latents": kerasgan.inputs.Latents(100)}`.'
        )

    def inputs_to(self, to=None):
        """The `inputs` of the network that leads to a domain."""
        return self.inputs

    @property
    def sampler(self):
        """The network to sample from and to export: the average, if there is one.

        Raises:
            ValueError: There are several directions.
        """
        return self.sampler_to()

    def sampler_to(self, to=None, averaged=True):
        """The network that leads to a domain.

        Args:
            to: String, one of `directions`; `None` if there is only one.
            averaged: Bool. False returns the network itself, not its average.
        """
        if to not in self.directions:
            raise ValueError(
                f"{type(self).__name__} leads to "
                f"{' or '.join(map(repr, self.directions))}, but received to={to!r}."
            )
        self.reset_averages()
        name = self.directions[to]
        network = getattr(self, name)
        return self.averages.get(name, network) if averaged else network

    @property
    def image_shape(self):
        """`(height, width, channels)` of samples."""
        # Not of `sampler`: Keras reads all properties in the order of their names as it
        # loads a file, and this one comes before the `networks` have their weights.
        return getattr(self, next(iter(self.directions.values()))).output_shape[1:]

    def call(self, inputs, training=False):
        network = self.sampler_to(next(iter(self.directions)))
        return network(inputs, training=training)

    def sample(
        self,
        num_images,
        seed=None,
        batch_size=64,
        averaged=True,
        labels=None,
        to=None,
        **values,
    ):
        """Images from random latents or from other inputs.

        Args:
            num_images: Int.
            seed: Optional int. The same seed gives the same images. Fewer images are
                the first ones of more images (up to float rounding). The first image is
                the one that a served model draws for this seed.
            batch_size: Int, number of images that are made at once.
            averaged: Bool. False samples the network itself, not its average. The
                discriminator was trained on images of the network itself.
            labels: For a GAN with labels: a label for all images, or one for each, as
                ints or names; for several kinds of labels, a dict by name. Labels that
                are left out are drawn, each value with the same probability.
            to: For a model with two directions: the domain of the images.
            **values: Other `inputs` by name, one for all images or one for each.

        Returns:
            Float32 array `(num_images, height, width, channels)` in [-1, 1].

        Raises:
            ValueError: A label or an input doesn't exist, or has another number of
                values; or an input that can't be drawn is missing.
        """
        drawn = self.draw(num_images, seed, labels, to, **values)
        return self.images_of(drawn, batch_size, averaged, to)

    def then(self, stage):
        """This model and a second model, which takes its images, as one model.

        Args:
            stage: A model such as `DenoisingVAE`, `Pix2Pix` or `SRResNet`.

        Returns:
            A `kerasgan.training.Staged`, which can be sampled, saved and exported.

        Raises:
            ValueError: The second model takes other images than this model makes.
        """
        from kerasgan.training.staged import Staged  # which is a `Sampling` itself

        return Staged(self, stage)

    def draw(self, num_images, seed=None, labels=None, to=None, **values):
        """The inputs from which `sample` makes its images, by name.

        Args:
            num_images: Int.
            seed: Optional int. The same seed gives the same images. Fewer images are
                the first ones of more images (up to float rounding). The first image is
                the one that a served model draws for this seed.
            labels: For a GAN with labels: a label for all images, or one for each, as
                ints or names; for several kinds of labels, a dict by name. Labels that
                are left out are drawn, each value with the same probability.
            to: For a model with two directions: the domain of the images.
            **values: Other `inputs` by name, one for all images or one for each.
        """
        if num_images < 1:
            raise ValueError(f"1 image or more can be drawn, but not {num_images}.")
        if seed is None:
            seed = np.random.default_rng().integers(2**31)
        self.sampler_to(to)  # refuses a domain that isn't
        kinds = self.inputs_to(to)
        values = {**named.labels_by_name(labels, kinds), **values}
        values = named.encoded(values, kinds, num_images)
        return named.draw(kinds, inputs.seeds_of_samples(num_images, seed), values)

    def images_of(self, values, batch_size=64, averaged=True, to=None):
        """Images from inputs by name, such as those of `draw`; float32 in [-1, 1]."""
        network = self.sampler_to(to, averaged)
        return np.concatenate(
            [
                named.feed(network, rows, training=False)
                for rows in named.rows_of(values, batch_size)
            ]
        )
