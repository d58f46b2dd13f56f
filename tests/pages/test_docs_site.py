"""The documentation as a site: it builds, loads nothing from elsewhere, its reference is whole."""

from __future__ import annotations

import html
import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer

import nqp_text
from nqp_text.cli.app import build_app
from nqp_text.outputs import TABLES

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
GENERATED = {
    "api.md",
    "benchmarks.md",
    "commands.md",
    "tables.md",
    "card-model.md",
    "card-encoder.md",
    "card-training-data.md",
    "card-samples.md",
}

pytestmark = pytest.mark.skipif(
    not (ROOT / "mkdocs.yml").exists(), reason="the documentation is not in this distribution"
)


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    for name in ("mkdocs", "material", "mkdocstrings"):
        pytest.importorskip(name, reason="the extra 'docs' is not installed")
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return folder


def shown(page: Path) -> str:
    """The words of a page, without marks."""
    return html.unescape(re.sub(r"<[^>]+>", "", page.read_text(encoding="utf-8")))


def test_every_page_has_a_place() -> None:
    nav = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").split("nav:")[1]
    placed = re.findall(r": ([\w./-]+\.md)$", nav, re.M)
    written = {page.relative_to(DOCS).as_posix() for page in PAGES}
    assert sorted(placed) == sorted(written | GENERATED)
    home = (DOCS / "README.md").read_text(encoding="utf-8")
    assert [name for name in written - {"README.md"} if f"({name})" not in home] == []


def test_it_loads_nothing_from_elsewhere(site) -> None:
    loaded = r"<(?:script|img|link|iframe)\b[^>]*(?:src|href)=[\"']?(?:https?:)?//[^>]*>"
    pages = list(site.rglob("*.html"))
    assert len(pages) >= len(PAGES) + len(GENERATED)
    assert [p.name for p in pages if re.search(loaded, p.read_text(encoding="utf-8"))] == []


def commands(group, name: str = "nqp"):
    """Every command with its full name."""
    for below, command in group.commands.items():
        yield f"{name} {below}", command
        if hasattr(command, "commands"):
            yield from commands(command, f"{name} {below}")


def test_the_reference_has_every_command_and_option(site) -> None:
    sections = re.split(r"<h[23] id=", (site / "commands.html").read_text(encoding="utf-8"))
    by_name = {
        match[1]: text for text in sections[1:] if (match := re.search("<code>(nqp .*?)<", text))
    }
    found = dict(commands(typer.main.get_command(build_app())))
    assert sorted(by_name) == sorted(found)
    assert [
        f"{name} {option}"
        for name, command in found.items()
        for parameter in command.params
        for option in parameter.opts
        if option.startswith("-") and f"<code>{option}</code>" not in by_name[name]
        if parameter.name != "help"
    ] == []


def test_the_reference_has_every_public_name_and_setting(site) -> None:
    text = shown(site / "api.html")
    names = {f"nqp_text.{name}" for name in nqp_text.__all__ if name[0].islower()}
    names |= {f"nqp_text.records.{name}" for name in ("Document", "Sentence", "Mention")}
    names |= {"nqp_text.Run", "nqp_text.TaggedText", "nqp_text.errors.DocumentError"}
    assert [name for name in names if name not in text] == []
    assert [name for name in nqp_text.Settings.__dataclass_fields__ if name not in text] == []


def test_the_reference_has_every_column_of_a_run(site) -> None:
    text = (site / "tables.html").read_text(encoding="utf-8")
    assert [
        f"{table.name}.{column.name}"
        for table in TABLES.values()
        for column in table.columns
        if f"<td><code>{column.name}</code></td>" not in text
    ] == []


@pytest.mark.parametrize(
    ("page", "source"),
    [
        ("card-model", "models/nqp-mini/README.md"),
        ("card-encoder", "models/nqp-encoder/README.md"),
        ("card-training-data", "corpora/train/README.md"),
        ("card-samples", "corpora/README.md"),
    ],
)
def test_a_card_in_the_site_is_the_one_beside_the_files(site, page, source) -> None:
    card = ROOT / source
    if not card.exists():
        pytest.skip(f"{source} is not written yet")
    text = shown(site / f"{page}.html")
    words = re.findall(r"[A-Za-z\u4e00-\u9fff]{6,}", card.read_text(encoding="utf-8"))
    assert len(words) > 30
    assert [word for word in words if word not in text] == []


def test_the_site_shows_what_every_benchmark_printed(site) -> None:
    text = shown(site / "benchmarks.html")
    results = sorted((ROOT / "benchmarks" / "results").glob("*.txt"))
    assert results
    for file in results:
        lines = file.read_text(encoding="utf-8").splitlines()
        assert lines[0].startswith("python benchmarks/")
        assert lines[0] in text
        numbers = [word for line in lines[3:] for word in line.split() if word[0].isdigit()]
        assert [number for number in numbers if number not in text] == []
