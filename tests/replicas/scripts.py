"""What the tests of several replicas run in processes of their own.

    python scripts.py NAME FOLDER

TensorFlow must be told of its devices before it starts, so no test can do this in
pytest's own process.
"""

import json
import os
import pathlib
import sys

import keras
import numpy as np
import tensorflow as tf
from keras import layers

BATCH, STEPS = 8, 5


def networks(normalization):
    """Small convolutional networks for 16x16x3, with or without normalization."""
    bias = not normalization()  # one that is normalized away has rounding for gradient
    generator = keras.Sequential(
        [
            keras.Input((6,)),
            layers.Dense(4 * 4 * 8, use_bias=bias),
            layers.Reshape((4, 4, 8)),
            *normalization(),
            layers.ReLU(),
            layers.Conv2DTranspose(8, 4, 2, "same", use_bias=bias),
            *normalization(),
            layers.ReLU(),
            layers.Conv2DTranspose(3, 4, 2, "same", activation="tanh", dtype="float32"),
        ]
    )
    discriminator = keras.Sequential(
        [
            keras.Input((16, 16, 3)),
            layers.Conv2D(8, 4, 2, "same", use_bias=bias),
            *normalization(),
            layers.LeakyReLU(0.2),
            layers.Flatten(),
            layers.Dense(1, dtype="float32"),
        ]
    )
    return generator, discriminator


def given_noise(gan):
    """Makes every replica draw its part of what one device would draw."""

    def noise(shape, stream="latents", turn=0):
        context = tf.distribute.get_replica_context()
        rows = BATCH // context.num_replicas_in_sync
        key = tf.stack([tf.constant(turn, "int64"), tf.cast(gan.step, "int64")])
        whole = tf.random.stateless_normal((BATCH, *shape[1:]), key, alg="philox")
        first = context.replica_id_in_sync_group * rows
        return whole[first : first + rows]

    gan.noise = noise


def train(strategy, normalization=lambda: [], optimizers=(), fix=given_noise):
    """A GAN after five steps, all its weights, and its history."""
    import kerasgan

    with strategy.scope():
        keras.utils.set_random_seed(0)
        gan = kerasgan.GAN(*networks(normalization))
        gan.compile(*optimizers)
    fix(gan)
    history = gan.fit(dataset(), epochs=STEPS, verbose=0).history
    return gan, history


def dataset():
    images = np.random.default_rng(0).uniform(-1, 1, (BATCH, 16, 16, 3))
    dataset = tf.data.Dataset.from_tensor_slices(images.astype("float32"))
    return dataset.batch(BATCH, drop_remainder=True)


def split_the_cpu():
    cpu = tf.config.list_physical_devices("CPU")[0]
    halves = [tf.config.LogicalDeviceConfiguration()] * 2
    tf.config.set_logical_device_configuration(cpu, halves)


def two_devices():
    split_the_cpu()
    return tf.distribute.MirroredStrategy(
        ["CPU:0", "CPU:1"],
        cross_device_ops=tf.distribute.ReductionToOneDevice(),
    )


def one_device():
    return tf.distribute.OneDeviceStrategy("CPU:0")


def values(variables):
    return [keras.ops.convert_to_numpy(variable) for variable in variables]


def difference(variables, others):
    """The largest difference between two lists of weights."""
    pairs = zip(values(variables), values(others), strict=True)
    return float(max(np.abs(one - other).max(initial=0) for one, other in pairs))


def difference_of_losses(gan, history, other):
    """The largest difference between the losses of two histories."""
    return max(
        abs(a - b)
        for loss in gan.loss_names
        for a, b in zip(history[loss], other[loss], strict=True)
    )


def rounded(gan):
    """All but the fingerprint of the weights, which sees the last bit of each."""
    return [v for v in gan.variables if "average_origin" not in v.path]


def mirrored(folder):
    """Two devices against one: plain, normalized and clipped."""
    from kerasgan.layers import BatchNormalization

    two, one = two_devices(), one_device()
    sgd = [keras.optimizers.SGD(0.1, global_clipnorm=0.05) for _ in range(2)]
    result = {}
    for name, arguments in {
        "plain": {},
        "normalized": {"normalization": lambda: [BatchNormalization()]},
        "clipped": {"optimizers": sgd},
    }.items():
        (gan, history), (other, expected) = (
            train(two, **arguments),
            train(one, **arguments),
        )
        result[name] = {
            "weights": difference(rounded(gan), rounded(other)),
            "losses": difference_of_losses(gan, history, expected),
            "norms": max(
                abs(a / b - 1)
                for a, b in zip(
                    history["generator_gradient_norm"],
                    expected["generator_gradient_norm"],
                    strict=True,
                )
            ),
            "moved": difference(
                other.trainable_variables,
                untrained(one, arguments).trainable_variables,
            ),
        }
    return result


