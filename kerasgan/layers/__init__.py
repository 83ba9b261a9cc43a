"""Layers that GANs need and Keras lacks."""

from kerasgan.layers.ada import AdaptiveAugment
from kerasgan.layers.ada import update_augmentation
from kerasgan.layers.batch_normalization import BatchNormalization
from kerasgan.layers.diff_augment import DiffAugment

__all__ = [
    "AdaptiveAugment",
    "BatchNormalization",
    "DiffAugment",
    "update_augmentation",
]
