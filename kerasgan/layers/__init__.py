"""Layers that GANs need and Keras lacks."""

from kerasgan.layers.batch_normalization import BatchNormalization
from kerasgan.layers.diff_augment import DiffAugment

__all__ = [
    "BatchNormalization",
    "DiffAugment",
]
