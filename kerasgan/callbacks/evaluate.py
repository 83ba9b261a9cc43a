"""Scores of samples while training goes on."""

import keras
import numpy as np

from kerasgan.callbacks.drawing import samples_of
from kerasgan.callbacks.leaderboard import Leaderboard
from kerasgan.replicas import is_chief


class Evaluate(keras.callbacks.Callback):
    """Measures samples at regular epochs, and adds the scores to the logs.

    It runs before all other callbacks, wherever it stands in the list, so
    `ModelCheckpoint`, `EarlyStopping`, `LossCurves` and the history get the scores.
    The first epoch is measured, too; epochs without a measurement repeat the last
    scores.

    With `folder` it keeps the models with the best scores, and `leaderboard.json`,
    which has the scores of all evaluations. A resumed training continues the
    leaderboard.

    Args:
        metrics: Functions from samples, float32 `(n, height, width, channels)` in
            [-1, 1], to a dict of `Score`s by name, such as
            `kerasgan.metrics.Comparison`.
        every: Int, epochs from one evaluation to the next.
        num_samples: Int. Scores from different numbers of samples can't be compared.
        seed: Int. The samples have the same latents each time.
        folder: Optional path of the leaderboard's folder.
        monitor: Optional name of the score that ranks models (default: the first).
        best: `min` or `max`, whether the lowest or the highest score is best.
        keep: Int, how many models the folder keeps.
        verbose: 1 prints a table with a row for each evaluation.
        **options: Other arguments of the model's `sample`, such as `labels=` with the
            labels of as many real images (default: each label is as frequent as any
            other). For a model that translates, use `EvaluateTranslation`.

    Raises:
        ValueError: An argument is out of range, or no score has the name `monitor`.

    Example:

    ```python
    evaluate = kerasgan.callbacks.Evaluate(
        [kerasgan.metrics.Comparison(faces)], every=5, folder="runs/faces/best"
    )
    stop = keras.callbacks.EarlyStopping("frechet", mode="min", patience=20)
    gan.fit(faces, epochs=500, callbacks=[evaluate, stop])
    ```
    """

    comes_first = True

    def __init__(
        self,
        metrics,
        every=1,
        num_samples=2000,
        seed=0,
        folder=None,
        monitor=None,
        best=min,
        keep=1,
        verbose=0,
        **options,
    ):
        super().__init__()
        if min(every, num_samples, keep) < 1 or best not in (min, max):
            raise ValueError(
                "Evaluate takes `every`, `num_samples`, `keep` from 1, and for `best` "
                f"the function min or max, but received {every}, {num_samples}, {keep} "
                f"and {best}."
            )
        self.measure = metrics
        self.every = every
        self.num_samples = num_samples
        self.seed = seed
        self.options = options
        self.verbose = verbose
        self.monitor = monitor
        self.board = Leaderboard(folder, best, keep) if folder else None

    def on_train_begin(self, logs=None):
        self.last = {}
        self.printed = None
        self.restored = False

    def on_epoch_begin(self, epoch, logs=None):
        if self.board and not self.restored:  # only now has a backup been restored
            self.last = self.board.go_on(int(self.model.step.numpy()))
        self.restored = True

    def on_epoch_end(self, epoch, logs=None):
        if (epoch + 1) % self.every == 0 or not self.last:
            self.evaluate(epoch)
        if logs is not None:
            logs.update(self.last)

    def evaluate(self, epoch):
        """Measures, and enters the scores into the leaderboard."""
        scores = self.scores()
        if not scores:
            print(
                f"Evaluate: samples are not finite after epoch {epoch + 1}; no score."
            )
            return
        monitor = self.monitor or next(iter(scores))
        if monitor not in scores:
            raise ValueError(
                f"There is no score {monitor!r} to monitor; there are {list(scores)}."
            )
        self.last = {name: score.mean for name, score in scores.items()}
        if self.verbose and is_chief(self.model):
            self.print_row(epoch + 1)
        if self.board and is_chief(self.model):
            self.board.add(self.model, epoch + 1, scores, monitor)

    def print_row(self, epoch):
        """Prints the scores as a row, with their names above the first row."""
        widths = {name: max(len(name), 8) for name in self.last}
        if list(self.last) != self.printed:
            self.printed = list(self.last)
            print("epoch", *(f"{name:>{width}}" for name, width in widths.items()))
        values = (f"{self.last[name]:{width}.4g}" for name, width in widths.items())
        print(f"{epoch:5}", *values)

    def scores(self):
        """Scores by their names; none if samples are not finite."""
        samples = samples_of(self.model, self.num_samples, self.seed, self.options)
        scores = {}
        if np.isfinite(samples).all():
            for measure in self.measure:
                scores.update(measure(samples))
        return scores
