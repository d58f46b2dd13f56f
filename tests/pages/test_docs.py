"""The pages in docs/: their commands and code run, their links lead somewhere, the site builds."""

from __future__ import annotations

import csv
import re
import shlex
import shutil
from importlib.util import find_spec
from pathlib import Path

import docs_material as material
import pytest
import typer

from nqp_text.cli import main
from nqp_text.cli.app import build_app

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.glob("*.md"))
READMES = [ROOT / "README.md", ROOT / "README.zh-CN.md"]
BEGIN_WITH_A_SCAN = (
    "README.md", "tutorial.md", "tutorial.zh.md", "running.md", "serve.md", "scaling.md"
)  # fmt: skip
WITH_MANY_FIRMS = ("measures.md", "validation.md", "own-model.md")
"""Pages whose lines need a panel: their `reports` and `run` are of invented firms over years."""
FENCE = re.compile(r"^```(\w+)(?: title=\"([\w.]+)\")?\n(.*?)^```", re.M | re.S)
NEEDS = re.compile(r"<!-- needs: (\w+) -->\n$")
NOT_RUN = re.compile(r"<!-- not run: [^\n]{10,} -->\n *$")
OF_A_BENCHMARK = {"--hash", "--store"}
"""Options of a benchmark that a page names alone."""

pytestmark = pytest.mark.skipif(
    not (ROOT / "mkdocs.yml").exists(), reason="the documentation is not in this distribution"
)


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def nqp(line: str) -> None:
    """Run a line of a page; its exit code must be 0."""
    arguments = shlex.split(line, comments=True)
    assert arguments[0] == "nqp", f"the tests cannot run this: {line}"
    with pytest.raises(SystemExit) as ended:
        main(arguments[1:])
    assert not ended.value.code, line


@pytest.fixture(scope="module")
def scanned(tmp_path_factory) -> Path:
    import nqp_text

    folder = tmp_path_factory.mktemp("docs") / "run"
    nqp_text.scan(ROOT / "corpora" / "samples", folder, ocr="off", workers=1)
    return folder


@pytest.fixture(scope="module")
def firms(tmp_path_factory) -> Path:
    """Reports of invented firms over several years, and the run of them."""
    import nqp_text

    folder = tmp_path_factory.mktemp("firms")
    material.write_firms(folder / "reports")
    nqp_text.scan(folder / "reports", folder / "run", method="lexicon", isolated=False)
    return folder


@pytest.fixture
def checkout(tmp_path, monkeypatch, request) -> Path:
    """A folder that looks like a checkout to the lines of a page, with what these need."""
    for name in ("corpora/samples", "lexicons"):
        shutil.copytree(ROOT / name, tmp_path / name)
    page = request.node.callspec.params["page"].name
    if page in WITH_MANY_FIRMS:
        shutil.copytree(request.getfixturevalue("firms"), tmp_path, dirs_exist_ok=True)
        material.write_tables(tmp_path)
        material.write_labelled(tmp_path)
    else:
        shutil.copytree(ROOT / "corpora" / "samples", tmp_path / "reports")
        if page not in BEGIN_WITH_A_SCAN:
            shutil.copytree(request.getfixturevalue("scanned"), tmp_path / "run")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NQP_OCR", "off")
    monkeypatch.setenv("NQP_WORKERS", "1")
    if page == "scaling.md":  # its line asks for eight workers, each of which would load the model
        monkeypatch.setenv("NQP_METHOD", "lexicon")
    if page == "measures.md":
        nqp("nqp audit sample run --out audit --size 200 --coders anna")
        material.code(tmp_path / "audit" / "coding-anna.xlsx")
        nqp("nqp audit score audit audit/coding-anna.xlsx --replicates 100")
    return tmp_path


def with_code() -> list[Path]:
    pages = [READMES[0], *PAGES]
    return [p for p in pages if {"sh", "python"} & {f[0] for f in FENCE.findall(text_of(p))}]


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("page", with_code(), ids=lambda page: page.name)
def test_what_a_page_tells_to_run_runs(page, checkout, capsys) -> None:
    names: dict[str, object] = {"__name__": "docs"}
    text = text_of(page)
    for block in FENCE.finditer(text):
        language, title, code = block.groups()
        needed = NEEDS.search(text, 0, block.start())
        if title:
            (checkout / title).write_text(code, encoding="utf-8")
        elif needed and find_spec(needed[1]) is None:
            continue
        elif language == "sh":
            run_lines(code, checkout)
        elif language == "python":
            exec(compile(code, page.name, "exec"), names)
    if page.name.startswith("tutorial"):
        check_tutorial(checkout)


def run_lines(code: str, folder: Path) -> None:
    """Run the lines of a block, and do what people do in between."""
    for line in code.splitlines():
        for part in line.split(" && "):
            if part and not part.startswith(("pip install ", "pytest", "#")):
                nqp(part)
                for beginning, people in material.AFTER.items():
                    if part.startswith(beginning):
                        people(folder)


@pytest.mark.parametrize("page", [READMES[0], *PAGES], ids=lambda page: page.name)
def test_commands_that_are_not_run_say_why(page) -> None:
    text = text_of(page)
    silent = [
        block[1]
        for block in re.finditer(r"^ *```\n(.*?)^ *```", text, re.M | re.S)
        if re.search(r"^ *(nqp|curl|python|py) ", block[1], re.M)
        and not NOT_RUN.search(text, 0, block.start())
        and not block[1].startswith("$ python benchmarks/")
    ]
    assert silent == []


def check_tutorial(folder: Path) -> None:
    """What the tutorial promises of its files."""
    import pandas

    panel = pandas.read_stata(folder / "joined.dta", convert_categoricals=False)
    ratios = dict(zip(panel["stkcd"], panel["rd_ratio"], strict=True))
    assert (ratios["605998"], ratios["001998"]) == (4.1, 2.2)
    with (folder / "joined.dta.unmatched.csv").open(encoding="utf-8-sig", newline="") as file:
        assert "600000" in file.read()
    with (folder / "replication" / "cells.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.DictReader(file)) == []
    sheets = {path.name for path in (folder / "audit").iterdir()}
    assert {"coding-anna.csv", "coding-bo.csv", "key.json"} <= sheets


def test_both_tutorials_have_the_same_code() -> None:
    english, chinese = (FENCE.findall(text_of(DOCS / f"tutorial{x}.md")) for x in ("", ".zh"))
    assert [(language, title) for language, title, _ in english] == [f[:2] for f in chinese]
    assert [code.replace(" --labels en", "") for *_, code in english] == [f[2] for f in chinese]


def options_of(command: object) -> set[str]:
    found = {
        option for p in getattr(command, "params", ()) for option in (*p.opts, *p.secondary_opts)
    }
    return found.union(*(options_of(c) for c in getattr(command, "commands", {}).values()))


def test_every_option_that_is_named_exists() -> None:
    known = options_of(typer.main.get_command(build_app())) | OF_A_BENCHMARK
    unknown = {
        f"{page.name}: {option}"
        for page in (*READMES, *PAGES)
        for code in re.findall(r"(?:^ *(?=nqp )|`)((?:nqp |--)[^`\n]+)", text_of(page), re.M)
        for option in re.findall(r"(?<![\w-])--[a-z][\w-]*", code)
        if option not in known
    }
    assert unknown == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_files(page) -> None:
    targets = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", text_of(page))
    assert [target for target in targets if not (DOCS / target).exists()] == []
