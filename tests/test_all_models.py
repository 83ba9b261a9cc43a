"""Every model keeps every promise."""

import inspect

import checks
import pytest

from kerasgan import models

MODELS = [getattr(models, n) for n in models.__all__ if n != "AdversarialModel"]


@pytest.mark.parametrize("check", checks.CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("cls", MODELS, ids=lambda cls: cls.__name__)
def test(cls, check, tmp_path):
    takes_folder = "folder" in inspect.signature(check).parameters
    check(cls, tmp_path) if takes_folder else check(cls)
