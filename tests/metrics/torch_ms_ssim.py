"""MS-SSIM of pairs of images by pytorch-msssim, in a process without TensorFlow.

`python torch_ms_ssim.py PIXELS.npy OUT.npy` compares the first image with the second,
the third with the fourth, and so on.
"""

import sys

import numpy as np
import torch
from pytorch_msssim import ms_ssim

pixels, out = sys.argv[1:]
images = torch.tensor(np.load(pixels).transpose(0, 3, 1, 2)).double()
np.save(out, ms_ssim(images[::2], images[1::2], size_average=False).numpy())
