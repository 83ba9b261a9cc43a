"""A trial step of each stage of a growing model, before a training of days."""

import sys
import time

import tensorflow as tf


def rehearse(model, batch_size):
    """Runs a step of each stage, and prints its memory and the time for images.

    Weights, optimizers and counters are restored afterwards.

    Args:
        model: A compiled `Growing` model.
        batch_size: Int, number of images in a batch.

    Returns:
        Dict from each side to `gib`, the peak memory so far, and `seconds`, the time
        for 1,000 images.

    Raises:
        ValueError: A device has too little memory for a stage.
    """
    state = [*model.variables, *model.optimizer.variables]
    before = [variable.numpy() for variable in state]
    batch = tf.zeros((batch_size, *model.batch_spec.parts["images"].shape))
    found = {}
    try:
        for stage, side in enumerate(model.sides):
            for _ in range(2):  # the first is traced
                model.images_seen.assign(model.first_image_of(stage))
                began = time.perf_counter()
                train(model, batch, side)
                seconds = time.perf_counter() - began
            images = int(model.images_seen.numpy()) - model.first_image_of(stage)
            found[side] = {
                "gib": peak_memory() / 2**30,
                "seconds": 1000 * seconds / images,
            }
            print(
                f"{side}x{side}: {found[side]['gib']:.1f} GiB of memory, "
                f"{found[side]['seconds']:.3g} s for 1,000 images",
                flush=True,
            )
    finally:
        for variable, value in zip(state, before, strict=True):
            variable.assign(value)
        model.stage = None
    return found


def train(model, batch, side):
    """One step, with a helpful error if memory runs out."""
    try:
        model.train_on_batch(batch)
    except tf.errors.ResourceExhaustedError as error:
        raise ValueError(
            f"A batch of {len(batch)} images doesn't fit into memory at {side}x{side}. "
            "Build the model for smaller images or with fewer maps, or give that side "
            f"fewer images of a batch: `batch_sizes={{{side}: {len(batch) // 2}}}`."
        ) from error


def peak_memory():
    """The peak memory in bytes, of the first GPU or, without a GPU, of the process."""
    if tf.config.list_logical_devices("GPU"):
        return tf.config.experimental.get_memory_info("GPU:0")["peak"]
    import resource  # which Windows hasn't

    unit = 1 if sys.platform == "darwin" else 1024
    return unit * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
