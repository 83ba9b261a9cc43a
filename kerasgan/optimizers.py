"""Optimizers of players: optimizers that Keras lacks, and adjustments for GANs."""

import keras
import tensorflow as tf
from keras import ops

from kerasgan.replicas import take_summed_gradients


@keras.saving.register_keras_serializable("kerasgan")
class Adam(keras.optimizers.Adam):
    """Keras' Adam in one pass over the weights instead of a dozen.

    Keras 3 computes the update in elementwise operations, and each of them reads and
    writes all weights; TensorFlow has one kernel for the whole update. The formulas,
    the arguments and the saved state are those of `keras.optimizers.Adam`.

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
    """A pair of Adam optimizers; the discriminator's has the larger learning rate.

    A discriminator that keeps up with its generator needs fewer updates. The default
    doubles the discriminator's learning rate; the reference finds a separate ratio for
    each data set.

    Reference: [Heusel et al., 2017](https://arxiv.org/abs/1706.08500), section 2.

    Args:
        learning_rate: Float, the generator's learning rate.
        ratio: Float, the discriminator's learning rate divided by the generator's.
        beta_1: Float, decay rate of the mean of gradients, for both players.
        beta_2: Float, decay rate of the mean of squared gradients, for both players.

    Returns:
        The optimizers of the generator and of the discriminator, in the order of
        `compile`.

    Example:

    ```python
    gan.compile(*kerasgan.optimizers.two_time_scale(2e-4))
    ```
    """
    rates = (learning_rate, ratio * learning_rate)
    return tuple(Adam(rate, beta_1=beta_1, beta_2=beta_2) for rate in rates)


@keras.saving.register_keras_serializable("kerasgan")
class RMSprop(keras.optimizers.RMSprop):
    """RMSprop as in PyTorch, which the authors of WGAN used.

    Keras adds epsilon inside of the root. There, 1e-7 makes updates small for gradients
    below 3e-4, such as those of a clipped critic. Here epsilon is added outside of the
    root, and the mean of squares is taken over more steps. Arguments and saved state
    are those of `keras.optimizers.RMSprop`; PyTorch's `alpha` is `rho`.

    Reference: Tieleman & Hinton, "Lecture 6.5 - rmsprop", 2012; the defaults of
    [Arjovsky et al., 2017](https://arxiv.org/abs/1701.07875)'s code.

    Args:
        learning_rate: Float (default: 0.001).
        rho: Float, weight of the old mean of squares in the new one (default: 0.99).
        momentum: Float (default: 0).
        epsilon: Float, added to the root (default: 1e-8).
        centered: Bool. Whether to use the variance in place of the mean of squares.
        **kwargs: Other arguments of Keras' optimizers, such as `clipnorm`.
    """

    def __init__(
        self,
        learning_rate=0.001,
        rho=0.99,
        momentum=0.0,
        epsilon=1e-8,
        centered=False,
        **kwargs,
    ):
        super().__init__(
            learning_rate,
            rho=rho,
            momentum=momentum,
            epsilon=epsilon,
            centered=centered,
            **kwargs,
        )

    def update_step(self, gradient, variable, learning_rate):
        dtype = variable.dtype
        rate, gradient = ops.cast(learning_rate, dtype), ops.cast(gradient, dtype)
        index = self._get_variable_index(variable)
        squares = self._velocities[index]
        squares.assign(self.rho * squares + (1 - self.rho) * ops.square(gradient))
        scale = squares
        if self.centered:
            mean = self._average_gradients[index]
            mean.assign(self.rho * mean + (1 - self.rho) * gradient)
            scale = ops.relu(squares - ops.square(mean))
        step = gradient / (ops.sqrt(scale) + self.epsilon)
        if self.momentum > 0:
            buffer = self._momentums[index]
            buffer.assign(self.momentum * buffer + step)
            step = buffer
        variable.assign_sub(rate * step)


class PlayerOptimizers:
    """The optimizers of all players, in place of the single optimizer of Keras.

    It is not a `keras.optimizers.Optimizer`, because `fit` would write the optimizer's
    averages into the wrong network at its end. A callback that sets the learning rate
    sets it for all players.

    Args:
        by_player: Dict from each player to its optimizer.
    """

    def __init__(self, by_player):
        self.by_player = dict(by_player)
        self.optimizers = list(by_player.values())

    @property
    def built(self):
        return all(optimizer.built for optimizer in self.optimizers)

    def build(self, variables):
        """Does nothing: `compile` builds each optimizer over its own player."""

    @property
    def iterations(self):
        return self.optimizers[0].iterations

    @property
    def learning_rate(self):
        return self.optimizers[0].learning_rate

    @learning_rate.setter
    def learning_rate(self, rate):
        for optimizer in self.optimizers:
            optimizer.learning_rate = rate

    @property
    def variables(self):
        return [v for optimizer in self.optimizers for v in optimizer.variables]


def for_player(player, optimizer, networks):
    """A player's own optimizer, with loss scaling if half precision needs it.

    Keras scales only the loss of `model.optimizer`, which a GAN doesn't have.

    Args:
        player: String, prefix of the optimizer's name in logs.
        optimizer: Keras optimizer or its name. If it was used before, its settings are
            copied, but not its moments.
        networks: All networks of the model.
    """
    optimizer = keras.optimizers.get(optimizer)
    if optimizer.built:
        optimizer = type(optimizer).from_config(optimizer.get_config())
    optimizer.name = f"{player}_{optimizer.name.removeprefix(f'{player}_')}"

    layers = [layer for network in networks for layer in network._flatten_layers()]
    half = any(layer.compute_dtype == "float16" for layer in layers)
    if half and not isinstance(optimizer, keras.optimizers.LossScaleOptimizer):
        optimizer = keras.optimizers.LossScaleOptimizer(optimizer, name=optimizer.name)
    take_summed_gradients(optimizer)
    return optimizer


def loss_scale(optimizer):
    """The factor by which `optimizer` scales a loss."""
    return optimizer.scale_loss(1.0)
