"""Generative adversarial networks for faces and images, in Keras 3."""

from kerasgan import environment
from kerasgan import lazy
from kerasgan import models

__version__ = "0.2.0.dev0"

environment.turn_on_onednn()  # before Keras imports TensorFlow

__getattr__, __dir__, __all__ = lazy.attach(
    __name__,
    {
        **dict.fromkeys(models.__all__, "models"),
        "AdversarialModel": "training",
        "callbacks": "",
        "data": "",
        "evaluation": "",
        "export": "",
        "inputs": "",
        "latent": "",
        "layers": "",
        "losses": "",
        "metrics": "",
        "models": "",
        "networks": "",
        "optimizers": "",
        "plots": "",
        "pretrained": "shipped",
        "provenance": "",
        "regularizers": "",
        "runs": "",
        "shipped": "",
        "signing": "",
        "text": "",
        "training": "",
    },
)

lazy.AfterImport("keras", lazy.register_classes)
