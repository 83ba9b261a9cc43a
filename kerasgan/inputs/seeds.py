"""Random numbers as functions of seeds."""

import hashlib
import json

import tensorflow as tf

from kerasgan.replicas import replica_id

MOST_REPLICAS = 2**16


def from_seeds(seeds, size):
    """Standard normal numbers; each row depends only on its own seed.

    So an image depends neither on the other images of its batch nor on the machine: the
    random number generator is Philox, which gives the same numbers on every device in
    TensorFlow. XLA is an exception: in TensorFlow 2.21 it scrambles the key once more,
    so don't compile this function with XLA.

    Args:
        seeds: Integers `(batch,)`, or pairs of integers `(batch, 2)`; a single `s`
            stands for the pair `(s, 0)`.
        size: Int, number of values for each seed.

    Returns:
        Float32 tensor `(batch, size)`.
    """
    seeds = tf.cast(seeds, "int64")
    if seeds.shape.rank == 1:
        seeds = tf.stack([seeds, tf.zeros_like(seeds)], axis=1)
    return tf.map_fn(
        lambda seed: tf.random.stateless_normal((size,), seed, alg="philox"),
        seeds,
        fn_output_signature=tf.TensorSpec((size,), "float32"),
    )


def seeds_of_samples(num_images, seed):
    """Seeds `(num_images, 2)` of the images that `sample(num_images, seed)` draws.

    The first image of `sample(n, seed=s)` is the one that a served model draws for seed
    `s`. The images of a smaller sample are the first images of a larger sample.
    """
    index = tf.range(num_images, dtype="int64")
    return tf.stack([tf.fill((num_images,), tf.cast(seed, "int64")), index], axis=1)


def noise_of_step(shape, seed, step, stream="latents", turn=0):
    """Standard normal noise of a training step, different on every replica.

    A resumed training draws the same noise as an uninterrupted one, because the only
    state of the noise is the step. No image that `sample` draws has the latent of a
    training step. Under XLA (`jit_compile`) the numbers are different.

    Args:
        shape: Shape of the noise.
        seed: Int, the model's seed.
        step: Int tensor, the model's step counter.
        stream: String, the purpose of the draw (default: `"latents"`).
        turn: Int, index of the draw within its stream and step (default: 0).

    Returns:
        Float32 tensor of the given shape.
    """
    place = tf.cast(step, "int64") * MOST_REPLICAS + tf.cast(replica_id(), "int64")
    key = tf.stack([tf.constant(key_of_stream(seed, stream, turn), "int64"), place])
    return tf.random.stateless_normal(shape, key, alg="philox")


def key_of_stream(seed, stream, turn):
    """A stable hash in [2^62, 2^63), beyond the usual seeds of samples."""
    digest = hashlib.sha256(json.dumps([int(seed), stream, turn]).encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 2 | 1 << 62
