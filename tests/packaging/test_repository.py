"""Promises about the files of the repository itself."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

import nqp_text.records

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.skipif(not (ROOT / ".ci").is_dir(), reason="the checkout is not here")


def pyproject():
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_every_module_has_a_layer():
    (contract,) = [
        c for c in pyproject()["tool"]["importlinter"]["contracts"] if c["type"] == "layers"
    ]
    assert contract["exhaustive"] is True
    named = {name.strip(" ()") for layer in contract["layers"] for name in layer.split("|")}
    modules = {
        path.stem
        for path in (ROOT / "nqp_text").iterdir()
        if (path.suffix == ".py" or (path / "__init__.py").is_file()) and path.stem != "__init__"
    }
    assert modules <= named


def test_the_default_install_has_no_torch():
    heavy = re.compile(r"torch|transformers|scikit-learn|rapidocr|distributed")
    assert [line for line in pyproject()["project"]["dependencies"] if heavy.match(line)] == []
    assert set(pyproject()["project"]["optional-dependencies"]) >= {
        "train",
        "cluster",
        "ocr",
        "web",
        "test",
        "dev",
    }


@pytest.mark.skipif(os.name == "nt", reason="a shell script")
def test_the_ci_script_is_executable_and_valid():
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert subprocess.run(["bash", "-n", str(script)], check=False).returncode == 0
    assert "set -euo pipefail" in script.read_text(encoding="utf-8")


def test_the_package_under_test_is_whole():
    assert (Path(nqp_text.__file__).parent / "py.typed").is_file()
