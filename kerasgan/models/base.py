"""What every GAN shares: two optimizers, named losses, noise, saving."""

import keras
import tensorflow as tf

from kerasgan import latent
from kerasgan.models import fitting
from kerasgan.models import replicas
from kerasgan.models.batches import Watch
from kerasgan.models.configuration import SavedBySignature
from kerasgan.models.order import warn_of_inexact_resuming
from kerasgan.models.players import TwoPlayers


class AdversarialModel(TwoPlayers, SavedBySignature, keras.Model):
    """Networks trained against each other under `fit()`.

    A subclass keeps its networks as attributes, names the losses that it
    reports in `loss_names`, and writes its algorithm in `train_step`:

    - a `tf.GradientTape` records each player's loss,
    - `update` takes each player's gradient step,
    - `report` counts the step and returns the means of the epoch.

    Images are float tensors `(batch, height, width, channels)` in [-1, 1].

    Every argument of `__init__` is kept under its own name, which is all that
    saving needs: `get_config` reads the signatures. What training changes
    besides the networks is a weight, so that it is saved and training goes on
    exactly where it stopped.

    Args:
        seed: Int. Seed of what training draws.
    """

    loss_names = ("discriminator_loss", "generator_loss")
    measure_names = ()  # what else a step reports: shares, coefficients
    minibatches = 1  # of the user's dataset, to a step

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
        self.trackers = {
            name: keras.metrics.Mean(name)
            for name in (*self.loss_names, *self.measure_names)
        }
        self.built = True  # networks arrive built

    @property
    def networks(self):
        """The networks by name, as `summary` shows them."""
        return {"generator": self.generator, "discriminator": self.discriminator}

    def fit(
        self,
        x,
        y=None,
        batch_size=None,
        epochs=1,
        verbose="auto",
        callbacks=None,
        initial_epoch=0,
        steps_per_epoch=None,
    ):
        """Trains as Keras does, on a dataset or an array of images in [-1, 1].

        The order of the images is a function of the dataset's seed and of `step`,
        so a model that was saved and loaded sees what it would have seen.

        Args:
            x: `tf.data.Dataset`, such as those of `kerasgan.data`; or an array of
                images, uint8 or float in [-1, 1], which is batched and shuffled.
            y: Optional labels of such an array.
            batch_size: Int, for an array; 64 if absent.
            epochs, verbose, callbacks, initial_epoch, steps_per_epoch: As in
                `keras.Model.fit`.

        Returns:
            The `History`: epoch means of `loss_names` and `measure_names`, and of
            each player the gradient norm, the learning rate and, in float16, the
            loss scale and the steps skipped; and the images per second.

        Raises:
            ValueError: Images of another shape or type than the networks take, or
                batches that replicas or several minibatches a step can't share.
        """
        self._assert_compile_called("fit")
        self.check()
        watch = Watch(self.batch_spec)
        dataset = fitting.as_dataset(x, y, batch_size, self.seed, watch.spec)
        warn_of_inexact_resuming(dataset, callbacks or [])
        dataset = fitting.for_steps(
            fitting.watched(dataset, watch, self.prepared),
            self.minibatches,
            self.distribute_strategy,
        )
        self._initial_epoch = None  # `BackupAndRestore` of an earlier `fit` set it
        with watch.raising():
            return super().fit(
                dataset,
                epochs=epochs,
                verbose=verbose,
                callbacks=fitting.callback_list(
                    self, dataset, callbacks, verbose, epochs, steps_per_epoch
                ),
                initial_epoch=initial_epoch,
                steps_per_epoch=steps_per_epoch,
                shuffle=False,  # Keras can't shuffle a dataset, and says so each time
            )

    def train_on_batch(
        self, x, y=None, sample_weight=None, class_weight=None, return_dict=False
    ):
        """One step, as Keras does it, on what a batch of `fit` would be.

        Args:
            x: Images `(minibatches * batch, height, width, channels)`, uint8 or floats
                in [-1, 1].
            y: Their labels, where they steer.
            sample_weight, class_weight: `None`: the losses have no place for them.
            return_dict: As in Keras.

        Raises:
            ValueError: As of `fit`; a batch that can't be shared among minibatches.
        """
        if sample_weight is not None or class_weight is not None:
            raise ValueError(
                "The losses of a GAN have no place for `sample_weight` or "
                "`class_weight`. Leave them out; to see images more often, repeat them."
            )
        if len(x) % self.minibatches:
            raise ValueError(
                f"One step of this GAN takes {self.minibatches} minibatches of one "
                f"size, but the batch has {len(x)} images. Pass a multiple of "
                f"{self.minibatches}."
            )
        self.check()
        watch = Watch(self.batch_spec)
        images, labels = tf.convert_to_tensor(x), None
        if y is not None:
            labels = tf.nest.map_structure(tf.convert_to_tensor, y)
        if watch.spec is not None:
            watch.spec.check_types(images, labels)
        with watch.raising():
            batch = self.prepared(*watch.over(images, labels))
        return super().train_on_batch(*batch, return_dict=return_dict)

    @property
    def batch_spec(self):
        """A `BatchSpec`, what a batch of the dataset is; `None`, anything."""

    def check(self):
        """Refuses networks that can't train."""

    def prepared(self, images, labels):
        """What `train_step` takes of a batch; it is done before the compiled step."""
        return images, labels

    def noise(self, shape, stream="latents", turn=0):
        """Standard normal noise, a function of (seed, step, replica, stream, turn).

        Args:
            shape: Shape of the noise.
            stream: String, what the draw is for (default: `"latents"`). Two streams of
                a step are independent.
            turn: Int, which of several draws of that stream in a step (default: 0).
        """
        return latent.noise_of_step(shape, self.seed, self.step, stream, turn)

    @property
    def metrics(self):
        return [*self.trackers.values(), *self.health_metrics]

    def report(self, **values):
        """Ends the step: counts it, and returns the means of the epoch so far.

        Args:
            **values: This step's number for each of `loss_names` and
                `measure_names`.
        """
        # After the losses: of a batch that was refused there are none.
        with tf.control_dependencies(list(map(tf.convert_to_tensor, values.values()))):
            self.step.assign(self.step + 1)
        for name, value in values.items():
            self.trackers[name].update_state(value)
        logs = self.get_metrics_result()
        if replicas.is_multi_worker(self.distribute_strategy):
            return {name: tf.reshape(log, [1]) for name, log in logs.items()}
        return logs

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
