"""Generative adversarial networks for faces and images, in Keras 3."""

from kerasgan import environment

environment.turn_on_onednn()  # before Keras imports TensorFlow

import keras  # noqa: E402

if keras.backend.backend() != "tensorflow":
    raise ImportError(
        f"kerasgan needs Keras on TensorFlow, but the backend is "
        f"{keras.backend.backend()!r}. Set the environment variable "
        "KERAS_BACKEND=tensorflow before Keras is imported."
    )

from kerasgan import callbacks  # noqa: E402
from kerasgan import conditions  # noqa: E402
from kerasgan import data  # noqa: E402
from kerasgan import export  # noqa: E402
from kerasgan import latent  # noqa: E402
from kerasgan import layers  # noqa: E402
from kerasgan import losses  # noqa: E402
from kerasgan import metrics  # noqa: E402
from kerasgan import models  # noqa: E402
from kerasgan import networks  # noqa: E402
from kerasgan import optimizers  # noqa: E402
from kerasgan import plots  # noqa: E402
from kerasgan import regularizers  # noqa: E402
from kerasgan import text  # noqa: E402
from kerasgan.models import ACGAN  # noqa: E402
from kerasgan.models import BEGAN  # noqa: E402
from kerasgan.models import DCGAN  # noqa: E402
from kerasgan.models import GAN  # noqa: E402
from kerasgan.models import L2GAN  # noqa: E402
from kerasgan.models import LSGAN  # noqa: E402
from kerasgan.models import R3GAN  # noqa: E402
from kerasgan.models import SCGAN  # noqa: E402
from kerasgan.models import SNGAN  # noqa: E402
from kerasgan.models import TTURGAN  # noqa: E402
from kerasgan.models import WGAN  # noqa: E402
from kerasgan.models import WGANGP  # noqa: E402
from kerasgan.models import AdversarialModel  # noqa: E402
from kerasgan.models import AgeGAN  # noqa: E402
from kerasgan.models import ConditionalGAN  # noqa: E402
from kerasgan.models import InfoGAN  # noqa: E402
from kerasgan.models import PlainGAN  # noqa: E402
from kerasgan.models import ProjectionGAN  # noqa: E402
from kerasgan.models import TextGAN  # noqa: E402
from kerasgan.models import VanillaGAN  # noqa: E402

__version__ = "0.1.0"

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
    "callbacks",
    "conditions",
    "data",
    "export",
    "latent",
    "layers",
    "losses",
    "metrics",
    "models",
    "networks",
    "optimizers",
    "plots",
    "regularizers",
    "text",
]
