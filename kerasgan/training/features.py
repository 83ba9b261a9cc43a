"""The frozen extractor of a model that compares features, and its fingerprint."""

from kerasgan.networks import extractor
from kerasgan.training.average import fingerprint


def check_extractor(model):
    """Sets a model's default `extractor`, and records which one it trains with.

    Args:
        model: An `AdversarialModel` with a counter `extractor_print`.

    Raises:
        ValueError: The model has no extractor, but was trained with another one than
            the default.
    """
    before = int(model.extractor_print.numpy())
    if "extractor" not in model.unowned:
        with model.distribute_strategy.scope():
            default = extractor.vgg16_taps()
        if before not in (0, int(fingerprint(default))):
            raise ValueError(
                f"This {type(model).__name__} trained with an extractor of its own, "
                "which its file doesn't keep. Set `gan.extractor` to that one again, "
                "by `kerasgan.networks.extractor.taps`."
            )
        model.extractor = default
    model.extractor_print.assign(fingerprint(model.extractor))
