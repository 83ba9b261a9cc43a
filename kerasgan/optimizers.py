"""Optimizers for two players."""

import keras
import tensorflow as tf
from keras import ops


@keras.saving.register_keras_serializable("kerasgan")
class Adam(keras.optimizers.Adam):
    """Keras' Adam in one pass over the weights instead of a dozen.

    Keras 3 writes the update in elementwise operations, each of which reads and
    writes all weights; TensorFlow has one kernel for them. The maths, the
    arguments and the saved state are those of `keras.optimizers.Adam`.

    Reference: [Kingma & Ba, 2015](https://arxiv.org/abs/1412.6980), Algorithm 1 in
    the order of operations of section 2.
    """

    def update_step(self, gradient, variable, learning_rate):
        if self.amsgrad:
            return super().update_step(gradient, variable, learning_rate)
        dtype = variable.dtype
        index = self._get_variable_index(variable)
        beta_1, beta_2 = ops.cast(self.beta_1, dtype), ops.cast(self.beta_2, dtype)
        step = ops.cast(self.iterations + 1, dtype)
        tf.raw_ops.ResourceApplyAdam(
            var=variable.handle,
            m=self._momentums[index].value.handle,
            v=self._velocities[index].value.handle,
            beta1_power=ops.power(beta_1, step),
            beta2_power=ops.power(beta_2, step),
            lr=ops.cast(learning_rate, dtype),
            beta1=beta_1,
            beta2=beta_2,
            epsilon=ops.cast(self.epsilon, dtype),
            grad=ops.cast(gradient, dtype),
        )


def two_time_scale(learning_rate=1e-4, ratio=2.0, beta_1=0.5, beta_2=0.999):
    """A pair of Adams of which the discriminator's is the faster.

    A discriminator that keeps up with its generator needs fewer updates. The seed
    of this package that trains face GANs doubles its rate; the reference finds
    its own ratio for each data set.

    Reference: [Heusel et al., 2017](https://arxiv.org/abs/1706.08500), section 2.

    Args:
        learning_rate: Float, the generator's.
        ratio: Float, the discriminator's rate over the generator's.
        beta_1, beta_2: Floats, both players' decay rates.

    Returns:
        The generator's optimizer and the discriminator's, in the order of `compile`.

    Example:

    >>> gan.compile(*kerasgan.optimizers.two_time_scale(2e-4))
    """
    rates = (learning_rate, ratio * learning_rate)
    return tuple(Adam(rate, beta_1=beta_1, beta_2=beta_2) for rate in rates)
