"""What every GAN shares: two optimizers, named losses, noise, saving."""

import keras
import tensorflow as tf

from kerasgan import latent
from kerasgan.models.configuration import SavedBySignature
from kerasgan.models.optimizers import OptimizerPair
from kerasgan.models.optimizers import prepare_optimizer
from kerasgan.models.order import ResumeOrder
from kerasgan.models.order import as_dataset


class AdversarialModel(SavedBySignature, keras.Model):
    """Networks trained against each other under `fit()`.

    A subclass keeps its networks as attributes, names the losses that it
    reports in `loss_names`, and writes its algorithm in `train_step`:

    - a `tf.GradientTape` records each player's loss,
    - `update_discriminator` and `update_generator` take the gradient steps,
    - `report` returns the mean losses of the epoch.

    Images are float tensors `(batch, height, width, channels)` in [-1, 1].

    Every argument of `__init__` is kept under its own name, which is all that
    saving needs: `get_config` reads the signatures. What training changes
    besides the networks is a weight, so that it is saved and training goes on
    exactly where it stopped.

    Args:
        seed: Int. Seed of what training draws.
    """

    loss_names = ("discriminator_loss", "generator_loss")

    def __init__(self, seed=0, **kwargs):
        super().__init__(**kwargs)
        self.seed = seed
        self.step = self.add_weight(
            shape=(),
            dtype="int64",
            initializer="zeros",
            trainable=False,
            aggregation="only_first_replica",
            name="step",
        )
        self.loss_trackers = {n: keras.metrics.Mean(n) for n in self.loss_names}
        self.built = True  # networks arrive built

    @property
    def networks(self):
        """The networks by name, as `summary` shows them."""
        return {"generator": self.generator, "discriminator": self.discriminator}

    @property
    def generator_variables(self):
        return self.generator.trainable_variables

    @property
    def discriminator_variables(self):
        return self.discriminator.trainable_variables

    @staticmethod
    def default_optimizer():
        """The optimizer of the paper."""
        return keras.optimizers.Adam(2e-4, beta_1=0.5)

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
        """
        self.compile_arguments = {
            "jit_compile": jit_compile,
            "run_eagerly": run_eagerly,
            "steps_per_execution": steps_per_execution,
        }
        super().compile(optimizer=None, **self.compile_arguments)
        self.generator_optimizer = self.prepare(
            generator_optimizer, "generator", self.generator_variables
        )
        self.discriminator_optimizer = self.prepare(
            discriminator_optimizer, "discriminator", self.discriminator_variables
        )
        self.optimizer = OptimizerPair(
            self.discriminator_optimizer, self.generator_optimizer
        )

    def prepare(self, optimizer, player, variables):
        """A player's optimizer, built; the paper's if it is None."""
        optimizer = prepare_optimizer(
            optimizer or self.default_optimizer(), player, self.networks.values()
        )
        optimizer.build(variables)
        return optimizer

    def fit(self, x, y=None, batch_size=None, callbacks=None, **kwargs):
        """Trains as Keras does, on a dataset or an array of images in [-1, 1].

        The order of the images is a function of the dataset's seed and of `step`,
        so a model that was saved and loaded sees what it would have seen.

        Args:
            x: `tf.data.Dataset`, such as those of `kerasgan.data`; or an array of
                images, uint8 or float in [-1, 1], which is batched and shuffled.
            y: Optional labels of such an array.
            batch_size: Int, for an array; 64 if absent.
            callbacks: Optional list of callbacks.
            **kwargs: As in `keras.Model.fit`.
        """
        dataset = as_dataset(x, y, batch_size, self.seed)
        self.check(dataset)
        return super().fit(
            dataset,
            callbacks=[ResumeOrder(dataset), *(callbacks or [])],
            shuffle=False,  # Keras can't shuffle a dataset, and says so at every call
            **kwargs,
        )

    def check(self, dataset):
        """Refuses data that the networks can't take."""

    def update_generator(self, loss, tape):
        """One step of the generator down the gradient of `loss`; counts the step."""
        self.descend(loss, tape, self.generator_optimizer, self.generator_variables)
        self.step.assign(self.step + 1)

    def update_discriminator(self, loss, tape):
        """One step of the discriminator down the gradient of `loss`."""
        self.descend(
            loss, tape, self.discriminator_optimizer, self.discriminator_variables
        )

    def descend(self, loss, tape, optimizer, variables):
        """One step of `optimizer` down the gradient of the loss on `tape`."""
        replicas = self.distribute_strategy.num_replicas_in_sync
        scale = optimizer.scale_loss(tf.ones_like(loss)) / replicas
        gradients = tape.gradient(loss, variables, output_gradients=scale)
        optimizer.apply(gradients, variables)

    def noise(self, shape, stream=0):
        """Standard normal noise, a function of (seed, step, replica, stream).

        Args:
            shape: Shape of the noise.
            stream: Int. Tells one draw of a step from another.
        """
        return latent.noise_of_step(shape, self.seed, self.step, stream)

    @property
    def metrics(self):
        return list(self.loss_trackers.values())

    def report(self, **losses):
        """Adds this step's losses to the epoch's means and returns the means."""
        for name, loss in losses.items():
            self.loss_trackers[name].update_state(loss)
        return self.get_metrics_result()

    def test_step(self, data):
        raise NotImplementedError(
            f"{type(self).__name__} has no loss that tells how good it is. Look at "
            "`gan.sample(16)`, or compare samples with real images."
        )

    def summary(self, **kwargs):
        """Prints each network, and the parameters of each in one line."""
        counts = []
        for name, network in self.networks.items():
            network.summary(**kwargs)
            counts.append(f"{name} {network.count_params():,}")
        kwargs.get("print_fn", print)(
            f"{type(self).__name__}: {', '.join(counts)} parameters"
        )
