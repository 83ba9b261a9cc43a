"""The devices that a command trains on."""

import contextlib
import enum
import json
import os


class Strategy(enum.StrEnum):
    """The devices that train together."""

    ONE_DEVICE = "one-device"
    MIRRORED = "mirrored"
    MULTI_WORKER = "multi-worker"


def start(strategy):
    """The strategy, ready; before TensorFlow does anything else.

    Raises:
        ValueError: `TF_CONFIG` doesn't name the workers.
    """
    import tensorflow as tf

    if strategy is Strategy.MULTI_WORKER:
        check_cluster(os.environ.get("TF_CONFIG", ""))
        return tf.distribute.MultiWorkerMirroredStrategy()
    if strategy is Strategy.MIRRORED:
        return mirrored()
    return tf.distribute.get_strategy()


def mirrored():
    """All GPUs of this machine; without any, its logical CPU devices."""
    import tensorflow as tf

    gpus = [device.name for device in tf.config.list_logical_devices("GPU")]
    cpus = [device.name for device in tf.config.list_logical_devices("CPU")]
    # On CPUs TensorFlow's default, collectives, now and then mixes up the players'.
    reduction = None if gpus else tf.distribute.ReductionToOneDevice()
    strategy = tf.distribute.MirroredStrategy(gpus or cpus, reduction)
    print(f"Training on {strategy.num_replicas_in_sync} devices: {gpus or cpus}.")
    return strategy


def check_cluster(text):
    """Refuses a `TF_CONFIG` without workers or without this one's place."""
    with contextlib.suppress(ValueError, KeyError, TypeError, AttributeError):
        config = json.loads(text)
        cluster = config["cluster"]
        if (cluster.get("chief") or cluster.get("worker")) and config["task"]["type"]:
            return
    raise ValueError(
        "--strategy multi-worker reads the environment variable TF_CONFIG, but it is "
        f"{text!r}. Set it for each worker, such as "
        '{"cluster": {"worker": ["host1:12345", "host2:12345"]}, '
        '"task": {"type": "worker", "index": 0}}; README has recipes.'
    )
