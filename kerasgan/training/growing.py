"""Models whose networks grow while they train."""

import time
import types

import keras
import tensorflow as tf

from kerasgan import replicas
from kerasgan.inputs import Images
from kerasgan.training import rehearsal
from kerasgan.training.batches import BatchSpec
from kerasgan.training.model import AdversarialModel


class Growing(AdversarialModel):
    """A model that trains on small images first, then on larger ones, stage by stage.

    Stage 0 has one phase. Each later stage has two phases: the first fades its layers
    in, and the second trains them. `images_seen`, which a saved file keeps, determines
    the stage and, within the stage, `alpha`, the fraction of the new layers.

    A subclass returns the networks of a stage in `parts_at`. Its step uses `parts`, a
    dict of networks by name, and `alpha`. Between two stages the step is traced again,
    and the optimizers are reset.

    Args:
        images_per_phase: Int, number of images in a phase.
        batch_sizes: Optional dict from a side of images to the number of images that a
            step takes from a batch, for sizes at which a whole batch doesn't fit into
            memory.
    """

    def __init__(self, images_per_phase, batch_sizes=None, **kwargs):
        super().__init__(**kwargs)
        self.images_per_phase = images_per_phase
        sizes = (batch_sizes or {}).items()
        self.batch_sizes = {str(side): size for side, size in sizes}  # as JSON has them
        self.images_seen = self.counter("images_seen")
        self.moments_stage = self.counter("moments_stage")
        self.stage, self.parts = None, types.MappingProxyType({})
        self.drawn_at = None  # stage and alpha of what `predict` was traced for

    def parts_at(self, stage):
        """The networks that are trained in a stage, a dict by name."""
        raise NotImplementedError

    def sampler_at(self, network, stage, alpha):
        """The part of a generator, or of its average, that makes a stage's images."""
        raise NotImplementedError

    def judge_at(self, network, stage, alpha):
        """The part of a discriminator that judges a stage's images."""
        raise NotImplementedError

    @property
    def sides(self):
        """The sides of images, by stage."""
        return [images.shape[1] for images in self.generator.outputs]

    @property
    def batch_spec(self):
        return BatchSpec(images=Images(self.generator.outputs[-1].shape[1:]))

    @property
    def stage_now(self):
        """The current stage, which follows from the number of images seen so far."""
        phase = int(self.images_seen.numpy()) // self.images_per_phase
        return min((phase + 1) // 2, len(self.sides) - 1)

    @property
    def alpha(self):
        """The fraction of the stage's new layers, in [0, 1]; a tensor within a step."""
        return alpha_of(self.images_seen, self.images_per_phase, self.stage)

    # Sampling.

    @property
    def image_shape(self):
        return self.generator.outputs[self.shown[0]].shape[1:]

    @property
    def shown(self):
        """The stage and the alpha of samples."""
        if not tf.executing_eagerly():
            return self.drawn_at
        stage = self.stage_now
        return stage, float(alpha_of(self.images_seen, self.images_per_phase, stage))

    def sampler_to(self, to=None, averaged=True):
        """The network that makes images of the current stage.

        Args:
            to: Optional int, the side of images of the current or an earlier stage.
            averaged: As in any model.

        Raises:
            ValueError: Training has not reached this side, or the side doesn't exist.
        """
        stage, alpha = self.shown
        known = self.sides[: stage + 1]
        if to is not None and to not in known:
            raise ValueError(
                f"This {type(self).__name__} has grown to {known[-1]} pixels: it makes "
                f"images with a side of {known}, but received to={to!r}."
            )
        if to is not None:
            stage, alpha = known.index(to), 1.0
        network = super().sampler_to(None, averaged)
        return self.sampler_at(network, stage, alpha)

    def network_now(self, name):
        stage, alpha = self.shown
        at = self.sampler_at if name == "generator" else self.judge_at
        return at(getattr(self, name), stage, alpha)

    def make_predict_function(self, force=False):
        before, self.drawn_at = self.drawn_at, self.shown
        return super().make_predict_function(force or before != self.drawn_at)

    # Growing.

    def compile(self, *positional, rehearse=None, **named):
        """Compiles as any model; on request, it then tries a step of each stage.

        Args:
            *positional, **named: Optimizers and other arguments, as in any model.
            rehearse: Optional int, number of images in a batch. Each stage is trained
                on one batch, its memory and the time for 1,000 images are printed, and
                the model's state is restored.

        Raises:
            ValueError: A stage doesn't fit into the memory of a device.
        """
        super().compile(*positional, **named)
        if rehearse:
            rehearsal.rehearse(self, rehearse)

    def own_callbacks(self):
        return [Growth()]

    def check(self):
        super().check()
        self.grow()

    def grow(self):
        """Switches to the current stage, and resets the optimizers once."""
        stage = self.stage_now
        if stage == self.stage:
            return
        # No dict, for Keras would take what is in it for layers of the model's own.
        self.stage, self.parts = stage, types.MappingProxyType(self.parts_at(stage))
        if int(self.moments_stage.numpy()) != stage:
            for player in self.players:
                begin_anew(self.optimizer_of(player))
            self.moments_stage.assign(stage)
        if self.train_function is not None:
            self.make_train_function(force=True)
        for name in self.measure_names:  # so that an epoch's are those of the newest
            self.trackers[name].reset_state()

    def first_image_of(self, stage):
        """The number of images before a stage."""
        return self.images_per_phase * max(2 * stage - 1, 0)

    def live_variables_of(self, player):
        parts = [self.parts[name] for name in self.players[player]]
        return [v for part in parts for v in part.trainable_variables]

    def counted_step(self, data):
        logs = super().counted_step(data)
        num = self.num_of(tf.shape(tf.nest.flatten(data)[0])[0])
        num = tf.cast(num * replicas.num_replicas(), "int64")
        self.images_seen.assign(self.images_seen + num)
        return logs

    # Images of the stage.

    def num_of(self, batch_size):
        """The number of images that the stage takes from a batch."""
        most = self.batch_sizes.get(str(self.sides[self.stage]))
        return batch_size if most is None else tf.minimum(batch_size, most)

    def real_of(self, images):
        """Images of a batch at the size of the stage, faded like generated images."""
        images = images[: self.num_of(tf.shape(images)[0])]
        factor = self.sides[-1] // self.sides[self.stage]
        images = tf.nn.avg_pool2d(images, factor, factor, "VALID")
        if self.stage == 0:
            return images
        half = tf.nn.avg_pool2d(images, 2, 2, "VALID")
        before = tf.repeat(tf.repeat(half, 2, axis=1), 2, axis=2)
        return before + self.alpha * (images - before)


def alpha_of(images_seen, images_per_phase, stage):
    """The fraction of a stage's new layers after `images_seen`, a float32 tensor."""
    if stage == 0:
        return tf.constant(1.0)
    phases = tf.cast(images_seen, "float64") / images_per_phase
    return tf.cast(tf.clip_by_value(phases - (2 * stage - 1), 0, 1), "float32")


class Growth(keras.callbacks.Callback):
    """Makes a model grow between two steps, and counts the images that steps take."""

    comes_first = True  # what it writes to the logs is read by others

    def on_epoch_begin(self, epoch, logs=None):
        self.start = time.perf_counter()
        self.before = int(self.model.images_seen.numpy())

    def on_train_batch_begin(self, batch, logs=None):
        self.model.grow()

    def on_epoch_end(self, epoch, logs=None):
        if logs is not None:
            images = int(self.model.images_seen.numpy()) - self.before
            logs["images_per_second"] = images / (time.perf_counter() - self.start)


def begin_anew(optimizer):
    """Resets an optimizer to its first step, except for its learning rate."""
    inner = getattr(optimizer, "inner_optimizer", optimizer)
    for variable in inner.variables:
        if variable is not inner._learning_rate:
            variable.assign(tf.zeros(variable.shape, variable.dtype))
