"""A way back when a loss is no longer a number."""

import keras

from kerasgan.callbacks.learning_rate import settable_rates
from kerasgan.callbacks.stop_on_nan import is_finite


class RollBackOnNaN(keras.callbacks.Callback):
    """Takes the model back to its last good state when a log is NaN or infinite.

    The state is that of the networks, their average and both optimizers, including
    loss scales, after the last epoch. The logs are read after each batch. A state in
    which a number is not finite is never kept: the model is rolled back, too, even if
    the logs are finite. Each roll-back is printed with its reason.

    `step` and the learning rates are not rolled back. The noise and the order of the
    images follow from `step`, so they differ after a roll-back, and the same failure
    need not happen again; schedules continue. The losses of an epoch are means over
    the batches after its last roll-back; they are absent if there are no such batches.

    Put it first among the callbacks: before it, `StopOnNaN` would stop training, and
    `SaveModel` could save weights that are NaN while the losses are still finite.
    After it, both read finite logs, and `StopOnNaN` checks the logs that other
    callbacks add to an epoch, because `RollBackOnNaN` does not check them.

    The state takes its size in host memory, and twice its size while it is copied:
    335 MB for the `DCGAN` of width 128 for 64x64x3 under Adam.

    Args:
        limit: Int, number of roll-backs to the same state after which training stops,
            with the model in this state.
        every: Optional int, the number of batches within an epoch after which the state
            is kept, too. Each time the whole state is copied.
        rate_factor: Float in (0, 1], the factor of both learning rates at each
            roll-back. 1 leaves them unchanged, because they don't cause a single bad
            batch; 0.5 is for trainings that diverge again.

    Raises:
        ValueError: If an argument is out of range; when training begins, if the
            model is not finite as it is, or if `rate_factor` is not 1 and a learning
            rate follows a schedule of Keras.

    Example:

    ```python
    callbacks = [kerasgan.callbacks.RollBackOnNaN(), kerasgan.callbacks.StopOnNaN()]
    gan.fit(faces, epochs=50, callbacks=callbacks)
    ```
    """

    def __init__(self, limit=3, every=None, rate_factor=1.0):
        super().__init__()
        check_arguments(limit, every, rate_factor)
        self.limit = limit
        self.every = every
        self.rate_factor = rate_factor

    def on_train_begin(self, logs=None):
        self.state = None
        if self.rate_factor != 1:
            settable_rates(self.model, "RollBackOnNaN(rate_factor=...)")

    def on_epoch_begin(self, epoch, logs=None):
        self.epoch = epoch
        self.batch = self.kept_at = 0
        self.trained = False  # since the epoch began, or since the last roll-back
        if self.state is None:  # only now has a backup been restored
            self.keep(f"before epoch {epoch + 1}")

    def on_train_batch_end(self, batch, logs=None):
        self.batch = batch + 1
        when = f"after batch {self.batch} of epoch {self.epoch + 1}"
        bad = {n: v for n, v in (logs or {}).items() if not is_finite(v)}
        if bad:
            name, value = next(iter(bad.items()))
            self.roll_back(f"{name} was {value} {when}")
            for name in bad:
                del logs[name]  # the callbacks that come next read the same logs
            return
        self.trained = True
        if self.every and self.batch - self.kept_at >= self.every:
            self.keep(when)

    def on_epoch_end(self, epoch, logs=None):
        if self.trained:
            self.keep(f"after epoch {epoch + 1}")
        if not self.trained:
            for metric in self.model.metrics:
                (logs or {}).pop(metric.name, None)  # the mean of nothing, a zero

    def keep(self, when):
        """Keeps the state for later roll-backs, unless it is not finite itself."""
        variables = state_of(self.model)
        values = [variable.numpy() for variable in variables]
        for variable, value in zip(variables, values, strict=True):
            if not is_finite(value.astype("float32")):  # bfloat16 is no kind of NumPy's
                return self.roll_back(f"{variable.path} was not finite {when}")
        self.state, self.when = values, when
        self.kept_at = self.batch
        self.num_roll_backs = 0
        return None

    def roll_back(self, reason):
        """Restores the kept state, and prints the reason."""
        if self.state is None:
            raise ValueError(
                f"RollBackOnNaN should begin with a good state, but {reason}. Load a "
                "model that `SaveModel` saved."
            )
        for variable, value in zip(state_of(self.model), self.state, strict=True):
            variable.assign(value)
        self.model.reset_metrics()  # a mean that has met a NaN stays one
        self.trained = False
        self.kept_at = self.batch
        self.num_roll_backs += 1
        self.slow_down()
        self.model.stop_training |= self.num_roll_backs >= self.limit
        self.report(reason)

    def slow_down(self):
        """Lowers both learning rates."""
        if self.rate_factor != 1:
            for rate in settable_rates(self.model, "RollBackOnNaN(rate_factor=...)"):
                rate.assign(rate * self.rate_factor)

    def report(self, reason):
        """Prints what was found and what was done about it."""
        count = f"roll-back {self.num_roll_backs} of {self.limit} to it"
        text = f"{reason}; the model is again what it was {self.when}, {count}."
        if self.rate_factor != 1:
            text += f" Both learning rates are {self.rate_factor:g} of what they were."
        if self.num_roll_backs >= self.limit:
            text += " Training stops."
        bar = self.params.get("verbose") not in (0, 2)  # and its line has not ended
        print("\n" * bar + f"RollBackOnNaN: {text}")


def state_of(model):
    """The variables that make a state: all but the step and the learning rates."""
    optimizers = model.optimizer.optimizers
    variables = [*model.weights, *(v for o in optimizers for v in o.variables)]
    others = [model.step, *(o.learning_rate for o in optimizers)]
    return [v for v in variables if not any(v is other for other in others)]


def check_arguments(limit, every, rate_factor):
    """Rejects arguments that are out of range."""
    if limit < 1 or (every is not None and every < 1):
        raise ValueError(
            "RollBackOnNaN should allow one roll-back or more, and keep a state every "
            f"step or more rarely, but received limit={limit} and every={every}."
        )
    if not 0 < rate_factor <= 1:
        raise ValueError(
            "RollBackOnNaN should multiply the learning rates by a number above 0 and "
            f"up to 1, but received rate_factor={rate_factor}."
        )
