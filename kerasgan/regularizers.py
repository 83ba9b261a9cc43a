"""Penalties and constraints on a discriminator.

A critic is any callable from images `(batch, height, width, channels)` to logits
`(batch, ...)`: a network, or a closure over labels or over `training=True`. If an image
has several logits, their mean is its logit, as in the losses. A critic must process
each image separately, so it can't have batch normalization; layer normalization is
fine.

The second derivatives of a critic must be right. TensorFlow's are wrong in two places,
without an error: bilinear resizing has no second derivative, and that of
`tf.nn.moments` leaves out the mean's part of the variance. Layer and group
normalization of Keras use `tf.nn.moments`.

Every penalty is a float32 scalar. Multiply it by a weight, and add it to the
discriminator's loss inside its `tf.GradientTape`. A penalty treats images as constants,
so the generator gets no gradient through it.
"""

import tensorflow as tf
from keras import ops

# Of logits in `input_gradient`. Gradients of 1e-8 to 256 fit float16, and those of the
# penalty, which it divides, too; a power of two changes no bit of float32 or bfloat16.
SCALE = 2.0**8


def interpolated_gradient_penalty(critic, real, fake, mix):
    """Mean of (|grad critic(x)| - 1)^2 for x between real and fake images.

    Reference: [Gulrajani et al., 2017](https://arxiv.org/abs/1704.00028), eq. 3.

    Args:
        critic: Callable from images to logits.
        real: Float tensor `(batch, height, width, channels)`.
        fake: Float tensor of the same shape.
        mix: Float tensor `(batch, 1, 1, 1)` in [0, 1], the weight of each real image;
            `uniform(self.noise(shape))` in a `train_step`.

    Returns:
        Float32 scalar.

    Raises:
        ValueError: The shapes don't fit; as in the paper, each image has one mix.
    """
    real, fake, mix = (ops.cast(x, "float32") for x in (real, fake, mix))
    per_image = mix.shape.is_compatible_with((real.shape[0], 1, 1, 1))
    if not (per_image and real.shape.is_compatible_with(fake.shape)):
        raise ValueError(
            "The penalty mixes images (batch, height, width, channels) one by one with "
            f"weights (batch, 1, 1, 1), but received real images {real.shape}, fakes "
            f"{fake.shape} and a mix {mix.shape}."
        )
    norm = gradient_norm(critic, fake + mix * (real - fake))
    return ops.mean(ops.square(norm - 1))


def zero_centered_penalty(critic, images):
    """Mean of |grad critic(x)|^2: R1 on real images, R2 on fakes.

    Reference: [Mescheder et al., 2018](https://arxiv.org/abs/1801.04406), eq. 9,
    without its weight gamma / 2.

    Args:
        critic: Callable from images to logits.
        images: Float tensor `(batch, height, width, channels)`.

    Returns:
        Float32 scalar.
    """
    return ops.mean(squared_norm(input_gradient(critic, images)))


def path_lengths(synthesize, styles, noise):
    """How much each image changes with its styles.

    Reference: [Karras et al., 2020](https://arxiv.org/abs/1912.04958), section 3.2.

    Args:
        synthesize: Callable from styles to images `(batch, height, width, channels)`.
        styles: Float tensor `(batch, layers, size)`.
        noise: Standard normal tensor of the images' shape.

    Returns:
        Float32 tensor `(batch,)`. For each layer it takes the norm of the gradient of
        images times noise with respect to the layer's style; the result is the root
        mean square over layers.
    """
    with tf.GradientTape() as tape:
        tape.watch(styles)
        images = ops.cast(synthesize(styles), "float32")
        pixels = ops.cast(ops.prod(ops.shape(images)[1:3]), "float32")
        moved = SCALE * ops.sum(images * noise) / ops.sqrt(pixels)
    gradients = ops.cast(tape.gradient(moved, styles), "float32") / SCALE
    squares = ops.sum(ops.square(gradients), axis=2)
    return ops.sqrt(ops.mean(squares, axis=1) + 1e-12)


def l2_penalty(network):
    """Sum of the squares of a network's kernels, without biases and gains.

    The paper of the L2 GAN adds lambda times the sum of W^2 for the discriminator, with
    lambda 0.02. It follows Kurach et al., who take only kernels (and the mean over
    layers of half the sum). `keras.regularizers.L2` would add the same penalty, but
    `fit` of a GAN ignores the regularizers of layers.

    Reference: [Kurach et al., 2019](https://arxiv.org/abs/1807.04720).

    Args:
        network: `keras.Model` or layer.

    Returns:
        Float32 scalar.

    Raises:
        ValueError: The network has no trainable kernel.
    """
    kernels = [v for v in network.trainable_variables if v.name.endswith("kernel")]
    if not kernels:
        raise ValueError(
            f"{network.name!r} has no trainable weight whose name ends in 'kernel', so "
            "there is nothing to penalize. Build it, and set `trainable = True`."
        )
    return sum(ops.sum(ops.square(ops.cast(kernel, "float32"))) for kernel in kernels)


def clip_weights(network, limit):
    """Clips every trainable weight of a network into [-limit, limit], in place.

    Reference: [Arjovsky et al., 2017](https://arxiv.org/abs/1701.07875),
    Algorithm 1; its limit is 0.01.
    """
    for weight in network.trainable_variables:
        weight.assign(ops.clip(weight, -limit, limit))


def lazily(step, interval, penalty):
    """A penalty every `interval` steps, multiplied by `interval`; zero in between.

    Reference: [Karras et al., 2020](https://arxiv.org/abs/1912.04958), section 3.1.

    Args:
        step: Int tensor, the model's step counter. The first penalty is at step 0.
        interval: Int, 16 in the paper.
        penalty: Function without arguments that returns a float32 scalar. On other
            steps nothing in it is computed.

    Returns:
        Float32 scalar; its mean over steps estimates the mean of the penalty.

    Raises:
        ValueError: The interval is less than 1.
    """
    if interval < 1:
        raise ValueError(f"`interval` counts steps from 1, but received {interval}.")
    if interval == 1:
        return penalty()
    due = tf.equal(tf.cast(step, "int64") % interval, 0)
    return tf.cond(due, lambda: interval * penalty(), lambda: tf.constant(0.0))


def uniform(noise):
    """Standard normal noise, made uniform in [0, 1] by its distribution function.

    The noise of a training step is normal; see `AdversarialModel.noise`.
    """
    return 0.5 * tf.math.erfc(-noise / 2**0.5)


def gradient_norm(critic, images):
    """Euclidean norm of each image's `input_gradient`, `(batch,)`."""
    # A root has no gradient at zero.
    return ops.sqrt(squared_norm(input_gradient(critic, images)) + 1e-12)


def input_gradient(critic, images):
    """Gradient of each image's logit with respect to that image, in float32.

    The logits are scaled, and the gradients are scaled back, because small gradients of
    a critic in float16 would vanish. An optimizer's loss scaling has no effect here.
    """
    images = tf.stop_gradient(ops.cast(images, "float32"))
    with tf.GradientTape() as tape:
        tape.watch(images)
        logits = ops.cast(critic(images), "float32")
        logits = ops.mean(ops.reshape(logits, (ops.shape(images)[0], -1)), axis=1)
        scaled = SCALE * ops.sum(logits)
    return tape.gradient(scaled, images) / SCALE


def squared_norm(gradients):
    """Sum of the squares of each image's gradient, `(batch,)`."""
    return ops.sum(ops.square(gradients), axis=(1, 2, 3))
