"""Folders that are decoded anew in each pass: here, or by a `tf.data` service."""
