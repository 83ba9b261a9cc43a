"""How near samples are to real images; each result says how it was measured."""

from kerasgan.metrics.extractors import VGG16Features
from kerasgan.metrics.frechet import frechet_distance
from kerasgan.metrics.frechet import statistics
from kerasgan.metrics.kernel_distance import kernel_distance
from kerasgan.metrics.sliced_wasserstein import sliced_wasserstein
from kerasgan.metrics.sliced_wasserstein import sliced_wasserstein_of_points

__all__ = [
    "VGG16Features",
    "frechet_distance",
    "kernel_distance",
    "sliced_wasserstein",
    "sliced_wasserstein_of_points",
    "statistics",
]
