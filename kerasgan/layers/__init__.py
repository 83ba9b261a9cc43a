"""Layers that GANs need and Keras lacks."""

from kerasgan.layers.ada import AdaptiveAugment
from kerasgan.layers.ada import adaptive_augmentations
from kerasgan.layers.batch_normalization import BatchNormalization
from kerasgan.layers.conditional_batch_normalization import (
    ConditionalBatchNormalization,
)
from kerasgan.layers.diff_augment import DiffAugment
from kerasgan.layers.grouped_convolution import GroupedConv2D
from kerasgan.layers.layer_normalization import LayerNormalization
from kerasgan.layers.spectral_norm import SpectralNormalization

__all__ = [
    "AdaptiveAugment",
    "BatchNormalization",
    "ConditionalBatchNormalization",
    "DiffAugment",
    "GroupedConv2D",
    "LayerNormalization",
    "SpectralNormalization",
    "adaptive_augmentations",
]
