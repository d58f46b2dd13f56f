"""The public names of ``import nqp_text``: few, documented, and typed for their users."""

from __future__ import annotations

import importlib.util
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import nqp_text


def test_the_public_names_are_few_sorted_and_importable():
    assert nqp_text.__all__ == sorted(nqp_text.__all__)
    assert len(nqp_text.__all__) <= 15
    for name in nqp_text.__all__:
        assert getattr(nqp_text, name) is not None


def test_the_listed_names_are_the_ones_that_can_be_loaded():
    assert set(nqp_text._HOMES) == set(nqp_text.__all__) == set(dir(nqp_text))


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'reed'"):
        _ = nqp_text.reed


@pytest.mark.parametrize("name", ["annotate", "load_run", "read", "scan", "split", "tag"])
def test_public_functions_are_documented_and_typed(name):
    function = getattr(nqp_text, name)
    assert len(function.__doc__) > 30
    signature = inspect.signature(function)
    assert signature.return_annotation is not inspect.Signature.empty
    assert all(
        parameter.annotation is not inspect.Parameter.empty
        for parameter in signature.parameters.values()
    )


@pytest.mark.slow
@pytest.mark.skipif(importlib.util.find_spec("mypy") is None, reason="mypy is not installed")
def test_a_typed_program_that_uses_them_passes_mypy():
    program = Path(__file__).parent / "typing" / "api.py"
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent", str(program)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout
