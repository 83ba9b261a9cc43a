"""Layers that GANs need and Keras lacks."""

from kerasgan import lazy

__getattr__, __dir__, __all__ = lazy.attach(
    __name__,
    {
        "AdaptiveAugment": "ada",
        "BatchNormalization": "batch_normalization",
        "ConditionalBatchNormalization": "conditional_batch_normalization",
        "DiffAugment": "diff_augment",
        "Dropout": "dropout",
        "GroupedConv2D": "grouped_convolution",
        "ImagePool": "image_pool",
        "InstanceNormalization": "instance_normalization",
        "LabToRGB": "lab_to_rgb",
        "LayerNormalization": "layer_normalization",
        "ReflectionPadding": "reflection_padding",
        "SpectralNormalization": "spectral_norm",
        "adaptive_augmentations": "ada",
    },
)
