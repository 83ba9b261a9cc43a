"""Latents, the points that a generator turns into images: moving and finding them."""

from kerasgan.latent.directions import edit
from kerasgan.latent.directions import linear_probe
from kerasgan.latent.directions import mean_difference
from kerasgan.latent.directions import principal_axes
from kerasgan.latent.encoder import encoder
from kerasgan.latent.encoder import train_encoder
from kerasgan.latent.interpolation import lerp
from kerasgan.latent.interpolation import slerp
from kerasgan.latent.interpolation import walk
from kerasgan.latent.inversion import invert

__all__ = [
    "edit",
    "encoder",
    "invert",
    "lerp",
    "linear_probe",
    "mean_difference",
    "principal_axes",
    "slerp",
    "train_encoder",
    "walk",
]
