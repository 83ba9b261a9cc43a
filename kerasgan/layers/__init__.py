"""Layers that GANs need and Keras lacks."""

from kerasgan import lazy

__getattr__, __dir__, __all__ = lazy.attach(
    __name__,
    {
        "AdaptiveAugment": "ada",
        "BatchNormalization": "batch_normalization",
        "ConditionalBatchNormalization": "conditional_batch_normalization",
        "DiffAugment": "diff_augment",
        "GroupedConv2D": "grouped_convolution",
        "LayerNormalization": "layer_normalization",
        "SpectralNormalization": "spectral_norm",
        "adaptive_augmentations": "ada",
    },
)
