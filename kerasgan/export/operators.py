"""The operations of a .tflite file, and those that LiteRT's GPU delegates refuse."""

# The highest version of each builtin that the GPU delegates take, None for any: from
# CheckMaxSupportedOpVersion in tflite/delegates/gpu/common/model_builder.cc of LiteRT,
# commit f677907 (2026-08-21). Operations that are not here run on the CPU.
GPU_VERSIONS = {
    **dict.fromkeys(["CUMSUM", "DENSIFY", "GATHER", "ONE_HOT", "PRELU", "RESHAPE"], 1),
    **dict.fromkeys(["SELECT", "SELECT_V2"], 1),
    **dict.fromkeys(["ABS", "ADD", "ADD_N", "COS", "DIV", "ELU", "EQUAL", "EXP"], 2),
    **dict.fromkeys(["FLOOR", "FLOOR_DIV", "FLOOR_MOD", "GELU", "GREATER"], 2),
    **dict.fromkeys(["GREATER_EQUAL", "LESS", "LESS_EQUAL", "LOG", "LOGICAL_AND"], 2),
    **dict.fromkeys(["LOGISTIC", "MAXIMUM", "MINIMUM", "NEG", "NOT_EQUAL", "POW"], 2),
    **dict.fromkeys(["RSQRT", "SIGN", "SIN", "SQRT", "SQUARE", "SUB", "TANH"], 2),
    **dict.fromkeys(["SQUARED_DIFFERENCE", "CONCATENATION", "PAD", "PADV2"], 2),
    **dict.fromkeys(["MIRROR_PAD", "AVERAGE_POOL_2D", "MAX_POOL_2D", "QUANTIZE"], 2),
    **dict.fromkeys(["RELU", "RELU6", "RELU_0_TO_1", "RELU_N1_TO_1"], 2),
    **dict.fromkeys(["LEAKY_RELU", "SLICE", "SOFTMAX", "SPACE_TO_DEPTH"], 2),
    **dict.fromkeys(["MUL", "DEQUANTIZE", "TRANSPOSE_CONV"], 3),
    **dict.fromkeys(["RESIZE_BILINEAR", "RESIZE_NEAREST_NEIGHBOR"], 3),
    **dict.fromkeys(["LSTM", "STRIDED_SLICE", "TRANSPOSE"], 4),
    **dict.fromkeys(["CONV_2D", "DEPTHWISE_CONV_2D"], 6),
    "FULLY_CONNECTED": 9,
    **dict.fromkeys(["BATCH_MATMUL", "CAST", "DEPTH_TO_SPACE", "HARD_SWISH"]),
    **dict.fromkeys(["MEAN", "PACK", "REDUCE_MAX", "REDUCE_MIN", "REDUCE_PROD"]),
    **dict.fromkeys(["SPLIT", "SPLIT_V", "SUM", "TILE", "UNPACK"]),
}


def refused_by_gpu(operators):
    """The operators that a GPU delegate leaves to the CPU, in words.

    Args:
        operators: Dict from the name of each builtin to its version.
    """
    refused = []
    for name, version in operators.items():
        if name not in GPU_VERSIONS:
            refused.append(f"{name}: not on the GPU")
        elif version > (GPU_VERSIONS[name] or version):
            refused.append(f"{name}: version {version}, at most {GPU_VERSIONS[name]}")
    return refused
