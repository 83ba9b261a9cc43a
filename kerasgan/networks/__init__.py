"""Networks: functions from an image shape and widths to functional Keras models."""

from kerasgan.networks import autoencoder
from kerasgan.networks import dcgan
from kerasgan.networks import plain
from kerasgan.networks import r3gan
from kerasgan.networks import resnet
from kerasgan.networks import vanilla
from kerasgan.networks import vgg16

__all__ = ["autoencoder", "dcgan", "plain", "r3gan", "resnet", "vanilla", "vgg16"]
