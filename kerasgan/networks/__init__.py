"""Networks: functions from an image shape and widths to functional Keras models."""

from kerasgan.networks import autoencoder
from kerasgan.networks import dcgan
from kerasgan.networks import patchgan
from kerasgan.networks import plain
from kerasgan.networks import r3gan
from kerasgan.networks import resnet
from kerasgan.networks import translator
from kerasgan.networks import unet
from kerasgan.networks import vanilla
from kerasgan.networks import vgg16

__all__ = [
    "autoencoder",
    "dcgan",
    "patchgan",
    "plain",
    "r3gan",
    "resnet",
    "translator",
    "unet",
    "vanilla",
    "vgg16",
]
