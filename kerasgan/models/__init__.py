"""GANs, one algorithm a file. This table is the only list of them."""

from kerasgan import lazy

__getattr__, __dir__, __all__ = lazy.attach(
    __name__,
    {
        "ACGAN": "acgan",
        "AgeGAN": "age_gan",
        "BEGAN": "began",
        "CompactSR": "compact_sr",
        "ConditionalGAN": "conditional_gan",
        "CycleGAN": "cycle_gan",
        "DCGAN": "dcgan",
        "DenoisingVAE": "denoising_vae",
        "ESRGAN": "esrgan",
        "GAN": "gan",
        "InfoGAN": "infogan",
        "L2GAN": "l2_gan",
        "LSGAN": "lsgan",
        "Pix2Pix": "pix2pix",
        "PlainGAN": "plain_gan",
        "ProGAN": "progan",
        "ProjectionGAN": "projection_gan",
        "R3GAN": "r3gan",
        "RSACGAN": "rsacgan",
        "RSGAN": "rsgan",
        "SCGAN": "scgan",
        "SNGAN": "sngan",
        "SRGAN": "srgan",
        "SRResNet": "srresnet",
        "StyleGAN2": "stylegan2",
        "TTURGAN": "ttur_gan",
        "TextGAN": "text_gan",
        "VanillaGAN": "vanilla_gan",
        "WGAN": "wgan",
        "WGANGP": "wgan_gp",
    },
)
