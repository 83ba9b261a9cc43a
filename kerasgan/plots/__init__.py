"""Pictures of a training: grids of images, loss curves, progress by epoch.

Matplotlib and Pillow are imported only when a picture is drawn. Pyplot is never
imported, so no figure stays open, and everything works without a screen.
"""

from kerasgan.plots.curves import loss_curves
from kerasgan.plots.images import beside
from kerasgan.plots.images import image_grid
from kerasgan.plots.images import save_grid
from kerasgan.plots.images import save_image
from kerasgan.plots.passed import passed_as_real
from kerasgan.plots.progress import progress_strip
from kerasgan.plots.progress import save_gif
from kerasgan.plots.walk import save_walk

__all__ = [
    "beside",
    "image_grid",
    "loss_curves",
    "passed_as_real",
    "progress_strip",
    "save_gif",
    "save_grid",
    "save_image",
    "save_walk",
]
