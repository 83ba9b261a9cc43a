"""The two optimizers of a GAN, as Keras' callbacks expect to find them."""

import keras

from kerasgan.models.replicas import take_summed_gradients


class OptimizerPair:
    """Both players' optimizers, in the place where Keras keeps one.

    It is no `keras.optimizers.Optimizer`: `fit` would end by writing its averages
    into the wrong network. Callbacks that set a learning rate set both.
    """

    def __init__(self, discriminator_optimizer, generator_optimizer):
        self.optimizers = [discriminator_optimizer, generator_optimizer]

    @property
    def built(self):
        return all(optimizer.built for optimizer in self.optimizers)

    def build(self, variables):
        """Does nothing: `compile` builds each optimizer over its own player."""

    @property
    def iterations(self):
        return self.optimizers[1].iterations

    @property
    def learning_rate(self):
        return self.optimizers[1].learning_rate

    @learning_rate.setter
    def learning_rate(self, rate):
        for optimizer in self.optimizers:
            optimizer.learning_rate = rate

    @property
    def variables(self):
        return [v for optimizer in self.optimizers for v in optimizer.variables]


def prepare_optimizer(optimizer, player, networks):
    """An optimizer of a player's own, with loss scaling where half precision needs it.

    Keras scales the loss of `model.optimizer` alone, which a GAN doesn't have.

    Args:
        optimizer: Keras optimizer or its name. One that has been used gives its
            settings, not its moments.
        player: String that goes before its name in logs.
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
    """By how much `optimizer` wants its loss scaled."""
    return optimizer.scale_loss(1.0)
