"""oneDNN, TensorFlow's faster kernels: one rule for this process and its children."""

import os
import pathlib
import sys
import warnings

VARIABLE = "TF_ENABLE_ONEDNN_OPTS"
# As TensorFlow reads it; with any other value, it decides by the processor.
VALUES = {"0": False, "false": False, "1": True, "true": True}
OFF = (
    "TensorFlow was imported first and runs without oneDNN, about half as fast. Import "
    f"kerasgan before keras and tensorflow, or set {VARIABLE}=1 before Python starts."
)
ON = (
    f"{VARIABLE}=0 came after TensorFlow was imported, which runs with oneDNN. Set it "
    "before Python starts."
)


def turn_on_onednn():
    """Turns oneDNN on where TensorFlow still can, and sets the variable for children.

    TensorFlow reads the variable once, as it is imported. Where the variable is unset,
    it turns oneDNN on by the processor, and leaves it off without AVX512-VNNI or AMX.
    oneDNN's kernels take less than half of the time and give other last bits, so a
    process that continues a training to the bit has to run as the one that began it.

    Before TensorFlow is imported, an unset variable becomes 1. Afterwards the variable
    becomes what TensorFlow runs with, with a warning where something else
    was wanted.
    """
    if "tensorflow" not in sys.modules:
        os.environ.setdefault(VARIABLE, "1")
        return
    if not has_onednn():
        return
    wanted = VALUES.get(os.environ.get(VARIABLE, "").lower())
    runs = runs_with_onednn()
    os.environ[VARIABLE] = str(int(runs))
    if runs and wanted is False:
        warnings.warn(ON, stacklevel=3)  # at the user's `import kerasgan`
    if not runs and wanted is not False:
        warnings.warn(OFF, stacklevel=3)


def has_onednn():
    """Whether TensorFlow was built with oneDNN; for macOS it isn't."""
    from tensorflow.python.framework import kernels

    return bool(kernels.get_registered_kernels_for_op("_MklConv2D").kernel)


def runs_with_onednn():
    """Whether this process computes with oneDNN, whatever the variable is now."""
    from tensorflow.python.util import _pywrap_util_port

    return _pywrap_util_port.IsMklEnabled()


def has_bfloat16(facts="/proc/cpuinfo"):
    """Whether the processor multiplies bfloat16 by itself, faster than float32.

    Those with AVX512-BF16 or AMX do; only Linux says so.

    Args:
        facts: Path of the file in which it says so.
    """
    path = pathlib.Path(facts)
    lines = path.read_text().splitlines() if path.exists() else []
    flags = {f for line in lines if line.startswith("flags") for f in line.split()}
    return bool(flags & {"avx512_bf16", "amx_bf16"})


def fastest_policy():
    """The name of the policy of layers that this processor trains fastest in."""
    return "mixed_bfloat16" if has_bfloat16() else "float32"
