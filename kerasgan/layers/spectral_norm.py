"""Spectral normalization that the gradient sees."""

import keras
from keras import layers
from keras import ops

NORMALIZABLE = (
    layers.Conv1D,
    layers.Conv2D,
    layers.Conv2DTranspose,
    layers.Dense,
    layers.Embedding,
)


@keras.saving.register_keras_serializable("kerasgan")
class SpectralNormalization(layers.Wrapper):
    """A layer whose kernel is divided by its largest singular value, sigma.

    The kernel itself stays as the optimizer left it, however often the layer is
    called, and the gradient goes through sigma, so that it is orthogonal to the
    kernel. (`keras.layers.SpectralNormalization` overwrites the kernel in each
    call instead, and its gradient lacks sigma's.)

    Sigma comes from power iteration, in float32 under every dtype policy. The
    first calls underestimate it; each call in training improves the estimate.

    Reference: [Miyato et al., 2018](https://arxiv.org/abs/1802.05957), Algorithm 1.

    Args:
        layer: Convolution, dense layer or embedding. Its kernel is treated as a matrix
            with a column for each output channel.
        power_iterations: Int, steps of power iteration in a call.

    Raises:
        ValueError: `layer` is of another kind.
    """

    def __init__(self, layer, power_iterations=1, **kwargs):
        if not isinstance(layer, NORMALIZABLE):
            names = ", ".join(kind.__name__ for kind in NORMALIZABLE)
            raise ValueError(
                f"SpectralNormalization received {layer}, but wraps one of {names}."
            )
        # The kernel is read as it is; the layer inside casts by its own policy.
        kwargs["dtype"] = "float32"
        super().__init__(layer, autocast=False, **kwargs)
        self.power_iterations = power_iterations

    @property
    def kernel(self):
        """The variable to normalize, which the optimizer trains."""
        if isinstance(self.layer, layers.Embedding):
            return self.layer.embeddings
        return self.layer.kernel

    def build(self, input_shape):
        super().build(input_shape)
        self.u = self.add_weight(
            shape=(self.matrix().shape[-1],),
            initializer="random_normal",
            trainable=False,
            dtype="float32",
            aggregation="only_first_replica",
            name="u",
        )

    def call(self, inputs, training=False):
        kernel = self.normalized_kernel(training)
        with keras.StatelessScope([(self.kernel, kernel)], initialize_variables=False):
            return self.layer(inputs)

    def normalized_kernel(self, training=False):
        """The kernel divided by sigma; in training, `u` is updated."""
        matrix = self.matrix()
        constant = ops.stop_gradient(matrix)
        u = ops.convert_to_tensor(self.u)
        for _ in range(self.power_iterations):
            v = unit(ops.matmul(constant, u))
            u = unit(ops.matmul(v, constant))
        if training:
            self.u.assign(u)
        sigma = ops.matmul(v, ops.matmul(matrix, u))
        sigma = ops.maximum(sigma, 1e-12)  # a kernel of zeros stays one
        return self.kernel / ops.cast(sigma, self.kernel.dtype)

    def matrix(self):
        """The kernel as a float32 matrix, a column for each output channel."""
        kernel = ops.cast(self.kernel, "float32")
        if isinstance(self.layer, layers.Conv2DTranspose):
            kernel = ops.moveaxis(kernel, -2, -1)
        return ops.reshape(kernel, (-1, kernel.shape[-1]))

    def get_config(self):
        return {**super().get_config(), "power_iterations": self.power_iterations}


def unit(vector):
    """The vector at length 1."""
    return vector / ops.maximum(ops.norm(vector), 1e-12)
