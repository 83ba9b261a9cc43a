"""The replicas that train in step, as a step knows them while it is traced."""

import tensorflow as tf


def num_replicas():
    """How many there are; 1 outside of a replica."""
    context = tf.distribute.get_replica_context()
    return context.num_replicas_in_sync if context else 1


def replica_id():
    """Which of them this is, an int or a tensor; 0 outside of a replica."""
    context = tf.distribute.get_replica_context()
    return context.replica_id_in_sync_group if context else 0


def sum_over_replicas(values):
    """The sum of each replica's `values`, a tensor or a list of tensors."""
    if num_replicas() == 1:
        return values
    context = tf.distribute.get_replica_context()
    return context.all_reduce(tf.distribute.ReduceOp.SUM, values)
