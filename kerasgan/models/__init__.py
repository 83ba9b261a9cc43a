"""GANs, one algorithm a file."""

from kerasgan.models.base import AdversarialModel
from kerasgan.models.dcgan import DCGAN
from kerasgan.models.gan import GAN
from kerasgan.models.ttur_gan import TTURGAN
from kerasgan.models.vanilla_gan import VanillaGAN

__all__ = ["DCGAN", "GAN", "TTURGAN", "AdversarialModel", "VanillaGAN"]
