"""Starting: nothing heavy is imported before it is needed, and the overview comes at once."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

# fmt: off
HEAVY = frozenset((
    "spacy", "jieba", "rjieba", "pypdfium2", "polars",
    "duckdb", "pyarrow", "sklearn", "onnxruntime", "dask",
    "torch", "lxml", "docx", "numpy", "pandas",
    "transformers", "rapidocr", "ahocorasick_rs", "opencc", "psutil", "jinja2",
    "pyreadstat", "xlsxwriter", "fastapi", "uvicorn", "PIL",
))
# fmt: on
COMMANDS = (
    *("scan", "tag", "text", "index", "report", "plot", "export"),
    *("replicate", "methods", "serve", "lexicon", "doctor"),
)


def loaded_after(code):
    program = f"{code}\nimport sys\nprint('LOADED', *sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=True
    )
    modules = done.stdout.rpartition("LOADED")[2].split()
    assert "sys" in modules
    return sorted({module.split(".")[0] for module in modules} & HEAVY)


def test_importing_the_package_loads_nothing_heavy():
    assert loaded_after("import nqp_text") == []


@pytest.mark.parametrize("arguments", [[], *([command] for command in COMMANDS)])
def test_help_loads_nothing_heavy(arguments):
    code = f"""
from nqp_text.cli import main
try:
    main({[*arguments, "--help"]!r})
except SystemExit as end:
    assert end.code == 0, end.code
"""
    assert loaded_after(code) == []


def test_the_overview_names_every_command_and_is_quick():
    program = [sys.executable, "-c", "from nqp_text.cli import main; main(['--help'])"]
    bare = [sys.executable, "-c", "pass"]
    best = min(cpu_seconds(program) - cpu_seconds(bare) for _ in range(5))
    done = subprocess.run(program, capture_output=True, encoding="utf-8", check=True)
    for command in COMMANDS:
        assert f"\n  {command} " in done.stdout
    assert best < 0.3


def cpu_seconds(program):
    """Processor time, which does not depend on what else the machine does."""
    before = os.times()
    began = time.perf_counter()
    subprocess.run(program, capture_output=True, check=True)
    after = os.times()
    spent = after.children_user + after.children_system
    spent -= before.children_user + before.children_system
    return spent or time.perf_counter() - began  # Windows does not tell
