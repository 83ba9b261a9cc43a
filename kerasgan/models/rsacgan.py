"""RSACGAN."""

from kerasgan.inputs import conditions_of
from kerasgan.models import rsgan
from kerasgan.models.acgan import ACGAN
from kerasgan.networks import conditional


class RSACGAN(ACGAN):
    """`ACGAN` with the objective, the networks and the learning rates of `RSGAN`.

    In each step the fakes have the same labels as the real images, so the two images of
    a compared pair have the same label.

    Reference: [Odena et al., 2017](https://arxiv.org/abs/1610.09585), eqs. 2-3, with
    [Jolicoeur-Martineau, 2018](https://arxiv.org/abs/1807.00734), eqs. 8 and 9, in the
    place of the former's eq. 2.

    Args:
        generator: `keras.Model` from a dict of `latents` and of labels to images.
        discriminator: `keras.Model` from images to a dict: `logits` and, under the
            name of each label, its prediction: for classes, logits
            `(batch, num_classes)`.
        conditions: Dict from the names of labels to `kerasgan.inputs.Condition`s.
        class_weight: Float. Weight of the class loss; the paper's is 1.

    Example:

    ```python
    gan = kerasgan.RSACGAN.for_images((64, 64, 3), num_classes=["male", "female"])
    gan.compile()
    gan.fit(kerasgan.data.utkface("UTKFace/", labels="gender"), epochs=50)
    women = gan.sample(16, labels="female")
    ```
    """

    objective = rsgan.RSGAN.objective
    reuses_real_logits = True
    default_optimizer = rsgan.RSGAN.default_optimizer

    @classmethod
    def for_images(cls, image_shape, num_classes, latent_dim=100, width=None, **kwargs):
        """A model with DCGAN's networks, of a width that trains on a CPU in minutes.

        Args:
            image_shape: `(height, width, channels)`, sides of 16 to 256, 1 or 3
                channels.
            num_classes: Int, or a list of the class names; for several labels a dict
                from the name of each label to its int or list, such as
                `dataset.class_names`. `kerasgan.inputs.Attributes(40)` stands for 40
                labels that are 0 or 1.
            latent_dim: Int, length of a latent.
            width: Int, channels of the generator's layer next to the image (default: 48
                up to sides of 64, 16 for 128, 8 for 256).
            **kwargs: Arguments of the class.
        """
        conditions = conditions_of(num_classes)
        width, most = rsgan.widths(image_shape, width)
        return cls(
            conditional.generator(
                *(image_shape, conditions, latent_dim, width),
                most=most,
                modulated=True,
            ),
            conditional.classifier(
                image_shape, conditions, rsgan.discriminator_width(width), most
            ),
            conditions,
            **kwargs,
        )
