"""WGAN."""

import keras
import tensorflow as tf

from kerasgan import losses
from kerasgan import optimizers
from kerasgan import regularizers
from kerasgan.models.gan import GAN


class WGAN(GAN):
    """Wasserstein GAN; weight clipping keeps its critic Lipschitz.

    One step takes `critic_steps` minibatches of the dataset, updates the critic on
    each, clips its weights, and then updates the generator once. The critic's loss is
    the negative of an estimate of the distance between fakes and real images, up to a
    factor.

    Reference: [Arjovsky et al., 2017](https://arxiv.org/abs/1701.07875),
    Algorithm 1.

    Args:
        generator: `keras.Model` from latents to images in [-1, 1].
        discriminator: `keras.Model` from images to scores, the critic.
        critic_steps: Int. Critic updates for each generator update (n_critic).
        clip: Float. The largest absolute value of the critic's weights (c).

    Example:

    ```python
    gan = kerasgan.WGAN.for_images((64, 64, 3), width=32)
    gan.compile()
    gan.fit(kerasgan.data.image_folder("faces/"), epochs=50)
    ```
    """

    loss_names = ("critic_loss", "generator_loss")
    measure_names = ()
    objective = losses.Wasserstein()

    def __init__(self, generator, discriminator, critic_steps=5, clip=0.01, **kwargs):
        super().__init__(generator, discriminator, **kwargs)
        self.critic_steps = critic_steps
        self.clip = clip

    def default_optimizer(self, player):
        return optimizers.RMSprop(5e-5)

    def train_step(self, data):
        images, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        critic = self.discriminate

        for turn, real in enumerate(self.minibatches(images)):
            fake = self.generate(tf.shape(real)[0], turn=turn)
            with tf.GradientTape() as tape:
                terms = self.objective.discriminator(critic(real), critic(fake))
                critic_loss = sum(terms.values())
            self.update("discriminator", critic_loss, tape)
            regularizers.clip_weights(self.discriminator, self.clip)

        with tf.GradientTape() as tape:
            fake = self.generate(tf.shape(real)[0], turn=self.critic_steps)
            generator_loss = self.objective.generator(critic(fake))
        self.update("generator", generator_loss, tape)

        return {"critic_loss": critic_loss, "generator_loss": generator_loss}
