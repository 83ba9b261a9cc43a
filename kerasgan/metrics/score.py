"""A score, with all that its value depends on."""

import dataclasses
import json

import numpy as np


@dataclasses.dataclass(frozen=True)
class Score:
    """Values of a metric under one protocol.

    Scores of one metric under one protocol are compared by their means, with `<` and
    `>`, and can be averaged. Scores under two protocols can't be compared: a Fréchet
    distance from 2,000 samples has another meaning than one from 50,000.

    Args:
        metric: String, such as `"frechet"`.
        values: Floats, one for each repeat; each repeat has its own seed.
        protocol: Dict of the facts that the values depend on, in types that JSON can
            store: extractor, resizer, counts, split, ...
        seeds: Ints, the seeds of the repeats; they are not part of the protocol.

    Raises:
        ValueError: There are no values, or not as many as seeds.

    Example:

    ```python
    score = Score("frechet", [38.2, 38.9], {"extractor": "vgg16", "fake": 2000})
    print(score)
    ```
    frechet 38.55 +- 0.35 of 2 (extractor vgg16, fake 2000)
    """

    metric: str
    values: tuple
    protocol: dict
    seeds: tuple = ()

    def __post_init__(self):
        object.__setattr__(self, "values", tuple(float(v) for v in self.values))
        object.__setattr__(self, "seeds", tuple(int(seed) for seed in self.seeds))
        # As JSON gives it back: tuples have become lists.
        protocol = json.loads(json.dumps(self.protocol, sort_keys=True))
        object.__setattr__(self, "protocol", protocol)
        if not self.values or len(self.seeds) not in (0, len(self.values)):
            raise ValueError(
                "A score needs values, and a seed for each or none, but "
                f"{self.metric} has {len(self.values)} and {len(self.seeds)} seeds."
            )

    @classmethod
    def of(cls, metric, value, protocol, seed=None):
        """The score of one draw, whose seed may be unknown."""
        return cls(metric, (value,), protocol, () if seed is None else (seed,))

    @property
    def mean(self):
        return float(np.mean(self.values))

    @property
    def std(self):
        """Standard deviation over the repeats, 0 for a single repeat."""
        return float(np.std(self.values))

    def __float__(self):
        return self.mean

    def __lt__(self, other):
        self.check_comparable(other)
        return self.mean < other.mean

    def __gt__(self, other):
        self.check_comparable(other)
        return self.mean > other.mean

    def __str__(self):
        spread = f" +- {self.std:.4g} of {len(self.values)}" if self.values[1:] else ""
        protocol = ", ".join(f"{name} {value}" for name, value in self.protocol.items())
        return f"{self.metric} {self.mean:.4g}{spread} ({protocol})"

    def check_comparable(self, other):
        """Raises unless `other` is a score of this metric under this protocol.

        Raises:
            TypeError: `other` is not a score.
            ValueError: `other` has another metric or another protocol.
        """
        if not isinstance(other, Score):
            raise TypeError(
                f"A score compares with scores, but received {type(other).__name__}. "
                "`score.mean` is the number."
            )
        differences = [
            f"{name} {mine!r} and {theirs!r}"
            for name, mine, theirs in (
                ("metric", self.metric, other.metric),
                *(
                    (name, self.protocol.get(name), other.protocol.get(name))
                    for name in sorted(self.protocol | other.protocol)
                ),
            )
            if mine != theirs
        ]
        if differences:
            raise ValueError(
                "These scores don't compare, for they were not measured alike: "
                f"{'; '.join(differences)}. Measure both the same way."
            )

    def to_json(self):
        """The score as a string of JSON."""
        return json.dumps(dataclasses.asdict(self))

    @classmethod
    def from_json(cls, text):
        """The score that `to_json` wrote."""
        return cls(**json.loads(text))


def merged(scores):
    """One score with the repeats of all scores.

    Args:
        scores: `Score`s of one metric under one protocol.

    Raises:
        ValueError: There are no scores, or they can't be compared.
    """
    scores = list(scores)
    if not scores:
        raise ValueError("There are no scores to merge.")
    first = scores[0]
    for score in scores[1:]:
        first.check_comparable(score)
    seeded = all(score.seeds for score in scores)
    return Score(
        first.metric,
        [value for score in scores for value in score.values],
        first.protocol,
        [seed for score in scores for seed in score.seeds] if seeded else (),
    )
