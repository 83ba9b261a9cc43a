"""Latents, the points that a generator turns into images: drawing, moving, finding."""

from kerasgan.latent.directions import edit
from kerasgan.latent.directions import linear_probe
from kerasgan.latent.directions import mean_difference
from kerasgan.latent.encoder import encoder
from kerasgan.latent.encoder import train_encoder
from kerasgan.latent.interpolation import lerp
from kerasgan.latent.interpolation import slerp
from kerasgan.latent.interpolation import walk
from kerasgan.latent.inversion import invert
from kerasgan.latent.seeds import from_seeds
from kerasgan.latent.seeds import noise_of_step
from kerasgan.latent.seeds import seeds_of_samples

__all__ = [
    "edit",
    "encoder",
    "from_seeds",
    "invert",
    "lerp",
    "linear_probe",
    "mean_difference",
    "noise_of_step",
    "seeds_of_samples",
    "slerp",
    "train_encoder",
    "walk",
]
