"""Models whose images are made from styles."""

import functools

import keras
import numpy as np
import tensorflow as tf
from keras import ops

from kerasgan.inputs import Images
from kerasgan.inputs import Latents
from kerasgan.inputs import Truncation
from kerasgan.inputs import named
from kerasgan.layers import Clip
from kerasgan.networks import style
from kerasgan.training.batches import BatchSpec
from kerasgan.training.model import AdversarialModel


class Styled(AdversarialModel):
    """A model with a `mapping` from latents to styles and a `synthesis` of images.

    Both networks belong to one player. In sequence, they are sampled and exported.

    Args:
        mapping: `keras.Model`, such as `kerasgan.networks.style.mapping`.
        synthesis: `keras.Model`, such as `kerasgan.networks.style.synthesis`.
    """

    players = {
        "generator": ("mapping", "synthesis"),
        "discriminator": ("discriminator",),
    }
    averaged = ("mapping", "synthesis")
    directions = {None: "synthesis"}

    def __init__(self, mapping, synthesis, **kwargs):
        super().__init__(**kwargs)
        self.mapping = mapping
        self.synthesis = synthesis

    @property
    def inputs(self):
        kinds = {
            name: Latents(network.input[name].shape[1])
            for name, network in (
                ("latents", self.mapping),
                ("noise", self.synthesis),
            )
            if name in network.input
        }
        return {**kinds, "truncation": Truncation()}

    @property
    def batch_spec(self):
        return BatchSpec(images=Images(self.image_shape))

    @property
    def num_styles(self):
        """The number of styles of an image, for its convolutions and its colors."""
        return self.synthesis.input["styles"].shape[1]

    # Training.

    def styles_of(self, latents, training=False):
        """The styles of latents, `(batch, num_styles, size)`, equal in all layers."""
        values = {"latents": latents, "truncation": tf.ones_like(latents[:, :1])}
        return self.rows_of(self.mapping(values, training=training))

    def rows_of(self, styles):
        """Each style, repeated for each layer."""
        # No `tf.repeat`: within `tf.cond`, XLA can't take its gradient.
        return styles[:, None] * tf.ones((self.num_styles, 1), styles.dtype)

    def synthesize(self, styles, turn=0):
        """Images from styles, in training mode."""
        values = {"styles": styles}
        if "noise" in self.inputs:
            shape = (tf.shape(styles)[0], self.inputs["noise"].size)
            values["noise"] = self.noise(shape, "pixels", turn)
        return self.synthesis(values, training=True)

    # Sampling.

    def sampler_to(self, to=None, averaged=True):
        synthesis = super().sampler_to(to, averaged)
        mapping = self.averages.get("mapping", self.mapping)
        return styled(mapping if averaged else self.mapping, synthesis)

    def mix(self, seed_a, seed_b, at, truncation=1.0):
        """Images with coarse styles of one sample and fine styles of another sample.

        Reference: [Karras et al., 2019](https://arxiv.org/abs/1812.04948), Fig. 3.

        Args:
            seed_a: Int, or a sequence of ints for several images: the seed, as in
                `sample(1, seed)`, of sample A, which determines the layout.
            seed_b: Int, or a sequence of the same length: the seed of sample B, which
                determines the details.
            at: Int. Maps of this side and larger maps have the styles of B. With 8,
                little but the pose is from A; with 32, all but the colors is from A.
            truncation: Float, as in `sample`.

        Returns:
            Float32 array `(num, height, width, channels)` in [-1, 1].

        Raises:
            ValueError: No maps have this side, or the numbers of seeds differ.
        """
        sides = style.sides_of(self.image_shape)
        if at not in sides:
            raise ValueError(
                f"This model has maps with sides of {sides}, but received at={at!r}."
            )
        sampler = self.sampler_to()
        mapping, synthesis = (sampler.get_layer(name) for name in self.averaged)
        seeds = np.broadcast_arrays(np.atleast_1d(seed_a), np.atleast_1d(seed_b))
        drawn, styles = [], []
        for column in seeds:
            pairs = np.stack([column, np.zeros_like(column)], axis=1)
            values = named.draw(self.inputs, pairs)
            values["truncation"] *= truncation
            drawn.append(values)
            styles.append(self.rows_of(mapping({n: values[n] for n in mapping.input})))
        values = {"styles": mixed_styles(*styles, style.first_style_at(at))}
        if "noise" in drawn[0]:
            values["noise"] = drawn[0]["noise"]
        return np.clip(synthesis(values), -1, 1)


def mixed_styles(styles, others, first):
    """The first styles of each image; from index `first` on, those of `others`."""
    layers = tf.range(styles.shape[1], dtype="float32")
    is_other = layers >= tf.cast(first, "float32")
    return tf.where(is_other[..., None], others, styles)


@functools.lru_cache(maxsize=4)
def styled(mapping, synthesis):
    """Two networks in sequence, from latents to images in [-1, 1]."""
    # Of names that are new: those of averages are others.
    mapping = keras.Model(mapping.input, mapping.output, name="mapping")
    synthesis = keras.Model(synthesis.input, synthesis.output, name="synthesis")
    inputs = {
        tensor.name: keras.Input(tensor.shape[1:], name=tensor.name)
        for tensor in (*mapping.inputs, *synthesis.inputs)
        if tensor.name != "styles"
    }
    styles = mapping({name: inputs[name] for name in mapping.input})
    num = synthesis.input["styles"].shape[1]
    values = {**inputs, "styles": ops.repeat(styles[:, None], num, axis=1)}
    images = synthesis({name: values[name] for name in synthesis.input})
    return keras.Model(inputs, Clip(dtype="float32")(images), name="generator")
