"""Layers that GANs need and Keras lacks."""

from kerasgan.layers.batch_normalization import BatchNormalization
from kerasgan.layers.grouped_convolution import GroupedConv2D
from kerasgan.layers.layer_normalization import LayerNormalization
from kerasgan.layers.spectral_norm import SpectralNormalization

__all__ = [
    "BatchNormalization",
    "GroupedConv2D",
    "LayerNormalization",
    "SpectralNormalization",
]
