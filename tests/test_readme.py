"""The two READMEs: their code runs, their links lead somewhere, and they say the same."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

import nqp_text
from nqp_text.cli.app import COMMANDS

ROOT = Path(__file__).parents[1]
NAMES = ("README.md", "README.zh-CN.md")
MAIN_LINE = "pip install . && nqp scan corpora/samples --out run"
TEST_LINE = "pip install '.[test]' && pytest"

pytestmark = pytest.mark.skipif(
    not (ROOT / "README.zh-CN.md").exists(), reason="the Chinese README is not in this distribution"
)


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def code_of(name: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text_of(name), re.S)


@pytest.mark.parametrize("name", NAMES)
def test_the_main_line_comes_first_and_the_test_line_second(name) -> None:
    lines = [line for block in code_of(name, "sh") for line in block.splitlines()]
    assert lines[:2] == [MAIN_LINE, TEST_LINE]


@pytest.mark.parametrize("name", NAMES)
def test_every_command_is_explained(name) -> None:
    text = text_of(name)
    assert [command for command in COMMANDS if f"`nqp {command}" not in text] == []


@pytest.mark.parametrize("name", NAMES)
def test_links_lead_to_files(name) -> None:
    targets = re.findall(r"\]\(([^)#:]+)\)", text_of(name))
    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_both_languages_have_the_same_code_numbers_and_links() -> None:
    english, chinese = map(text_of, NAMES)

    def facts(text: str) -> dict[str, list[str]]:
        return {
            "code": re.findall(r"```\w*\n.*?```", text, re.S),
            "inline": sorted(
                set(re.findall(r"`[^`\n]+`", re.sub(r"```.*?```", "", text, flags=re.S)))
            ),
            "numbers": sorted(re.findall(r"\d[\d.,]*\d|(?<=\| )\d(?= \|)", text)),
            "links": sorted(
                link.replace(".zh.png", ".en.png").replace(".zh.md", ".md")
                for link in re.findall(r"\]\(((?:docs|examples)[^)]+)\)", text)
            ),
        }

    assert facts(english) == facts(chinese)


def test_the_python_code_runs(tmp_path, monkeypatch, capsys) -> None:
    shutil.copytree(ROOT / "corpora" / "samples", tmp_path / "corpora" / "samples")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for block in code_of("README.md", "python"):
        exec(compile(block, "README.md", "exec"), names)
    printed = capsys.readouterr().out
    assert "path.compute" in printed
    assert (tmp_path / "run-from-python" / "index.csv").exists()


def test_the_table_of_evidence_is_what_a_scan_finds(tmp_path) -> None:
    report = next((ROOT / "corpora" / "samples").glob("605998*"))
    run = nqp_text.scan(report, tmp_path / "run", ocr="off", workers=1)
    columns = ("page", "section", "node", "evidence", "stance", "polarity", "text")
    found = {tuple(map(str, row)) for row in run.mentions.collect().select(columns).rows()}
    for name in NAMES:
        rows = re.findall(r"^\| (\d+ \| mdna.*) \|$", text_of(name), re.M)
        assert len(rows) == 3
        for row in rows:
            assert tuple(cell.strip("` ") for cell in row.split(" | ")) in found


@pytest.mark.parametrize("name", NAMES)
def test_the_files_of_a_run_are_all_listed(name, tmp_path) -> None:
    report = next((ROOT / "corpora" / "samples").glob("*.docx"))
    nqp_text.scan(report, tmp_path / "run", ocr="off", workers=1)
    text = text_of(name)
    files = [path.name for path in (tmp_path / "run").iterdir()]
    assert [file for file in files if f"`{file}`" not in text] == []
