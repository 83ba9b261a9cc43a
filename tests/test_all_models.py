"""Every model keeps every promise."""

import inspect

import checks
import pytest
import trial_models

from kerasgan import models

MODELS = [
    *(getattr(models, name) for name in models.__all__),
    trial_models.RelativisticAverageGAN,
]


@pytest.mark.parametrize("check", checks.CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("cls", MODELS, ids=lambda cls: cls.__name__)
def test(cls, check, tmp_path):
    with_folder = "folder" in inspect.signature(check).parameters
    check(cls, **({"folder": tmp_path} if with_folder else {}))
