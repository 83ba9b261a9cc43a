"""The engine: the common part of all models, besides their algorithms."""

from kerasgan import lazy

__getattr__, __dir__, __all__ = lazy.attach(
    __name__,
    {
        "AdversarialModel": "model",
        "BatchSpec": "batches",
        "Staged": "staged",
        "Translator": "translation",
        "Upscaler": "upscaling",
    },
)
