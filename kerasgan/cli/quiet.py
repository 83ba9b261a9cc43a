"""TensorFlow's remarks at its start, which say nothing to who runs a command."""

import contextlib
import os
import sys
import tempfile

import typer

# Parts of lines: of kernels, of processors and of GPUs that aren't there.
REMARKS = (
    "All log messages before absl::InitializeLog()",
    "oneDNN custom operations are on",
    "Could not find cuda drivers",
    "TensorFlow binary is optimized to use available CPU instructions",
    "To enable the following instructions",
    "failed call to cuInit",
)


class Command(typer.core.TyperCommand):
    """A command that starts TensorFlow without its remarks, once it is to run."""

    def invoke(self, ctx):
        start_tensorflow()
        return super().invoke(ctx)


def start_tensorflow():
    """Imports TensorFlow and lets it look for devices; other lines are printed."""
    if "tensorflow" in sys.modules:
        return
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "1")  # of children, too
    with without(REMARKS):
        import tensorflow as tf

        tf.constant(0.0)  # now it looks for GPUs


@contextlib.contextmanager
def without(remarks):
    """Holds back what is written to stderr, and writes all but known lines.

    What C++ writes passes Python by, so it is held at the file descriptor, in a file.
    """
    sys.stderr.flush()
    stderr = os.dup(2)
    with tempfile.TemporaryFile() as held:
        os.dup2(held.fileno(), 2)
        try:
            yield
        finally:
            sys.stderr.flush()
            os.dup2(stderr, 2)
            os.close(stderr)
            held.seek(0)
            for line in held.read().splitlines(keepends=True):
                if not any(remark.encode() in line for remark in remarks):
                    os.write(2, line)
