"""From photos to faces: finds, aligns and selects them, on one or many machines."""

from kerasgan.data.preparation.faces import Face
from kerasgan.data.preparation.photos import Plan
from kerasgan.data.preparation.photos import Prepared
from kerasgan.data.preparation.photos import planned
from kerasgan.data.preparation.photos import prepare
from kerasgan.data.preparation.selection import Limits
from kerasgan.data.preparation.shards import write_tfds
from kerasgan.data.preparation.work import Options

__all__ = [
    "Face",
    "Limits",
    "Options",
    "Plan",
    "Prepared",
    "planned",
    "prepare",
    "write_tfds",
]
