"""Layers that GANs need and Keras lacks."""

from kerasgan import lazy

__getattr__, __dir__, __all__ = lazy.attach(
    __name__,
    {
        "AdaptiveAugment": "ada",
        "BatchNormalization": "batch_normalization",
        "Clip": "clip",
        "ConditionalBatchNormalization": "conditional_batch_normalization",
        "DiffAugment": "diff_augment",
        "Dropout": "dropout",
        "Enlarge": "enlarge",
        "EqualizedConv2D": "equalized",
        "EqualizedDense": "equalized",
        "Fade": "fade",
        "GroupedConv2D": "grouped_convolution",
        "ICNR": "pixel_shuffle",
        "ImagePool": "image_pool",
        "InstanceNormalization": "instance_normalization",
        "LabToRGB": "lab_to_rgb",
        "LatentNormal": "latent_normal",
        "LayerNormalization": "layer_normalization",
        "LearnedConstant": "learned_constant",
        "MinibatchStddev": "minibatch_stddev",
        "ModulatedConv2D": "modulated_convolution",
        "PixelNoise": "pixel_noise",
        "PixelNormalization": "pixel_normalization",
        "PixelShuffle": "pixel_shuffle",
        "ReflectionPadding": "reflection_padding",
        "SmoothDownsampling": "smooth_resampling",
        "SmoothUpsampling": "smooth_resampling",
        "SpectralNormalization": "spectral_norm",
        "TowardMean": "toward_mean",
        "adaptive_augmentations": "ada",
    },
)