def untrained(strategy, arguments):
    """The same GAN untrained."""
    import kerasgan

    with strategy.scope():
        keras.utils.set_random_seed(0)
        return kerasgan.GAN(*networks(arguments.get("normalization", lambda: [])))


def translator(strategy, name, **options):
    """One that translates or enlarges, after two epochs, and its history."""
    import kerasgan

    tiny = {
        "Pix2Pix": {"receptive_field": 16},
        "CycleGAN": {"receptive_field": 16, "blocks": 1},
        "SRGAN": {"blocks": 1},
    }[name]
    with strategy.scope():
        keras.utils.set_random_seed(0)
        gan = getattr(kerasgan, name).for_images(
            (16, 16, 3), width=2, **tiny, **options
        )
        gan.compile()
    images = np.random.default_rng(0).uniform(-1, 1, (2, 16, 16, 16, 3))
    images = images.astype("float32")
    if name == "SRGAN":
        dataset = kerasgan.data.from_arrays(images[0], batch_size=BATCH)
    else:
        of_two = kerasgan.data.pairs if gan.paired else kerasgan.data.unpaired
        dataset = of_two(*images, 16, BATCH)
    return gan, gan.fit(dataset, epochs=2, verbose=0).history


def translators(folder):
    """Two devices against one; and a pool of images on two devices."""
    two, one = two_devices(), one_device()
    result = {}
    for name, exact in (
        ("Pix2Pix", {"dropout": 0}),
        ("CycleGAN", {"pool_size": 0}),
        ("SRGAN", {}),
    ):
        (gan, history), (other, expected) = (
            translator(strategy, name, **exact) for strategy in (two, one)
        )
        result[name] = {
            "weights": difference(rounded(gan), rounded(other)),
            "losses": difference_of_losses(gan, history, expected),
        }
    gan, _ = translator(two, "CycleGAN", pool_size=4)
    copies = two.experimental_local_results(gan.pool_a.images.value)
    result["pool"] = {
        "filled": int(values([gan.pool_a.filled])[0]),
        "equal": bool(np.array_equal(copies[0], copies[1])),
        "moved": float(np.abs(copies[0]).max()),
    }
    return result


def growing(folder):
    """Two devices against one, through all stages, and with styles."""
    two, one = two_devices(), one_device()
    result = {}
    for name, options in (
        ("ProGAN", {"width": 8, "images_per_phase": BATCH}),
        ("StyleGAN2", {"width": 4, "path_weight": 0.0, "mixing": 0.0}),
    ):
        (gan, history), (other, expected) = (
            grown(strategy, name, options) for strategy in (two, one)
        )
        result[name] = {
            "weights": difference(rounded(gan), rounded(other)),
            "losses": difference_of_losses(gan, history, expected),
            "images": int(values([gan.images_seen])[0]) if "Pro" in name else None,
        }
    return result


def grown(strategy, name, options):
    """A model after five steps, each on the batch, and its history."""
    import kerasgan
    from kerasgan.layers import MinibatchStddev

    with strategy.scope():
        keras.utils.set_random_seed(0)
        gan = getattr(kerasgan, name).for_images((16, 16, 3), 8, base=64, **options)
        gan.compile()
    for layer in gan.discriminator._flatten_layers():
        if isinstance(layer, MinibatchStddev):
            layer.group_size = 1  # groups are of a replica's own images
    given_noise(gan)
    return gan, gan.fit(dataset(), epochs=STEPS, verbose=0).history


def replicas_draw_their_own_noise(folder):
    import kerasgan

    two = two_devices()
    with two.scope():
        gan = kerasgan.GAN(*networks(lambda: []))
    drawn = two.run(tf.function(lambda: gan.noise((4, 6))))
    first, second = (np.array(v) for v in two.experimental_local_results(drawn))
    return {"equal": bool(np.array_equal(first, second)), "spread": float(first.std())}


def overflow_on(replica, gan):
    """Makes the fakes of one replica overflow in the second step."""
    plain = gan.generate

    def generate(batch_size, labels=(), turn=0):
        context = tf.distribute.get_replica_context()
        here = context.replica_id_in_sync_group == replica
        bad = tf.logical_and(here, tf.equal(gan.step, 1))
        return plain(batch_size) * tf.where(bad, np.inf, 1.0)

    gan.generate = generate


