"""Latents as functions of seeds."""

import tensorflow as tf

from kerasgan.replication import replica_id


def from_seeds(seeds, latent_dim):
    """Standard normal latents, each row a function of its own seed alone.

    So an image depends neither on its batch mates nor on the machine: the
    generator is Philox, which TensorFlow keeps equal on every device. (Not so XLA,
    which scrambles the key once more, in TensorFlow 2.21: don't compile this by it.)

    Args:
        seeds: Integers `(batch,)`, or pairs of integers `(batch, 2)`; `s` alone
            stands for the pair `(s, 0)`.
        latent_dim: Int, length of a latent.

    Returns:
        Float32 tensor `(batch, latent_dim)`.
    """
    seeds = tf.cast(seeds, "int64")
    if seeds.shape.rank == 1:
        seeds = tf.stack([seeds, tf.zeros_like(seeds)], axis=1)
    return tf.map_fn(
        lambda seed: tf.random.stateless_normal((latent_dim,), seed, alg="philox"),
        seeds,
        fn_output_signature=tf.TensorSpec((latent_dim,), "float32"),
    )


def seeds_of_samples(num_images, seed):
    """Seeds `(num_images, 2)` of the images that `sample(num_images, seed)` draws.

    The first image of `sample(n, seed=s)` is the one that a served model draws
    for seed `s`, and fewer images are a prefix of more.
    """
    index = tf.range(num_images, dtype="int64")
    return tf.stack([tf.fill((num_images,), tf.cast(seed, "int64")), index], axis=1)


def noise_of_step(shape, seed, step, stream=0):
    """Standard normal noise of a training step, another on every replica.

    A resumed training draws what an unbroken one would, for nothing is drawn from
    a state but the step. Under XLA (`jit_compile`) the numbers are other ones.

    Args:
        shape: Shape of the noise.
        seed: Int, the model's.
        step: Int tensor, the model's count of steps.
        stream: Int. Tells one draw of a step from another.

    Returns:
        Float32 tensor of that shape.
    """
    key = tf.constant(seed * 1_000_003 + stream * 1_009, "int64")
    key = tf.stack([key + tf.cast(replica_id(), "int64"), tf.cast(step, "int64")])
    return tf.random.stateless_normal(shape, key, alg="philox")
