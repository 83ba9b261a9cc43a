"""Learning rates that fall while training goes on."""

import math
import time

import keras
import tensorflow as tf

from kerasgan import replicas


class LearningRateDecay(keras.callbacks.Callback):
    """Trains each batch at a fraction of the learning rates given to `compile`.

    A subclass defines `fraction`. The rates change only during a step: between batches
    all optimizers have the rates of `compile`, and so does every saved file. So the
    rate of a step follows from the saved rates and `step`, and a training that resumes
    with the same callback has the same rates as an uninterrupted one.

    With `minutes` the rates depend on the time that `fit` has trained with a schedule
    in minutes. The model keeps this time as a weight, so a resumed training continues
    the schedule where it stopped; training ends when the minutes are over. The time of
    a step varies, so a training with `minutes` can't be repeated bit by bit.

    Rates that other callbacks set between batches are kept, and decay as well. The
    logs of an epoch have the rates of its last batch: `generator_learning_rate`,
    `discriminator_learning_rate`.

    Args:
        minutes: Optional float, the length of the whole schedule.

    Raises:
        ValueError: When training begins, if a learning rate follows a schedule of
            Keras; if the number of batches of an epoch is unknown and no minutes are
            given; or with `minutes`, if several workers train.
    """

    def __init__(self, minutes=None):
        super().__init__()
        self.minutes = minutes

    def fraction(self, time):
        """The fraction at a time, from 0 to 1.

        Args:
            time: Float, epochs since step 0, such as 1.5; or with `minutes`, minutes.
        """
        raise NotImplementedError

    def on_train_begin(self, logs=None):
        settable_rates(self.model, type(self).__name__)
        if self.minutes is None:
            self.check_length()
        else:
            self.begin_minutes()
        self.armed = None  # but for the batch that is about to be trained
        self.last = 1.0
        self.undecayed = self.model.train_function
        self.model.train_function = self.decaying = self.decayed(self.undecayed)

    def on_epoch_begin(self, epoch, logs=None):
        self.first_step = int(self.model.step.numpy())

    def on_train_batch_begin(self, batch, logs=None):
        if self.minutes is None:
            # Counted here, for reading `step` would wait for the device each time.
            self.last = self.fraction((self.first_step + batch) / self.params["steps"])
        else:
            self.last = self.fraction(self.spent())
        self.armed = self.last

    def on_train_batch_end(self, batch, logs=None):
        if self.minutes is not None:
            self.model.schedule_ms.assign(round(self.spent() * 60_000))
            if self.spent() >= self.minutes:
                self.model.stop_training = True

    def begin_minutes(self):
        """Starts the clock at the time that the model's schedule has reached."""
        name = type(self).__name__
        if replicas.is_multi_worker(self.model.distribute_strategy):
            raise ValueError(
                f"The clocks of several workers differ, so {name}(minutes="
                f"{self.minutes:g}) would give each another rate. Count in epochs: "
                "`end=`."
            )
        before = int(self.model.schedule_ms.numpy()) / 60_000
        self.origin = time.monotonic() - 60 * before
        if before >= self.minutes:
            raise ValueError(
                f"The {self.minutes:g} minutes of {name} are over: this model was "
                f"trained for {before:.1f}. For more at these rates set `gan."
                "schedule_ms.assign(0)`, or give more minutes."
            )
        print(
            f"{name}: {self.minutes - before:.1f} of {self.minutes:g} minutes are "
            "left. By the clock, no training is repeated to the bit."
        )

    def spent(self):
        """Minutes of the schedule that have passed."""
        return (time.monotonic() - self.origin) / 60

    def on_epoch_end(self, epoch, logs=None):
        for player in self.model.health:
            name = f"{player}_learning_rate"
            optimizer = self.model.optimizer_of(player)
            rate = float(optimizer.learning_rate.numpy())
            logs[name] = logs.get(name, rate) * self.last

    def on_train_end(self, logs=None):
        if self.model.train_function is self.decaying:  # not if it was made anew
            self.model.train_function = self.undecayed

    def decayed(self, train_function):
        """`train_function` with the rates of the batch while it runs.

        Unlike a pair of callbacks it restores the rates after Ctrl-C, too.
        """

        def train(iterator):
            fraction, self.armed = self.armed, None
            if fraction in (
                None,
                1,
            ):  # None: left over from a `fit` that was interrupted
                return train_function(iterator)
            rates = settable_rates(self.model, type(self).__name__)
            compiled = [tf.identity(rate) for rate in rates]
            try:
                for rate, value in zip(rates, compiled, strict=True):
                    rate.assign(value * fraction)
                return train_function(iterator)
            finally:
                for rate, value in zip(rates, compiled, strict=True):
                    rate.assign(value)

        return train

    def check_length(self):
        """Rejects a dataset whose number of batches is unknown."""
        if not self.params.get("steps"):
            raise ValueError(
                f"{type(self).__name__} counts in epochs, but the number of batches of "
                "this dataset is unknown. Pass `steps_per_epoch=` to `fit`."
            )