def overflow(strategy, replica):
    """A float16 GAN before and after a step in which one replica overflows."""
    import kerasgan

    keras.config.set_dtype_policy("mixed_float16")
    with strategy.scope():
        keras.utils.set_random_seed(0)
        gan = kerasgan.GAN(*networks(lambda: []), ema_decay=None)
        gan.compile()
        for optimizer in gan.optimizer.optimizers:
            optimizer.dynamic_scale.assign(1024.0)
    overflow_on(replica, gan)
    weights, skipped = [], []
    for epoch in range(3):
        history = gan.fit(
            dataset(), initial_epoch=epoch, epochs=epoch + 1, verbose=0
        ).history
        weights.append(values(gan.trainable_variables))
        skipped.append(history["discriminator_skipped_steps"][0])
    keras.config.set_dtype_policy("float32")
    equal = [
        all(np.array_equal(a, b) for a, b in zip(*pair, strict=True))
        for pair in zip(weights, weights[1:], strict=False)
    ]
    return {
        "skipped": skipped,
        "unchanged": equal,
        "finite": bool(all(np.isfinite(w).all() for w in weights[-1])),
        "scales": [
            float(keras.ops.convert_to_numpy(o.dynamic_scale))
            for o in gan.optimizer.optimizers
        ],
        "local": local_weights(strategy, gan),
    }


def local_weights(strategy, gan):
    """A checksum of the weights on each device of this process."""
    sums = []
    for place in range(len(strategy.extended.worker_devices)):
        total = 0.0
        for weight in gan.trainable_variables:
            total += float(
                tf.reduce_sum(strategy.experimental_local_results(weight.value)[place])
            )
        sums.append(total)
    return sums


def mirrored_overflow(folder):
    two = two_devices()
    return {str(replica): overflow(two, replica) for replica in (0, 1)}


def train_command(folder):
    """`kerasgan train` on two devices, stopped after an epoch and gone on with."""
    from PIL import Image
    from typer.testing import CliRunner

    from kerasgan import cli

    split_the_cpu()
    folder = pathlib.Path(folder)
    (folder / "faces").mkdir()
    pixels = np.random.default_rng(0).integers(0, 256, (12, 16, 16, 3), "uint8")
    for index, image in enumerate(pixels):
        Image.fromarray(image).save(folder / "faces" / f"{index}.png")
    outputs = []
    for epochs in (1, 2):
        command = ["train", folder / "faces", "--out", folder / "run", "--size", 16]
        command += ["--width", 2, "--batch-size", 4, "--epochs", epochs]
        command += ["--strategy", "mirrored"]
        result = CliRunner().invoke(cli.app, [str(part) for part in command])
        assert result.exit_code == 0, result.output
        outputs.append(result.output)
    gan = keras.models.load_model(folder / "run" / "model.keras")
    refused = CliRunner().invoke(cli.app, [*map(str, command), "--jit"])
    return {
        "outputs": outputs,
        "step": int(gan.step.numpy()),
        "refused": str(refused.exception),
    }


def worker(folder):
    """One of two workers: trains, overflows, saves; what both see must be equal."""
    import kerasgan
    from kerasgan import callbacks
    from kerasgan.layers import BatchNormalization

    strategy = tf.distribute.MultiWorkerMirroredStrategy()
    gan, history = train(strategy, lambda: [BatchNormalization()], fix=lambda gan: None)
    result = {
        "history": {
            name: history[name] for name in (*gan.loss_names, *gan.measure_names)
        },
        "health": history["generator_gradient_norm"],
        "weights": [float(np.abs(w).sum()) for w in values(gan.variables)],
        "overflow": overflow(strategy, replica=1),
    }

    with strategy.scope():
        keras.utils.set_random_seed(0)
        gan = kerasgan.DCGAN.for_images((16, 16, 3), width=2)
        gan.compile()
    images = np.random.default_rng(1).uniform(-1, 1, (16, 16, 16, 3)).astype("float32")
    index = json.loads(os.environ["TF_CONFIG"])["task"]["index"]
    own = pathlib.Path(folder) / f"worker-{index}"
    own.mkdir()
    gan.fit(
        kerasgan.data.from_arrays(images, batch_size=8),
        epochs=2,
        verbose=0,
        callbacks=[
            callbacks.SampleGrid(own / "samples", num_images=4),
            callbacks.LossCurves(own / "losses.png"),
            callbacks.SaveModel(own / "gan.keras"),
        ],
    )
    for name in ("Pix2Pix", "CycleGAN", "SRGAN"):
        gan_of_two, history = translator(strategy, name)
        result[name] = {
            "history": {loss: history[loss] for loss in gan_of_two.loss_names},
            "weights": [float(np.abs(w).sum()) for w in values(gan_of_two.variables)],
        }
    result["files"] = sorted(path.name for path in own.iterdir())
    result["step"] = int(gan.step.numpy())
    return result


if __name__ == "__main__":
    name, folder = sys.argv[1:]
    print(json.dumps(globals()[name](folder)))
