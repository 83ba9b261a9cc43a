"""The two players of a GAN: whose weights are whose, and how each is updated."""

import tensorflow as tf

from kerasgan import optimizers
from kerasgan.layers import adaptive_augmentations
from kerasgan.models import replicas
from kerasgan.models.configuration import is_ours
from kerasgan.models.health import PlayerHealth
from kerasgan.models.optimizers import OptimizerPair
from kerasgan.models.optimizers import loss_scale
from kerasgan.models.optimizers import prepare_optimizer


class TwoPlayers:
    """A Keras model that two optimizers train.

    All that may go wrong in an update is here and nowhere else: loss scaling,
    replicas, overflows.
    """

    @property
    def generator_variables(self):
        return self.generator.trainable_variables

    @property
    def discriminator_variables(self):
        return self.discriminator.trainable_variables

    @staticmethod
    def default_optimizer():
        """The paper's optimizer of both players, or of the generator."""
        return optimizers.Adam(2e-4, beta_1=0.5)

    def default_discriminator_optimizer(self):
        """The paper's optimizer of the discriminator, where it has one of its own."""
        return self.default_optimizer()

    def compile(
        self,
        generator_optimizer=None,
        discriminator_optimizer=None,
        jit_compile="auto",
        run_eagerly=False,
        steps_per_execution=1,
    ):
        """Sets each player's optimizer; the default is the paper's.

        Args:
            generator_optimizer: Optional Keras optimizer, or its name.
            discriminator_optimizer: Likewise.
            jit_compile, run_eagerly, steps_per_execution: As in Keras.

        Raises:
            ValueError: `jit_compile=True` or several `steps_per_execution`, within
                the scope of a strategy with several replicas.
        """
        replicas.check_compile(
            self.distribute_strategy, jit_compile, steps_per_execution
        )
        self.compile_arguments = {
            "jit_compile": jit_compile,
            "run_eagerly": run_eagerly,
            "steps_per_execution": steps_per_execution,
        }
        if not is_ours(type(self)):
            self.check_configuration()  # now, and not after hours of training
        super().compile(optimizer=None, **self.compile_arguments)
        self.health, self.gradient_observers = {}, []
        self.generator_optimizer = self.prepare(
            "generator",
            generator_optimizer or self.default_optimizer(),
            self.generator_variables,
        )
        self.discriminator_optimizer = self.prepare(
            "discriminator",
            discriminator_optimizer or self.default_discriminator_optimizer(),
            self.discriminator_variables,
        )
        self.optimizer = OptimizerPair(
            self.discriminator_optimizer, self.generator_optimizer
        )

    def prepare(self, player, optimizer, variables):
        """A player's optimizer, built, and what watches over it."""
        optimizer = prepare_optimizer(optimizer, player, self.networks.values())
        optimizer.build(variables)
        self.health[player] = PlayerHealth(player, optimizer)
        return optimizer

    def update(self, player, loss, tape, real_logits=None):
        """One step of a player's optimizer down the gradient of its loss on `tape`.

        The gradient is that of the mean over replicas, and the same on each. All that
        follows from a step follows here, so that no algorithm can forget it.

        Args:
            player: String, `"generator"`, `"discriminator"` or another of `networks`.
            loss: Float32 scalar.
            tape: The `tf.GradientTape` that recorded it.
            real_logits: A discriminator's logits on real images, which its
                `AdaptiveAugment` layers go by.

        Raises:
            ValueError: When the step is traced, if the player has such a layer and no
                logits came.
        """
        network = self.networks[player]
        variables = network.trainable_variables
        optimizer = getattr(self, f"{player}_optimizer")
        scale = loss_scale(optimizer)
        share = scale / self.distribute_strategy.num_replicas_in_sync
        gradients = tape.gradient(
            loss, variables, output_gradients=share * tf.ones_like(loss)
        )
        gradients = replicas.sum_gradients(dense(gradients))
        optimizer.apply(gradients, variables)
        self.health[player].observe(gradients, scale)
        for observe in self.gradient_observers:
            observe(variables, gradients, scale)
        self.adapt(network, real_logits)

    def adapt(self, network, real_logits):
        """Tells each `AdaptiveAugment` of a network how it judged real images."""
        layers = adaptive_augmentations(network)
        if layers and real_logits is None:
            raise ValueError(
                f"{layers[0].name!r} goes by the logits of real images, but "
                f"{type(self).__name__}'s step hands none over. Pass "
                "`real_logits=` to `update`, or augment with DiffAugment."
            )
        for layer in layers:
            layer.update(real_logits - self.objective.threshold)

    @property
    def health_metrics(self):
        """What `compile` set up to watch over each player."""
        players = vars(self).get("health", {}).values()
        return [metric for player in players for metric in player.metrics]


def dense(gradients):
    """Gradients as tensors; those of an embedding come as slices."""
    return [
        tf.convert_to_tensor(g) if isinstance(g, tf.IndexedSlices) else g
        for g in gradients
    ]
