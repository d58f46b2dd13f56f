"""The README promises lines that work: they are the ones that .ci/run runs."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINES = (
    "pip install . && nqp scan corpora/samples --out run",
    "pip install '.[test]' && pytest",
)

pytestmark = pytest.mark.skipif(not (ROOT / ".ci").is_dir(), reason="the checkout is not here")


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_the_lines_of_the_readme_are_run_by_ci(line, readme):
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert line in ci
    lines = (ROOT / readme).read_text(encoding="utf-8").splitlines()
    assert line in [written.strip().removeprefix("$ ") for written in lines]


def test_every_command_appears_in_the_readme():
    from nqp_text.cli.app import COMMANDS

    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for_users = [command for command in COMMANDS if command != "pretrain"]  # makes models
    missing = [command for command in for_users if f"nqp {command}" not in text]
    assert missing == []
