"""Networks: functions from an image shape and widths to functional Keras models."""

from kerasgan.networks import dcgan
from kerasgan.networks import vanilla

__all__ = ["dcgan", "vanilla"]
