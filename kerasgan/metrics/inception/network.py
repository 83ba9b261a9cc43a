"""The Inception network of 2015-12-05, with which FIDs are measured.

| maps of 299x299 | layers                                                           |
|-----------------|------------------------------------------------------------------|
| 147x147         | conv 32 (to 149x149), conv 32, conv 64                           |
| 73x73           | max pooling, conv 80 1x1, conv 192 (to 71x71)                    |
| 35x35           | max pooling, three blocks of up to 5x5                           |
| 17x17           | a block that halves, four blocks of 1x7 and 7x1                  |
| 8x8             | a block that halves, two blocks of 1x3 and 3x1, mean, dense 1008 |

Batch normalization (epsilon 1e-3) and a ReLU follow each convolution. This is not the
network of `keras.applications`: the last block pools by maximum, and there are 1008
classes. Layers have the names of the frozen graph, with dots in place of slashes.

Reference: [Szegedy et al., 2015](https://arxiv.org/abs/1512.00567).
"""

import keras
from keras import layers

SIDE = 299
FEATURES, CLASSES = 2048, 1008
MEAN, MAXIMUM = "mean", "maximum"  # poolings of 3x3 at stride 1
HALVE = "halve"  # maximum of 3x3 at stride 2
STEM = (
    (32, 3, 2),
    (32, 3, 1, "valid"),
    (64, 3),
    HALVE,
    (80, 1),
    (192, 3, 1, "valid"),
    HALVE,
)


def narrow(pooled):
    """A block at 35x35: its branches by their names in PyTorch's copies."""
    return {
        "branch1x1": [(64, 1)],
        "branch5x5": [(48, 1), (64, 5)],
        "branch3x3dbl": [(64, 1), (96, 3), (96, 3)],
        "branch_pool": [MEAN, (pooled, 1)],
    }


def factorized(filters):
    """A block at 17x17."""
    row, column = (1, 7), (7, 1)
    return {
        "branch1x1": [(192, 1)],
        "branch7x7": [(filters, 1), (filters, row), (192, column)],
        "branch7x7dbl": [
            (filters, 1),
            (filters, column),
            (filters, row),
            (filters, column),
            (192, row),
        ],
        "branch_pool": [MEAN, (192, 1)],
    }


def wide(pooling):
    """A block at 8x8: pairs of convolutions stand side by side."""
    pair = [(384, (1, 3)), (384, (3, 1))]
    return {
        "branch1x1": [(320, 1)],
        "branch3x3": [(384, 1), pair],
        "branch3x3dbl": [(448, 1), (384, 3), pair],
        "branch_pool": [pooling, (192, 1)],
    }


BLOCKS = {
    "Mixed_5b": narrow(32),
    "Mixed_5c": narrow(64),
    "Mixed_5d": narrow(64),
    "Mixed_6a": {
        "branch3x3": [(384, 3, 2)],
        "branch3x3dbl": [(64, 1), (96, 3), (96, 3, 2)],
        "branch_pool": [HALVE],
    },
    "Mixed_6b": factorized(128),
    "Mixed_6c": factorized(160),
    "Mixed_6d": factorized(160),
    "Mixed_6e": factorized(192),
    "Mixed_7a": {
        "branch3x3": [(192, 1), (320, 3, 2)],
        "branch7x7x3": [(192, 1), (192, (1, 7)), (192, (7, 1)), (192, 3, 2)],
        "branch_pool": [HALVE],
    },
    "Mixed_7b": wide(MEAN),
    "Mixed_7c": wide(MAXIMUM),
}


def network():
    """The network, before the weights of a file are loaded.

    Returns:
        `keras.Model` from float32 images `(batch, 299, 299, 3)`, pixels minus 128
        divided by 128, to features `(batch, 2048)` and logits `(batch, 1008)`.
    """
    images = x = keras.Input((SIDE, SIDE, 3), dtype="float32")
    names = iter(numbered("conv"))
    for step in STEM:
        x = pool(x, step) if step == HALVE else convolution(x, next(names), *step)
    for name, branches in zip(numbered("mixed"), BLOCKS.values(), strict=False):
        x = block(x, name, branches)
    features = layers.GlobalAveragePooling2D(dtype="float32")(x)
    logits = layers.Dense(CLASSES, name="softmax", dtype="float32")(features)
    return keras.Model(images, [features, logits], name="inception_2015_12_05")


def block(x, name, branches):
    """The branches of a block, side by side."""
    towers = iter(numbered("tower"))
    outputs = []
    for steps in branches.values():
        # A branch of one convolution is no tower of its own.
        scope = name if is_single(steps) else f"{name}.{next(towers)}"
        y, names = x, iter(numbered("conv"))
        for step in steps:
            if isinstance(step, str):
                y = pool(y, step)
            elif isinstance(step, list):
                pair = zip(numbered("conv"), step, strict=False)
                parts = [convolution(y, f"{scope}.mixed.{n}", *s) for n, s in pair]
                y = layers.Concatenate(dtype="float32")(parts)
            else:
                y = convolution(y, f"{scope}.{next(names)}", *step)
        outputs.append(y)
    return layers.Concatenate(name=name, dtype="float32")(outputs)


def is_single(steps):
    """Whether a branch is one convolution, without a pooling."""
    return len(steps) == 1 and steps != [HALVE]


def convolution(x, name, filters, kernel, stride=1, padding=None):
    """A convolution, normalization and a ReLU; unpadded if it halves its maps."""
    padding = padding or ("valid" if stride > 1 else "same")
    x = layers.Conv2D(
        filters,
        kernel,
        stride,
        padding=padding,
        use_bias=False,
        name=name,
        dtype="float32",
    )(x)
    x = layers.BatchNormalization(
        epsilon=1e-3, name=f"{name}.batchnorm", dtype="float32"
    )(x, training=False)
    return layers.ReLU(dtype="float32")(x)


def pool(x, kind):
    """A pooling of 3x3; a mean ignores pixels outside of the maps."""
    if kind == MEAN:
        return layers.AveragePooling2D(3, 1, padding="same", dtype="float32")(x)
    if kind == MAXIMUM:
        return layers.MaxPooling2D(3, 1, padding="same", dtype="float32")(x)
    return layers.MaxPooling2D(3, 2, padding="valid", dtype="float32")(x)


def numbered(name):
    """The name, then the name with `_1`, `_2`, ..."""
    return [name, *(f"{name}_{number}" for number in range(1, 11))]
