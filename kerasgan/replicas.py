"""Training on several replicas: sums over replicas, and checks of what they support.

This module imports no other module of the package, because layers and inputs use it,
too.
"""

import tensorflow as tf


def num_replicas():
    """The number of replicas; 1 outside of a replica."""
    context = tf.distribute.get_replica_context()
    return context.num_replicas_in_sync if context else 1


def replica_id():
    """The index of this replica, an int or a tensor; 0 outside of a replica."""
    context = tf.distribute.get_replica_context()
    return context.replica_id_in_sync_group if context else 0


def sum_over_replicas(values):
    """The sum of each replica's `values`, a tensor or a list of tensors."""
    if num_replicas() == 1:
        return values
    context = tf.distribute.get_replica_context()
    return context.all_reduce(tf.distribute.ReduceOp.SUM, values)


def of_first_replica(value):
    """The first replica's value, on all replicas, to update a common state.

    A weight that is aggregated by `only_first_replica` is the same on all devices of a
    worker, but each worker has the value of its own first replica.
    """
    if num_replicas() == 1:
        return value
    is_first = tf.equal(replica_id(), 0)
    return sum_over_replicas(tf.where(is_first, value, tf.zeros_like(value)))


def sum_gradients(gradients):
    """The sums of the gradients of all replicas, the same on every replica.

    So an overflow on one replica is an overflow on all replicas, and all skip the step.
    Norms are clipped as on one device. Keras itself checks for overflows and clips
    before it sums.
    """
    summed = iter(sum_over_replicas([g for g in gradients if g is not None]))
    return [None if gradient is None else next(summed) for gradient in gradients]


def take_summed_gradients(optimizer):
    """Makes `optimizer` apply gradients that `sum_gradients` has summed."""
    optimizer._all_reduce_sum_gradients = list  # Keras' would sum them once more
    inner = getattr(optimizer, "inner_optimizer", None)
    if inner is not None:
        take_summed_gradients(inner)


def is_multi_worker(strategy):
    """Whether several processes train together."""
    if not isinstance(strategy, tf.distribute.MultiWorkerMirroredStrategy):
        return False
    cluster = strategy.cluster_resolver.cluster_spec()
    return sum(cluster.num_tasks(job) for job in cluster.jobs) > 1


def is_chief(model):
    """Whether this process writes the files."""
    strategy = getattr(model, "distribute_strategy", None)
    return strategy is None or strategy.extended.should_checkpoint


def check_compile(strategy, jit_compile, steps_per_execution):
    """Rejects options of `compile` that fail in Keras with several replicas."""
    replicas = strategy.num_replicas_in_sync
    if replicas == 1:
        return
    if steps_per_execution != 1:
        raise ValueError(
            f"steps_per_execution={steps_per_execution} works on one device only; "
            f"{type(strategy).__name__} has {replicas} replicas. Leave it at 1."
        )
    if jit_compile is True:
        raise ValueError(
            "jit_compile=True works on one device only; "
            f'{type(strategy).__name__} has {replicas} replicas. Leave it at "auto".'
        )


def check_batches(batch_size, strategy):
    """Rejects batches that can't be split evenly among the replicas."""
    replicas = strategy.num_replicas_in_sync
    if replicas == 1 or (batch_size and batch_size % replicas == 0):
        return
    came = f"batches of {batch_size}" if batch_size else "batches of unknown size"
    raise ValueError(
        f"{type(strategy).__name__} has {replicas} replicas, which share each batch "
        f"evenly, but the dataset gives {came}. Batch it by a multiple of {replicas} "
        "and with `drop_remainder=True`."
    )


def share(dataset, strategy):
    """A dataset that gives each worker its part of every batch.

    By default TensorFlow would distribute files, and warn that there are no files.
    """
    if not is_multi_worker(strategy):
        return dataset
    policy = dataset.options().experimental_distribute.auto_shard_policy
    if policy != tf.data.experimental.AutoShardPolicy.AUTO:
        return dataset
    options = tf.data.Options()
    options.experimental_distribute.auto_shard_policy = (
        tf.data.experimental.AutoShardPolicy.DATA
    )
    return dataset.with_options(options)