class LinearDecay(LearningRateDecay):
    """Learning rates that stay constant, and then fall linearly, batch by batch.

    All rates are those of `compile` times one fraction: 1 up to epoch `start`,
    `final` from epoch `end` on. Epochs are counted from the model's first step, in
    batches of the current dataset, whatever `initial_epoch` is. With several
    `steps_per_execution`, all steps of an execution have the rate of the first.

    Pass it again when training resumes, because files keep the rates of `compile`.

    Reference: [Zhu et al., 2017](https://arxiv.org/abs/1703.10593), section 4,
    trains 100 epochs at one rate and 100 toward zero.

    Args:
        start: Float, the epoch at which the rates begin to fall, or with `minutes`, the
            minute.
        end: Float, the epoch from which the rates stay constant.
        final: Float in [0, 1], the fraction from then on.
        minutes: Optional float in place of `end`: the rates fall until this minute, and
            training ends.

    Raises:
        ValueError: If the epochs, the minutes or the fraction are out of range.

    Example:

    ```python
    decay = kerasgan.callbacks.LinearDecay(100, 200)  # CycleGAN's
    gan.fit(images, epochs=200, callbacks=[decay])
    ```
    """

    def __init__(self, start, end=None, final=0.0, minutes=None):
        super().__init__(minutes)
        self.start = start
        self.end = end_of(end, minutes)
        self.final = final
        check_span("start", start, self.end, final)

    def fraction(self, time):
        return 1 - (1 - self.final) * done(time, self.start, self.end)


class CosineDecay(LearningRateDecay):
    """Learning rates that rise from zero, and fall along half a cosine, batch by batch.

    Everything else is as in `LinearDecay`.

    Reference: [Loshchilov & Hutter, 2017](https://arxiv.org/abs/1608.03983), eq. 5,
    without restarts.

    Args:
        end: Float, the epoch from which the rates stay constant.
        warmup: Float, the epochs, or with `minutes` the minutes, in which the rates
            rise linearly; the cosine begins after them.
        final: Float in [0, 1], the fraction of the rates of `compile` from `end` on.
        minutes: Optional float in place of `end`: the rates fall until this minute, and
            training ends.

    Raises:
        ValueError: If the epochs, the minutes or the fraction are out of range.

    Example:

    ```python
    decay = kerasgan.callbacks.CosineDecay(minutes=20)
    gan.fit(images, epochs=1000, callbacks=[decay])  # ends after 20 minutes
    ```
    """

    def __init__(self, end=None, warmup=0.0, final=0.0, minutes=None):
        super().__init__(minutes)
        self.end = end_of(end, minutes)
        self.warmup = warmup
        self.final = final
        check_span("warmup", warmup, self.end, final)

    def fraction(self, time):
        if time < self.warmup:
            return time / self.warmup
        cosine = math.cos(math.pi * done(time, self.warmup, self.end))
        return self.final + (1 - self.final) * (1 + cosine) / 2


def done(time, start, end):
    """The fraction of the way from `start` to `end` that is done, from 0 to 1."""
    return min(max((time - start) / (end - start), 0), 1)


def end_of(end, minutes):
    """The end of a schedule: the epoch or the minute, whichever is given."""
    if (end is None) == (minutes is None):
        raise ValueError(
            "A schedule ends at an epoch or when minutes are over, but received "
            f"end={end} and minutes={minutes}. Pass one of the two."
        )
    return minutes if end is None else end


def check_span(name, start, end, final):
    """Rejects a span that is out of order, and a fraction outside of [0, 1]."""
    if not 0 <= start < end < math.inf:
        raise ValueError(
            f"The rates should fall from `{name}` >= 0 to a later `end` or `minutes`, "
            f"but received {name}={start} and {end}. Epochs and minutes are counted "
            "from 0."
        )
    if not 0 <= final <= 1:
        raise ValueError(
            "`final` should be a fraction of the compiled learning rates, from 0 to 1, "
            f"but received {final}. A tenth of them is `final=0.1`."
        )


def settable_rates(model, name):
    """The variables that are both players' learning rates.

    Raises:
        ValueError: If one follows a schedule of Keras, and so is not a variable.
    """
    for optimizer in model.optimizer.optimizers:
        if not isinstance(optimizer.learning_rate, keras.Variable):
            raise ValueError(
                f"{name} scales learning rates that are numbers, but that of "
                f"{optimizer.name} follows a schedule of its own. Compile with a "
                f"number, as in `keras.optimizers.Adam(2e-4)`, or leave {name} out."
            )
    return [optimizer.learning_rate for optimizer in model.optimizer.optimizers]
