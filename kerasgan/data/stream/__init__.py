"""Folders that are decoded again in each pass: here, or by a `tf.data` service."""
