"""The base of every model: players, named losses, noise, `fit`, saving."""

import types

import keras
import tensorflow as tf

from kerasgan import data
from kerasgan import inputs
from kerasgan import replicas
from kerasgan.training import fitting
from kerasgan.training import soundness
from kerasgan.training.average import Averages
from kerasgan.training.batches import Watch
from kerasgan.training.configuration import SavedBySignature
from kerasgan.training.players import Players
from kerasgan.training.sampling import Sampling


class AdversarialModel(Players, Averages, Sampling, SavedBySignature, keras.Model):
    """Networks trained against each other under `fit()`.

    A subclass keeps its networks as attributes, and declares:

    - `players`: a dict from each player to the names of the networks that it trains.
      `compile` takes an optimizer for each player, in this order. A network that
      belongs to no player is neither trained nor saved.
    - `averaged`: the names of the networks that have a moving average for sampling.
    - `inputs`: a dict of `kerasgan.inputs` by name, the inputs of the sampled network.
    - `batch_spec`: a `kerasgan.training.BatchSpec` for the batches of the dataset.
    - `loss_names`, `measure_names`: the names of the values that a step returns.

    A subclass implements its algorithm in `train_step`. A `tf.GradientTape` records
    each player's loss, `update` updates the player's networks, and `noise` draws random
    numbers. The step returns a dict with exactly the `loss_names` and `measure_names`.

    Images are float tensors `(batch, height, width, channels)` in [-1, 1].

    Every argument of `__init__` is kept as an attribute of the same name. Saving needs
    nothing else, because `get_config` reads the signatures. Other state that training
    changes is a weight, so it is saved, and training resumes exactly where it stopped.

    Args:
        seed: Int. Seed of the random draws in training.
        ema_decay: Optional float. Decay of the moving averages, which `sample` and
            exports use. With `None` there are no averages.
    """

    loss_names = ()
    measure_names = ()  # what else a step reports: fractions, coefficients
    critic_steps = 1  # minibatches of the user's dataset to a step
    objective = None  # an `AdversarialLoss`, where the discriminators give logits

    def __init__(self, seed=0, ema_decay=0.999, **kwargs):
        super().__init__(**kwargs)
        self.seed = seed
        self.ema_decay = ema_decay
        self.step = self.counter("step")
        self.begin_averages()
        self.schedule_ms = self.counter("schedule_ms")  # of a schedule by the clock
        self.trackers = {
            name: keras.metrics.Mean(name)
            for name in (*self.loss_names, *self.measure_names)
        }
        # An instance's attribute: a subclass that extends its parent's step calls the
        # class's, so that only the outermost is counted.
        self.train_step = self.counted_step
        self.built = True  # networks arrive built

    def _maybe_symbolic_build(self, **kwargs):
        """Does nothing: networks arrive built.

        Under a strategy Keras would take a batch to build the model with, which fails
        on a batch of several parts where several workers share it.
        """

    def counter(self, name):
        """An int64 weight that starts at 0 and is the same on every replica."""
        return self.add_weight(
            shape=(),
            dtype="int64",
            initializer="zeros",
            trainable=False,
            aggregation="only_first_replica",
            name=name,
        )

    def load_own_variables(self, store):
        """Loads as Keras does; `schedule_ms` stays 0 for older files without it."""
        own = [*self._trainable_variables, *self._non_trainable_variables]
        if len(store) == len(own) - 1:
            own = [v for v in own if v is not self.schedule_ms]
            for number, variable in enumerate(own):
                variable.assign(store[str(number)])
        else:
            super().load_own_variables(store)

    def __setattr__(self, name, value):
        if name in self.network_names:
            soundness.check_built(name, value)
        elif isinstance(value, keras.Model) and not name.startswith("average_"):
            # Kept where Keras doesn't look: neither trained nor saved.
            vars(self).setdefault("_unowned", Unowned()).networks[name] = value
            return
        super().__setattr__(name, value)
        self.begin_average(name, value)

    def __getattr__(self, name):
        if name in self.unowned:
            return self.unowned[name]
        raise AttributeError(
            f"{type(self).__name__!r} object has no attribute {name!r}"
        )

    @property
    def unowned(self):
        """The networks that belong to no player, by name."""
        holder = vars(self).get("_unowned")
        # No dict, for Keras saves what it finds in those.
        return types.MappingProxyType(holder.networks if holder else {})

    # Training.

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

        The order of the images depends only on the dataset's seed and on `step`. So a
        model that was saved and loaded gets the same batches as without the break.

        Args:
            x: `tf.data.Dataset`, such as a dataset of `kerasgan.data`; or an array of
                images, uint8 or float in [-1, 1], which is batched and shuffled.
            y: Optional labels for an array of images.
            batch_size: Int, for an array (default: 64).
            epochs: Int, the epoch at which training ends.
            verbose: "auto", 0, 1 or 2: a progress bar, or a line for each epoch.
            callbacks: Optional list of `keras.callbacks.Callback`.
            initial_epoch: Int, the epoch at which training begins.
            steps_per_epoch: Optional int, number of steps in an epoch, for datasets
                without a length.

        Returns:
            The `History`. For each epoch it has the means of `loss_names` and
            `measure_names`; for each player the gradient norm, the learning rate and,
            in float16, the loss scale and the number of skipped steps; and the images
            per second.

        Raises:
            ValueError: Images have another shape or type than the networks take, or
                batches can't be split among replicas or into minibatches.
        """
        self._assert_compile_called("fit")
        self.check()
        dataset, watch = fitting.as_steps(self, x, y, batch_size, callbacks or [])
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
                shuffle=False,  # Keras can't shuffle a dataset, and warns each time
            )

    def train_on_batch(
        self, x, y=None, sample_weight=None, class_weight=None, return_dict=False
    ):
        """One step, as in Keras, on a batch like those of `fit`.

        Args:
            x: Images `(critic_steps * batch, height, width, channels)`, uint8 or
                floats in [-1, 1].
            y: Labels of the images, if the GAN is conditioned on labels.
            sample_weight: Must be `None`, because the losses don't support it.
            class_weight: Must be `None`, because the losses don't support it.
            return_dict: Bool. Whether logs are returned as a dict; otherwise as a list.

        Raises:
            ValueError: As in `fit`; or the batch can't be split into minibatches.
        """
        if sample_weight is not None or class_weight is not None:
            raise ValueError(
                "The losses of a GAN have no place for `sample_weight` or "
                "`class_weight`. Leave them out; to see images more often, repeat them."
            )
        if len(x) % self.critic_steps:
            raise ValueError(
                f"One step of this GAN takes {self.critic_steps} minibatches of one "
                f"size, but the batch has {len(x)} images. Pass a multiple of "
                f"{self.critic_steps}."
            )
        self.check()
        watch = Watch(self.batch_spec)
        batch = (x,) if y is None else (x, y)
        batch = tf.nest.map_structure(tf.convert_to_tensor, batch)
        if watch.spec is not None:
            watch.spec.check_types(batch)
        with watch.raising():
            batch = watch.over(*batch)
            if type(self).prepared is not AdversarialModel.prepared:
                alone = tf.data.Dataset.from_tensors(fitting.as_element(batch))
                batch = fitting.as_parts(next(iter(self.prepared(alone))))
        return super().train_on_batch(*batch, return_dict=return_dict)

    def network_now(self, name):
        """A network in its current form; for a growing network, the stage's part."""
        return getattr(self, name)

    @property
    def batch_spec(self):
        """A `BatchSpec` for the batches of the dataset; `None` allows any batch."""

    def batches_of(self, x, y=None, batch_size=None):
        """The arguments of `fit` as a dataset of batches, see `data.as_batches`."""
        names = self.batch_spec.conditions if self.batch_spec else ()
        return data.as_batches(x, y, batch_size, self.seed, names)

    def check(self):
        """Rejects networks that can't be trained."""
        self.reset_averages()
        soundness.check_unowned(self)
        soundness.check_trainable(self)
        soundness.check_ends(self)
        soundness.check_augmentations(self)

    def prepared(self, dataset):
        """The dataset for steps, prepared from the user's checked batches.

        This happens outside of the compiled step, before minibatches are grouped and
        split among replicas.
        """
        return dataset

    def minibatches(self, batch):
        """Yields the `critic_steps` minibatches of a step, a tensor or a structure."""
        columns = [tf.split(c, self.critic_steps) for c in tf.nest.flatten(batch)]
        for parts in zip(*columns, strict=True):
            yield tf.nest.pack_sequence_as(batch, parts)

    def noise(self, shape, stream="latents", turn=0):
        """Standard normal noise, a function of (seed, step, replica, stream, turn).

        Args:
            shape: Shape of the noise.
            stream: String, the purpose of the draw (default: `"latents"`). Two streams
                of a step are independent.
            turn: Int, index of the draw within its stream and step (default: 0).
        """
        return inputs.noise_of_step(shape, self.seed, self.step, stream, turn)

    def own_callbacks(self):
        """Callbacks that every `fit` of the class has, besides the user's callbacks."""
        return []

    def counted_step(self, data):
        """The algorithm's `train_step`, and the updates after each step.

        It counts the step, and returns the means of the epoch so far.

        Raises:
            ValueError: When the step is traced, if it returns other names than the
                model declares.
        """
        values = type(self).train_step(self, data)
        self.check_report(values)
        # After the losses: of a batch that was refused there are none.
        with tf.control_dependencies(list(map(tf.convert_to_tensor, values.values()))):
            self.step.assign(self.step + 1)
        self.keep_origins()
        for name, value in values.items():
            self.trackers[name].update_state(value)
        logs = self.get_metrics_result()
        if replicas.is_multi_worker(self.distribute_strategy):
            return {name: tf.reshape(log, [1]) for name, log in logs.items()}
        return logs

    def check_report(self, values):
        """Rejects a step that returns other names than the model declares."""
        declared, reported = set(self.trackers), set(values)
        if declared != reported:
            raise ValueError(
                f"`train_step` of {type(self).__name__} should return a dict of its "
                "`loss_names` and `measure_names`. Missing: "
                f"{sorted(declared - reported) or 'none'}; not declared: "
                f"{sorted(reported - declared) or 'none'}."
            )

    @property
    def metrics(self):
        return [*self.trackers.values(), *self.health_metrics]

    def test_step(self, data):
        raise NotImplementedError(
            f"No loss of {type(self).__name__} measures its images. Look at "
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


class Unowned:
    """Holds networks that belong to no player, such as a frozen extractor."""

    def __init__(self):
        self.networks = {}
