"""Metrics of features by torch-fidelity, in a process without TensorFlow.

`python torch_fidelity_metrics.py FEATURES.npz OUT.npz`
"""

import sys

import numpy as np
import torch
from torch_fidelity.metric_fid import fid_features_to_statistics
from torch_fidelity.metric_fid import fid_statistics_to_metric
from torch_fidelity.metric_isc import isc_features_to_metric
from torch_fidelity.metric_kid import kid_features_to_metric
from torch_fidelity.metric_prc import prc_features_to_metric

features, out = sys.argv[1:]
with np.load(features) as arrays:
    real, fake = (torch.tensor(arrays[name]) for name in ("real", "fake"))
found = {}
both = [fid_features_to_statistics(part) for part in (real, fake)]
found |= fid_statistics_to_metric(*both, verbose=False)
found |= isc_features_to_metric(fake, splits=10, shuffle=False)
found |= kid_features_to_metric(
    real.double(), fake.double(), kid_subsets=1, kid_subset_size=len(real)
)
# Its first input are the samples.
found |= prc_features_to_metric(fake, real, prc_neighborhood=3, verbose=False)
names = {
    "frechet": "frechet_inception_distance",
    "score": "inception_score_mean",
    "score_std": "inception_score_std",
    "kernel": "kernel_inception_distance_mean",
    "precision": "precision",
    "recall": "recall",
}
np.savez(out, **{ours: found[theirs] for ours, theirs in names.items()})
