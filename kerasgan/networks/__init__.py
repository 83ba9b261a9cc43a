"""Networks: functions from an image shape and widths to functional Keras models."""

from kerasgan.networks import autoencoder
from kerasgan.networks import compact
from kerasgan.networks import dcgan
from kerasgan.networks import extractor
from kerasgan.networks import patchgan
from kerasgan.networks import plain
from kerasgan.networks import progressive
from kerasgan.networks import r3gan
from kerasgan.networks import resnet
from kerasgan.networks import rrdb
from kerasgan.networks import srresnet
from kerasgan.networks import translator
from kerasgan.networks import unet
from kerasgan.networks import vae
from kerasgan.networks import vanilla
from kerasgan.networks import vgg16

__all__ = [
    "autoencoder",
    "compact",
    "dcgan",
    "extractor",
    "patchgan",
    "plain",
    "progressive",
    "r3gan",
    "resnet",
    "rrdb",
    "srresnet",
    "translator",
    "unet",
    "vae",
    "vanilla",
    "vgg16",
]
