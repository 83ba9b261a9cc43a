"""Generators that leave Keras: for TensorFlow Serving and for LiteRT.

Every export is run in a fresh interpreter that has neither Keras nor kerasgan,
compared with Keras, and only then put in place, with a report beside it.
"""

from kerasgan.export.report import read_report
from kerasgan.export.report import summary
from kerasgan.export.saved_model import to_saved_model
from kerasgan.export.tflite import to_tflite

__all__ = ["read_report", "summary", "to_saved_model", "to_tflite"]
