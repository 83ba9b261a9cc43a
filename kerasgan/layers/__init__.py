"""Layers that GANs need and Keras lacks."""

from kerasgan.layers.batch_normalization import BatchNormalization

__all__ = ["BatchNormalization"]
