"""Rules for the code that no linter has."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "nqp_text"
FILES = sorted(PACKAGE.rglob("*.py"))
MAX_LINES = 300

NAMELESS = {"utils.py", "util.py", "helpers.py", "common.py", "misc.py"}
UNSAFE_MODULES = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"}
UNSAFE_CALLS = re.compile(r"(?:eval|exec|yaml\.load|torch\.load)|.*\.load_pickle")
WITH_ENCODING = {"open", "read_text", "write_text"}

pytestmark = pytest.mark.skipif(not PACKAGE.is_dir(), reason="the checkout is not here")


def calls(tree):
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def parsed(file):
    return ast.parse(file.read_text(encoding="utf-8"))


def places(found):
    return [f"{file.relative_to(ROOT)}:{node.lineno}" for file, node in found]


def test_there_is_code_to_check():
    assert len(FILES) > 50


def test_no_file_is_a_drawer_for_everything():
    assert [file for file in FILES if file.name in NAMELESS] == []


def test_files_stay_small():
    long = {
        str(file.relative_to(ROOT)): lines
        for file in FILES
        if (lines := len(file.read_text(encoding="utf-8").splitlines())) > MAX_LINES
    }
    assert long == {}


@pytest.mark.parametrize("folder", ["lexicons", "corpora", "models"])
def test_data_folders_hold_no_code(folder):
    assert [p for p in (ROOT / folder).rglob("*") if p.suffix in (".py", ".pkl", ".pickle")] == []


def test_nothing_loads_pickles_or_runs_text_as_code():
    found = []
    for file in FILES:
        for node in ast.walk(parsed(file)):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            if any(name.split(".")[0] in UNSAFE_MODULES for name in names):
                found.append((file, node))
            safe = isinstance(node, ast.Call) and any(
                k.arg == "weights_only" and getattr(k.value, "value", 0) is True
                for k in node.keywords
            )
            if (
                isinstance(node, ast.Call)
                and not safe
                and UNSAFE_CALLS.fullmatch(ast.unparse(node.func))
            ):
                found.append((file, node))
            pickled = isinstance(node, ast.keyword) and node.arg == "allow_pickle"
            if pickled and getattr(node.value, "value", True) is not False:
                found.append((file, node.value))
    assert places(found) == []


def _opens_text_without_encoding(call):
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name not in WITH_ENCODING or any(k.arg == "encoding" for k in call.keywords):
        return False
    if isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value) in ("os", "zipfile"):
        return False
    if name != "open" and isinstance(call.func, ast.Name):
        return False  # a function of our own
    if name != "open":
        return name == "write_text" or not call.args
    at = 1 if isinstance(call.func, ast.Name) else 0
    mode = call.args[at] if len(call.args) > at else None
    text = mode.value if isinstance(mode, ast.Constant) else "r"
    return isinstance(text, str) and "b" not in text and len(text) <= 3


def test_text_files_are_opened_with_an_encoding():
    found = [(f, c) for f in FILES for c in calls(parsed(f)) if _opens_text_without_encoding(c)]
    assert places(found) == []


def test_only_the_command_line_prints_or_ends_the_program():
    found = []
    for file in FILES:
        if (PACKAGE / "cli") in file.parents:
            continue
        for call in calls(parsed(file)):
            name = ast.unparse(call.func)
            if name in ("print", "sys.exit", "exit", "typer.Exit", "typer.echo"):
                found.append((file, call))
    assert places(found) == []


def test_records_are_frozen_and_slotted():
    files = sorted((PACKAGE / "records").glob("*.py"))
    classes = [n for file in files for n in parsed(file).body if isinstance(n, ast.ClassDef)]
    assert classes
    for node in classes:
        assert "frozen=True, slots=True" in ast.unparse(node.decorator_list[0]), node.name


def test_the_environment_is_read_in_two_places_and_set_in_one():
    allowed = {"settings.py", "resources.py", "memory.py"}
    found = [
        (file, node)
        for file in FILES
        if file.name not in allowed
        for node in ast.walk(parsed(file))
        if isinstance(node, ast.Attribute) and ast.unparse(node) in ("os.environ", "os.getenv")
    ]
    assert places(found) == []
