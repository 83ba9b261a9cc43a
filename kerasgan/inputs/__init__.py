"""Kinds of inputs of networks: how each is drawn, checked, read and written."""

from kerasgan import lazy

__getattr__, __dir__, __all__ = lazy.attach(
    __name__,
    {
        "Attributes": "labels",
        "Captions": "captions",
        "Classes": "labels",
        "Codes": "codes",
        "Condition": "labels",
        "Images": "images",
        "Input": "base",
        "Latents": "latents",
        "Truncation": "truncation",
        "conditions_of": "named",
        "from_seeds": "seeds",
        "noise_of_step": "seeds",
        "seeds_of_samples": "seeds",
    },
)
