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
def test(cls, check, tmp_path, monkeypatch):
    fixtures = {"folder": tmp_path, "monkeypatch": monkeypatch}
    names = [n for n in inspect.signature(check).parameters if n in fixtures]
    check(cls, **{name: fixtures[name] for name in names})
