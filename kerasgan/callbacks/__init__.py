"""Callbacks for `fit`: pictures of the training, its health, reasons to end it."""

from kerasgan.callbacks.evaluate import Evaluate
from kerasgan.callbacks.evaluate_translation import EvaluateTranslation
from kerasgan.callbacks.gradient_norms import GradientNorms
from kerasgan.callbacks.learning_rate import CosineDecay
from kerasgan.callbacks.learning_rate import LinearDecay
from kerasgan.callbacks.loss_curves import LossCurves
from kerasgan.callbacks.roll_back_on_nan import RollBackOnNaN
from kerasgan.callbacks.sample_grid import SampleGrid
from kerasgan.callbacks.save_model import SaveModel
from kerasgan.callbacks.stop_on_nan import StopOnNaN
from kerasgan.callbacks.tensor_board import TensorBoard
from kerasgan.callbacks.time_budget import TimeBudget

__all__ = [
    "CosineDecay",
    "Evaluate",
    "EvaluateTranslation",
    "GradientNorms",
    "LinearDecay",
    "LossCurves",
    "RollBackOnNaN",
    "SampleGrid",
    "SaveModel",
    "StopOnNaN",
    "TensorBoard",
    "TimeBudget",
]
