"""Losses: adversarial objectives and reconstruction."""

from kerasgan.losses.content import content
from kerasgan.losses.objectives import AdversarialLoss
from kerasgan.losses.objectives import Hinge
from kerasgan.losses.objectives import LeastSquares
from kerasgan.losses.objectives import Minimax
from kerasgan.losses.objectives import NonSaturating
from kerasgan.losses.objectives import Relativistic
from kerasgan.losses.objectives import RelativisticAverage
from kerasgan.losses.objectives import Wasserstein
from kerasgan.losses.objectives import fraction
from kerasgan.losses.reconstruction import reconstruction
from kerasgan.losses.similarity import similarity_constraint
from kerasgan.losses.tensors import float32

__all__ = [
    "AdversarialLoss",
    "Hinge",
    "LeastSquares",
    "Minimax",
    "NonSaturating",
    "Relativistic",
    "RelativisticAverage",
    "Wasserstein",
    "content",
    "float32",
    "fraction",
    "reconstruction",
    "similarity_constraint",
]
