"""What `fit` loses at the end of a pass over a user's own `tf.data` dataset.

    python tests/benchmarks/user_dataset.py [--passes 20] [--json results.json]

TensorFlow tunes a dataset by a thread that sleeps 10 ms, 20 ms, 40 ms ... On many
machines, and now and then on all, the end of a pass waits for it to wake. Here a GAN
and a plain Keras model, whose steps take 30 ms whatever the machine does, take turns on
`from_tensor_slices(...).batch(64).prefetch(2)`, as users write it. Printed are the mean
and the longest pass, by the least time of a pass of this model.
"""

import argparse
import json
import pathlib
import time

import keras
import numpy as np
import tensorflow as tf

import kerasgan

SHAPE, BATCH, STEPS, SECONDS = (16, 16, 3), 64, (10, 20, 30, 60), 0.03


def pause():
    """A scalar that takes its time, without a core."""

    def sleep():
        time.sleep(SECONDS)
        return np.float32(0)

    return tf.ensure_shape(tf.numpy_function(sleep, [], "float32"), ())


class PausingGAN(kerasgan.GAN):
    def train_step(self, data):
        return {"loss": pause()}


class PausingModel(keras.Model):
    def train_step(self, data):
        return {"loss": pause()}


class Passes(keras.callbacks.Callback):
    """Seconds of each epoch, with the wait at its end."""

    def on_train_begin(self, logs=None):
        self.times = [time.perf_counter()]

    def on_epoch_end(self, epoch, logs=None):
        self.times.append(time.perf_counter())

    def seconds(self):
        return np.diff(self.times)


def dataset_of(steps):
    images = np.random.default_rng(0).uniform(-1, 1, (steps * BATCH, *SHAPE))
    images = images.astype("float32")
    return tf.data.Dataset.from_tensor_slices(images).batch(BATCH).prefetch(2)


def models():
    gan = PausingGAN.for_images(SHAPE, latent_dim=4, width=2)
    gan.compile()
    images = keras.Input(SHAPE)
    plain = PausingModel(images, keras.layers.Flatten()(images))
    plain.compile(jit_compile=False)
    return {"kerasgan": gan, "Keras": plain}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--passes", type=int, default=20)
    parser.add_argument("--json", type=pathlib.Path)
    arguments = parser.parse_args()
    results = {}
    for steps in STEPS:
        for name, model in models().items():
            passes = Passes()
            dataset = dataset_of(steps)
            model.fit(dataset, epochs=1, verbose=0)
            model.fit(dataset, epochs=arguments.passes, verbose=0, callbacks=[passes])
            seconds = passes.seconds()
            mean, longest = (
                seconds.mean() / seconds.min(),
                seconds.max() / seconds.min(),
            )
            print(
                f"{steps} steps, {name}: {seconds.min():.2f} s, mean {mean:.2f}x, "
                f"longest {longest:.2f}x",
                flush=True,
            )
            results[f"{name}, {steps} steps"] = seconds.round(3).tolist()
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=2) + "\n")


if __name__ == "__main__":
    main()
