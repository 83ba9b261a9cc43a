"""Evaluation of generators: sources of samples, a table of scores, a page to read."""

from kerasgan.evaluation.evaluate import counts
from kerasgan.evaluation.evaluate import evaluate
from kerasgan.evaluation.evaluate import table
from kerasgan.evaluation.page import write_page
from kerasgan.evaluation.sources import Form
from kerasgan.evaluation.sources import form_of
from kerasgan.evaluation.sources import images_of
from kerasgan.evaluation.sources import options_of

__all__ = [
    "Form",
    "counts",
    "evaluate",
    "form_of",
    "images_of",
    "options_of",
    "table",
    "write_page",
]
