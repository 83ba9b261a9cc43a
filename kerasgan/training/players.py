"""The players of a model: which networks they train, and how they are updated."""

import tensorflow as tf

from kerasgan import optimizers
from kerasgan import replicas
from kerasgan.layers import adaptive_augmentations
from kerasgan.training.configuration import is_ours
from kerasgan.training.monitoring import PlayerHealth


class Players:
    """A Keras model of several players, each with its own optimizer.

    All difficult parts of an update are here and nowhere else: loss scaling, replicas
    and overflows.
    """

    players = {}

    @property
    def network_names(self):
        """The names of all networks that players own, in their order."""
        return [name for names in self.players.values() for name in names]

    @property
    def networks(self):
        """The networks that players own, by name."""
        return {name: getattr(self, name) for name in self.network_names}

    def networks_of(self, player):
        """A player's networks, by name."""
        return {name: getattr(self, name) for name in self.players[player]}

    def variables_of(self, player):
        """The weights that a player trains."""
        networks = self.networks_of(player).values()
        return [v for network in networks for v in network.trainable_variables]

    def live_variables_of(self, player):
        """The weights that a player trains now: all, except for growing networks."""
        return self.variables_of(player)

    def optimizer_of(self, player):
        """A player's optimizer."""
        return getattr(self, f"{player}_optimizer")

    def default_optimizer(self, player):
        """The paper's optimizer for a player."""
        return optimizers.Adam(2e-4, beta_1=0.5)

    def compile(
        self,
        *positional,
        jit_compile="auto",
        run_eagerly=False,
        steps_per_execution=1,
        **named,
    ):
        """Sets each player's optimizer; the default is the paper's.

        Args:
            *positional: Optional Keras optimizers, or their names, in the order of
                `players`: for most models the generator's, then the discriminator's.
            jit_compile: Bool. Whether XLA compiles the step.
            run_eagerly: Bool. Whether steps run without a graph, for debugging.
            steps_per_execution: Int, steps in a call of TensorFlow.
            **named: Optimizers by name, such as `generator_optimizer=`.

        Raises:
            ValueError: `jit_compile=True` or several `steps_per_execution` are used in
                the scope of a strategy with several replicas.
            TypeError: There are more optimizers than players, or an optimizer has an
                unknown name.
        """
        chosen = self.chosen_optimizers(positional, named)
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
        self.health, self.gradient_observers, by_player = {}, [], {}
        networks = self.networks.values()
        for player, optimizer in chosen.items():
            optimizer = optimizer or self.default_optimizer(player)
            optimizer = optimizers.for_player(player, optimizer, networks)
            optimizer.build(self.variables_of(player))
            setattr(self, f"{player}_optimizer", optimizer)
            self.health[player] = PlayerHealth(player, optimizer)
            by_player[player] = optimizer
        self.optimizer = optimizers.PlayerOptimizers(by_player)

    def chosen_optimizers(self, positional, named):
        """The optimizer of each player among the arguments of `compile`, or `None`."""
        names = [f"{player}_optimizer" for player in self.players]
        if not names:
            raise TypeError(
                f"{type(self).__name__} has no players. Declare them in the class: "
                '`players = {"generator": ("generator",)}`, from each player to the '
                "names of the networks that it trains."
            )
        by_place = dict(zip(names, positional, strict=False))
        unknown = [name for name in named if name not in names or name in by_place]
        if len(positional) > len(names) or unknown:
            raise TypeError(
                f"{type(self).__name__} takes the optimizers {', '.join(names)}, in "
                f"this order or by name, but received {len(positional)} and "
                f"{list(named)}."
            )
        chosen = {**by_place, **named}
        return {
            player: chosen.get(name)
            for player, name in zip(self.players, names, strict=True)
        }

    def update(self, player, loss, tape, real_logits=None, ema_decay=None):
        """One step of a player's optimizer, with the gradient of its loss on `tape`.

        The gradient is that of the mean loss over replicas, and the same on each
        replica. All updates that follow a step are done here, so that no algorithm can
        forget them.

        Args:
            player: String, one of `players`.
            loss: Float32 scalar.
            tape: The `tf.GradientTape` that recorded the loss.
            real_logits: A discriminator's logits for real images, which its
                `AdaptiveAugment` layers need; for several networks, a dict by name.
            ema_decay: Optional float, decay of the averages in place of the model's.

        Raises:
            ValueError: When the step is traced, if the player has an `AdaptiveAugment`
                layer and no `real_logits` are passed.
        """
        variables = self.live_variables_of(player)
        optimizer = self.optimizer_of(player)
        scale = optimizers.loss_scale(optimizer)
        portion = scale / self.distribute_strategy.num_replicas_in_sync
        gradients = tape.gradient(
            loss, variables, output_gradients=portion * tf.ones_like(loss)
        )
        gradients = replicas.sum_gradients(dense(gradients))
        optimizer.apply(gradients, variables)
        self.health[player].observe(gradients, scale)
        for observe in self.gradient_observers:
            observe(variables, gradients, scale)
        for name, network in self.networks_of(player).items():
            logits = real_logits
            if isinstance(real_logits, dict):
                logits = real_logits.get(name)
            self.adapt(network, logits)
            self.move_average(name, ema_decay)

    def adapt(self, network, real_logits):
        """Adapts each `AdaptiveAugment` of a network to its logits for real images."""
        layers = adaptive_augmentations(network)
        if layers and real_logits is None:
            raise ValueError(
                f"{layers[0].name!r} needs the logits of real images, but "
                f"the step of {type(self).__name__} passes none. Pass "
                "`real_logits=` to `update`, or augment with DiffAugment."
            )
        for layer in layers:
            layer.update(real_logits - self.objective.threshold)

    @property
    def health_metrics(self):
        """The metrics of each player's health, which `compile` creates."""
        players = vars(self).get("health", {}).values()
        return [metric for player in players for metric in player.metrics]


def dense(gradients):
    """Gradients as dense tensors; gradients of an embedding are slices."""
    return [
        tf.convert_to_tensor(g) if isinstance(g, tf.IndexedSlices) else g
        for g in gradients
    ]
