"""Random numbers as functions of seeds."""

import hashlib
import json

import tensorflow as tf

from kerasgan.replicas import replica_id

MOST_REPLICAS = 2**16


def from_seeds(seeds, size):
    """Standard normal numbers, each row a function of its own seed alone.

    So an image depends neither on its batch mates nor on the machine: the
    generator is Philox, which TensorFlow keeps equal on every device. (Not so XLA,
    which scrambles the key once more, in TensorFlow 2.21: don't compile this by it.)

    Args:
        seeds: Integers `(batch,)`, or pairs of integers `(batch, 2)`; `s` alone
            stands for the pair `(s, 0)`.
        size: Int, how many numbers each seed gives.

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

    The first image of `sample(n, seed=s)` is the one that a served model draws
    for seed `s`, and fewer images are a prefix of more.
    """
    index = tf.range(num_images, dtype="int64")
    return tf.stack([tf.fill((num_images,), tf.cast(seed, "int64")), index], axis=1)


def noise_of_step(shape, seed, step, stream="latents", turn=0):
    """Standard normal noise of a training step, another on every replica.

    A resumed training draws what an unbroken one would, for nothing is drawn from
    a state but the step. No image that `sample` draws has the latent of a training
    step. Under XLA (`jit_compile`) the numbers are other ones.

    Args:
        shape: Shape of the noise.
        seed: Int, the model's.
        step: Int tensor, the model's count of steps.
        stream: String, what the draw is for (default: `"latents"`).
        turn: Int, which of several draws of that stream in a step (default: 0).

    Returns:
        Float32 tensor of that shape.
    """
    place = tf.cast(step, "int64") * MOST_REPLICAS + tf.cast(replica_id(), "int64")
    key = tf.stack([tf.constant(key_of_stream(seed, stream, turn), "int64"), place])
    return tf.random.stateless_normal(shape, key, alg="philox")


def key_of_stream(seed, stream, turn):
    """A stable hash in [2^62, 2^63): `seeds_of_samples` has seeds there."""
    digest = hashlib.sha256(json.dumps([int(seed), stream, turn]).encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 2 | 1 << 62
