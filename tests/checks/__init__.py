"""The promises that every GAN keeps, a function each: those that take `cls` first.

`test_all_models.py` runs each on each model that `kerasgan.models` exports, so a new
GAN is tested the moment it is listed.
"""

import inspect

from checks import keeping
from checks import precision
from checks import sampling
from checks import training

CHECKS = [
    check
    for module in (training, precision, keeping, sampling)
    for check in vars(module).values()
    if inspect.isfunction(check)
    and check.__module__ == module.__name__
    and next(iter(inspect.signature(check).parameters), "") == "cls"
]
