"""GANs, one algorithm a file."""

from kerasgan.models.acgan import ACGAN
from kerasgan.models.age_gan import AgeGAN
from kerasgan.models.base import AdversarialModel
from kerasgan.models.began import BEGAN
from kerasgan.models.conditional_gan import ConditionalGAN
from kerasgan.models.dcgan import DCGAN
from kerasgan.models.gan import GAN
from kerasgan.models.infogan import InfoGAN
from kerasgan.models.l2_gan import L2GAN
from kerasgan.models.lsgan import LSGAN
from kerasgan.models.plain_gan import PlainGAN
from kerasgan.models.projection_gan import ProjectionGAN
from kerasgan.models.r3gan import R3GAN
from kerasgan.models.scgan import SCGAN
from kerasgan.models.sngan import SNGAN
from kerasgan.models.text_gan import TextGAN
from kerasgan.models.ttur_gan import TTURGAN
from kerasgan.models.vanilla_gan import VanillaGAN
from kerasgan.models.wgan import WGAN
from kerasgan.models.wgan_gp import WGANGP

__all__ = [
    "ACGAN",
    "AdversarialModel",
    "AgeGAN",
    "BEGAN",
    "ConditionalGAN",
    "DCGAN",
    "GAN",
    "InfoGAN",
    "L2GAN",
    "LSGAN",
    "PlainGAN",
    "ProjectionGAN",
    "R3GAN",
    "SCGAN",
    "SNGAN",
    "TTURGAN",
    "TextGAN",
    "VanillaGAN",
    "WGAN",
    "WGANGP",
]
