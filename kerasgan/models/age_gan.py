"""AgeGAN."""

import warnings

import keras
import numpy as np
import tensorflow as tf

from kerasgan import data
from kerasgan import latent
from kerasgan import metrics
from kerasgan import optimizers
from kerasgan.inputs import Attributes
from kerasgan.inputs import Classes
from kerasgan.inputs import conditions_of
from kerasgan.inputs import named
from kerasgan.latent.inversion import as_floats
from kerasgan.models.conditional_gan import ConditionalGAN
from kerasgan.networks import conditional

AGE = "age_group"


class AgeGAN(ConditionalGAN):
    """Age-cGAN: the same face, older or younger.

    It is a conditional GAN with a label `age_group` and optional other labels. An
    encoder is trained in the same steps: it predicts latents of samples, and labels of
    real images. `age` starts from the latent and the labels that the encoder predicts
    for a photo. It optimizes the latent until the generated image shows the same
    person, then generates an image from this latent at another age.

    The paper trains its encoder after the players, and trains a separate age estimator.
    It optimizes the latents by L-BFGS, photo by photo; `age` uses Adam for many photos
    at once.

    Reference: [Antipov et al., 2017](https://arxiv.org/abs/1702.01983), section 2.

    Args:
        generator: `keras.Model` from a dict of `latents` and of labels to images.
        discriminator: `keras.Model` from a dict of `images` and of labels to logits.
        conditions: Dict from the names of labels, including `age_group`, to
            `Classes` or `Attributes` of `kerasgan.inputs`.
        encoder: `keras.Model` from images to a dict: `latents` and, under the name
            of each label, its prediction.

    Example:

    ```python
    gan = kerasgan.AgeGAN.for_images((64, 64, 3), width=32)
    gan.compile()
    faces = kerasgan.data.utkface(
        "UTKFace/", labels="age_group", age_bounds=kerasgan.AgeGAN.age_bounds
    )
    gan.fit(faces, epochs=50)
    older = gan.age(photos, "60-69")
    ```
    """

    age_bounds = tuple(range(10, 80, 10))
    players = {**ConditionalGAN.players, "encoder": ("encoder",)}

    def __init__(self, generator, discriminator, conditions, encoder, **kwargs):
        kinds = [type(condition) for condition in conditions.values()]
        if AGE not in conditions or not set(kinds) <= {Classes, Attributes}:
            raise ValueError(
                f"AgeGAN needs a label {AGE!r}, and its labels are classes and "
                f"attributes, but received {dict(conditions)}."
            )
        super().__init__(generator, discriminator, conditions, **kwargs)
        self.encoder = encoder

    @classmethod
    def for_images(
        cls, image_shape, num_classes=None, latent_dim=100, width=128, **kwargs
    ):
        """A model with DCGAN's networks, and an encoder half as wide.

        Args:
            image_shape: `(height, width, channels)`, sides of 16 to 256, 1 or 3
                channels.
            latent_dim: Int, length of a latent.
            width: Int, channels of the layer next to the image; a model of width 32
                trains on a CPU in minutes.
            num_classes: The names of the age groups; or a dict with these names under
                `age_group` and with other labels, which `age` does not change. The
                default is the decades of `age_bounds`, from `0-9` to `70+`.
            **kwargs: Arguments of the class.
        """
        if not isinstance(num_classes, dict):
            num_classes = {AGE: num_classes or data.age_groups(cls.age_bounds)}
        conditions = conditions_of(num_classes)
        return cls(
            conditional.generator(image_shape, conditions, latent_dim, width),
            conditional.discriminator(image_shape, conditions, width),
            conditions,
            conditional.encoder(image_shape, conditions, latent_dim, -(-width // 2)),
            **kwargs,
        )

    @property
    def loss_names(self):
        return (*super().loss_names, "latent_loss", "label_loss")

    def default_optimizer(self, player):
        if player == "encoder":
            return optimizers.Adam(1e-3)
        return super().default_optimizer(player)

    def train_step(self, data):
        real, labels, _ = keras.utils.unpack_x_y_sample_weight(data)
        labels = self.labels_of(labels)
        latents = self.noise(
            (tf.shape(real)[0], self.inputs["latents"].size), "encoder"
        )
        fake = self.sampler({"latents": latents, **labels}, training=False)

        with tf.GradientTape() as tape:
            # In one batch: photos are encoded by the statistics of both.
            outputs = self.encoder(tf.concat([fake, real], axis=0), training=True)
            num = tf.shape(fake)[0]
            latent_loss = tf.reduce_mean(tf.square(outputs["latents"][:num] - latents))
            label_loss = sum(
                condition.loss(outputs[name][num:], labels[name])
                for name, condition in self.conditions.items()
            )
            encoder_loss = latent_loss + label_loss
        self.update("encoder", encoder_loss, tape)

        return {
            **super().train_step(data),
            "latent_loss": latent_loss,
            "label_loss": label_loss,
        }

    def age(self, images, to_group, detail=0.0, inputs=None, **options):
        """The same people at another age; their other labels stay the same.

        Args:
            images: Array `(n, height, width, channels)`, uint8 or floats in [-1, 1].
            to_group: One age group for all images, or one for each; as int or name.
            detail: Float in [0, 1]. The difference between a photo and its
                reconstruction is what the generator can't draw; this fraction of it is
                added to the result. The paper uses 0. With 1 the result is the photo
                plus the change that the generator makes.
            inputs: Optional dict, the result of `invert` for these images.
            **options: Arguments of `invert`.

        Returns:
            Float32 array `(n, height, width, channels)` in [-1, 1].

        Raises:
            ValueError: The age group doesn't exist, or images have another shape.
        """
        images = as_floats(images, self.image_shape)
        target = named.encoded({AGE: to_group}, self.conditions, len(images))
        inputs = inputs or self.invert(images, **options)
        aged = self.images_of({**inputs, **target})
        if detail:
            aged = aged + detail * (images - self.images_of(inputs))
        return np.clip(aged, -1, 1)

    def invert(self, images, labels=None, identity="faces", weight=10.0, **options):
        """Inputs from which `images_of` draws images like these.

        Args:
            images: Array `(n, height, width, channels)`, uint8 or floats in [-1, 1].
            labels: The known labels of the images, as in `sample`; the encoder predicts
                the others.
            identity: Features that distinguish people: a
                `kerasgan.metrics.FaceEmbedding` or another extractor, or a
                differentiable function from float images in [-1, 1] to features
                `(batch, dim)`. `None` compares pixels alone, the baseline of the paper
                (default: `"faces"`, O-Net's features where `mtcnn` is installed, else
                pixels and a warning).
            weight: Float, weight of the mean squared error of features; the error of
                pixels has weight 1 (default: 10: between two faces, O-Net's error is a
                tenth of the pixels').
            **options: Arguments of `kerasgan.latent.invert`, such as `steps`; with
                `restarts=4` the search starts from the encoder's prediction and from
                three random latents.

        Returns:
            Dict of `latents` `(n, latent_dim)` and of the labels.
        """
        images = as_floats(images, self.image_shape)
        wanted = named.labels_by_name(labels, self.inputs)
        known = {
            **self.predicted_labels(images),
            **named.encoded(wanted, self.conditions, len(images)),
        }
        latents, _ = latent.invert(
            lambda inputs: self.sampler(inputs, training=False),
            images,
            encoder=lambda rows: self.encoder(rows, training=False)["latents"],
            features=features_of(identity),
            feature_weight=weight,
            latent_dim=self.inputs["latents"].size,
            labels=known,
            **{"restarts": 1, **options},
        )
        return {"latents": latents, **known}

    def predicted_labels(self, images, batch_size=64):
        """The labels of float images that the encoder predicts, by name."""
        outputs = [
            self.encoder(rows["images"], training=False)
            for rows in named.rows_of({"images": images}, batch_size)
        ]
        return {
            # The prior takes the greatest noise of a class, so the greatest logit.
            name: condition.from_noise(tf.concat([o[name] for o in outputs], axis=0))
            for name, condition in self.conditions.items()
        }


def features_of(identity):
    """The function of float images for the argument `identity` of `invert`."""
    if identity != "faces":
        return getattr(identity, "of_floats", identity)
    try:
        return metrics.ONetFeatures().of_floats
    except ImportError:
        warnings.warn(
            "`mtcnn` is not installed, so photos are inverted by pixels alone, which "
            'keeps the person less well: `pip install "kerasgan[faces]"`.',
            stacklevel=3,
        )
        return None
