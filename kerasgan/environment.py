"""The setting of oneDNN, TensorFlow's faster kernels, here and in child processes."""

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
    """Turns oneDNN on if TensorFlow isn't imported yet, and for child processes.

    TensorFlow reads the environment variable `TF_ENABLE_ONEDNN_OPTS` once, at its
    import. If the variable is unset, TensorFlow decides by the processor, and leaves
    oneDNN off without AVX512-VNNI or AMX. oneDNN's kernels take less than half of the
    time, and their results differ in the last bits. So a process that resumes a
    training exactly must use the same setting as the process that started it.

    Before TensorFlow is imported, an unset variable is set to 1. Afterwards it is set
    to the setting that TensorFlow runs with, and there is a warning if another setting
    was requested.
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
    """Whether TensorFlow was built with oneDNN; builds for macOS are not."""
    from tensorflow.python.framework import kernels

    return bool(kernels.get_registered_kernels_for_op("_MklConv2D").kernel)


def runs_with_onednn():
    """Whether this process computes with oneDNN, regardless of the variable now."""
    from tensorflow.python.util import _pywrap_util_port

    return _pywrap_util_port.IsMklEnabled()


def has_bfloat16(facts="/proc/cpuinfo"):
    """Whether the processor multiplies bfloat16 in hardware, faster than float32.

    Processors with AVX512-BF16 or AMX do; this can be read only on Linux.

    Args:
        facts: Path of the file that lists the processor's features.
    """
    path = pathlib.Path(facts)
    lines = path.read_text().splitlines() if path.exists() else []
    flags = {f for line in lines if line.startswith("flags") for f in line.split()}
    return bool(flags & {"avx512_bf16", "amx_bf16"})


def fastest_policy():
    """The name of the dtype policy with which this processor trains fastest."""
    return "mixed_bfloat16" if has_bfloat16() else "float32"
