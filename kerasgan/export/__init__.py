"""Generators that leave Keras: for servers, for LiteRT, and as ONNX.

Every export is run in a fresh interpreter that has neither Keras nor kerasgan,
compared with Keras, and only then put in place, with a report beside it.
"""

from kerasgan.export.card import write_card
from kerasgan.export.hub import push
from kerasgan.export.keras_file import to_keras
from kerasgan.export.manifest import seal
from kerasgan.export.onnx import to_onnx
from kerasgan.export.report import read_report
from kerasgan.export.report import summary
from kerasgan.export.saved_model import to_saved_model
from kerasgan.export.tflite import to_tflite
from kerasgan.export.verify import verify
from kerasgan.export.web_page import to_web

__all__ = [
    "push",
    "read_report",
    "seal",
    "summary",
    "to_keras",
    "to_onnx",
    "to_saved_model",
    "to_tflite",
    "to_web",
    "verify",
    "write_card",
]
