"""Latents: noise as an input."""

import keras

from kerasgan.inputs.base import Input


@keras.saving.register_keras_serializable("kerasgan")
class Latents(Input):
    """Latents: standard normal numbers from which the generator makes an image.

    Args:
        size: Int, length of a latent.

    Example:

    ```python
    z = gan.inputs["latents"].draw(range(5))  # of the seeds 0 to 4
    ```
    """

    is_seeded = True

    def __init__(self, size):
        self.size = size
        self.shape = (size,)

    def __repr__(self):
        return f"latents of {self.size} numbers"

    def get_config(self):
        return {"size": self.size}

    def from_noise(self, noise):
        return noise

    def facts(self):
        prior = "standard normal, Philox stateless, key (seed, 0)"
        return {**super().facts(), "prior": prior}
