"""The figure that every plot returns; only this module imports matplotlib."""

import io

import matplotlib.figure
from matplotlib.ticker import MaxNLocator

__all__ = ["Figure", "MaxNLocator", "png_of"]


class Figure(matplotlib.figure.Figure):
    """A figure that Jupyter displays without pyplot."""

    def _repr_png_(self):
        return png_of(self)


def png_of(figure, text=None):
    """The figure as the bytes of a PNG file, with `text` stored in it."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=figure.dpi, metadata=text)
    return buffer.getvalue()
