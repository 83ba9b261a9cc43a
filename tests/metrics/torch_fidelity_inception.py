"""Features and logits by torch-fidelity's network, in a process without TensorFlow.

`python torch_fidelity_inception.py WEIGHTS.npz PIXELS.npy CHECKPOINT.pth OUT.npz`
writes the weights as a checkpoint, and what the network makes of the pixels.
"""

import sys

import numpy as np
import torch
from torch_fidelity.feature_extractor_inceptionv3 import FeatureExtractorInceptionV3

weights, pixels, checkpoint, out = sys.argv[1:]
with np.load(weights) as arrays:
    torch.save({name: torch.tensor(arrays[name]) for name in arrays}, checkpoint)
names = ["2048", "logits"]
extractor = FeatureExtractorInceptionV3(
    "inception", names, feature_extractor_weights_path=checkpoint
)
images = torch.tensor(np.load(pixels).transpose(0, 3, 1, 2))
with torch.no_grad():
    features, logits = extractor(images)
np.savez(out, features=features.numpy(), logits=logits.numpy())
