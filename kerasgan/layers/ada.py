"""Adaptive discriminator augmentation: as much of it as overfitting requires."""

import keras
import tensorflow as tf

from kerasgan.layers import ada_transforms
from kerasgan.layers.augmentation import Augmentation
from kerasgan.layers.warp import product
from kerasgan.layers.warp import warp
from kerasgan.replicas import sum_over_replicas


@keras.saving.register_keras_serializable("kerasgan")
class AdaptiveAugment(Augmentation):
    """Augments with a probability p that rises while the discriminator overfits.

    The discriminator overfits when its logits on real images are all positive. So
    r = E[sign(D(real))] is measured over four batches; then p takes a step up if r
    exceeds the target, else down. The training step calls `update` for this.

    In training each of these transforms is applied to an image with probability p:

    - blit: a mirror image or not; 0 to 3 quarter turns; a shift of up to 1/8;
    - geometry: scaling, rotation, stretching along any direction, a normal shift;
    - color: brightness, contrast, inverted luma, hue, saturation, none of them
      clipped. Gray images have no hue and no saturation.

    Images are reflected at their borders. Pixels are interpolated bilinearly; the
    authors also filter. Gradients of any order pass through to the images. At
    inference images are not changed.

    Reference: [Karras et al., 2020](https://arxiv.org/abs/2006.06676), section 3
    and appendix B.

    Args:
        blit: Bool. Whether images are flipped, turned by 90 degrees and shifted.
        geometry: Bool. Whether they are scaled, rotated and shifted by fractions.
        color: Bool. Whether their colors change.
        initial_p: Float, p before training. It is kept in the weight `p`.
        limit: Float, the largest p; transforms that are nearly always applied would
            leak into the generator's images.
        target: Float in (-1, 1), the value of r at which p stays.
        kimg: Float, thousands of images in which p can go from 0 to 1; with
            `math.inf` it stays. The authors fine-tune with 100.
        seed: Int. Seed of the draws.

    Raises:
        ValueError: p starts outside of [0, limit], the limit isn't in [0, 1], or
            inputs aren't float images `(batch, height, width, 1 or 3)`.

    Example:

    ```python
    discriminator = keras.Sequential([AdaptiveAugment(), discriminator])
    gan = kerasgan.GAN(generator, discriminator)
    ```
    """

    interval = 4  # batches from one step of p to the next

    def __init__(
        self,
        blit=True,
        geometry=True,
        color=True,
        initial_p=0.0,
        limit=0.8,
        target=0.6,
        kimg=500,
        seed=0,
        **kwargs,
    ):
        super().__init__(seed=seed, **kwargs)
        if not 0 <= initial_p <= limit <= 1:
            raise ValueError(
                "p is a probability that stays in [0, limit], but received "
                f"initial_p={initial_p} and limit={limit}. Pass 0 <= initial_p <= "
                "limit <= 1."
            )
        self.blit = blit
        self.geometry = geometry
        self.color = color
        self.initial_p = initial_p
        self.limit = limit
        self.target = target
        self.kimg = kimg
        self.p = self.add_state("p", (), keras.initializers.Constant(initial_p))
        # Since p's last step: the sum of signs per image, images, batches.
        self.tally = self.add_state("tally", (3,), "zeros")

    def add_state(self, name, shape, initializer):
        return self.add_weight(
            name=name,
            shape=shape,
            dtype="float32",
            initializer=initializer,
            trainable=False,
            autocast=False,
            aggregation="only_first_replica",
        )

    def augment(self, images):
        batch, height, width = tf.shape(images)[0], *images.shape[1:3]
        p = tf.convert_to_tensor(self.p)
        uniforms, normals = self.uniform((batch, 21)), self.normal((batch, 7))
        maps = []
        if self.blit:
            maps.append(ada_transforms.blit(uniforms[:, :7], p, height, width))
        if self.geometry:
            maps.append(
                ada_transforms.distort(
                    uniforms[:, 7:14], normals[:, :4], p, height, width
                )
            )
        if maps:
            images = warp(images, product(*maps))
        if self.color:
            images = ada_transforms.recolor(images, uniforms[:, 14:], normals[:, 4:], p)
        return images

    def update(self, real_logits):
        """Counts a batch; at every fourth batch, p takes a step.

        Args:
            real_logits: The discriminator's logits `(batch, ...)` on real images,
                augmented as it saw them; those above 0 count as real.
        """
        logits = tf.cast(real_logits, "float32")
        # Unlike `tf.sign` this gives 0 for a NaN, which would stay in p for ever.
        signs = tf.cast(logits > 0, "float32") - tf.cast(logits < 0, "float32")
        images = tf.cast(tf.shape(logits)[0], "float32")
        counts = sum_over_replicas(tf.stack([images * tf.reduce_mean(signs), images]))

        tally = self.tally + tf.concat([counts, [1.0]], axis=0)
        signs, images, batches = tf.unstack(tally)
        step = tf.sign(signs / images - self.target) * images / (self.kimg * 1000)
        p = tf.clip_by_value(self.p + step, 0.0, self.limit)
        due = batches >= self.interval
        self.p.assign(tf.where(due, p, self.p))
        self.tally.assign(tf.where(due, tf.zeros_like(tally), tally))

    def get_config(self):
        return {
            **super().get_config(),
            "blit": self.blit,
            "geometry": self.geometry,
            "color": self.color,
            "initial_p": self.initial_p,
            "limit": self.limit,
            "target": self.target,
            "kimg": self.kimg,
        }


def adaptive_augmentations(network):
    """The `AdaptiveAugment` layers inside of a network, at any depth."""
    return [
        layer
        for layer in network._flatten_layers()
        if isinstance(layer, AdaptiveAugment)
    ]
