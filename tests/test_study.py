"""The worked study: its rule of choice, its command, and what is committed of it."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
COMMAND = ROOT / "benchmarks" / "study"
STUDY = ROOT / "docs" / "study"
HASH = re.compile(r"[0-9a-f]{64}")
HAN_RUN = re.compile("[\u4e00-\u9fff]{16,}|。")

pytestmark = pytest.mark.skipif(
    not COMMAND.is_dir() or not STUDY.is_dir(), reason="the study is not in this distribution"
)


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def run_study(*arguments: str | Path) -> str:
    command = [sys.executable, str(COMMAND), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def folder_with_page(tmp_path: Path) -> Path:
    out = tmp_path / "out"
    out.mkdir()
    shutil.copy(STUDY / "index.md", out)
    return out


def block_of(page: str, name: str) -> str:
    return page.split(f"<!-- begin {name} -->")[1].split(f"<!-- end {name} -->")[0]


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    """Reports of our own under the names that the study looks for."""
    folder = tmp_path / "documents"
    plain = [f"第{n}项工作按照计划继续推进，各地区都有安排。" for n in range(60)]
    topic = [f"今年建设第{n}座智算中心，扩大算力供给。" for n in range(6)]
    whole = "\n".join([*plain, *topic])
    later = whole.replace("今年", "去年")
    texts = {
        "government_zh/central_gwr_2001_hprc.txt": whole + "\n" + whole,
        "government_zh/central_gwr_2001_wikisource.txt": whole,
        "government_zh/central_gwr_2002_hprc.txt": "\n".join(plain[:30]),
        "government_zh/central_gwr_2002_sdx.txt": later,
        "government_zh/central_gwr_2002_wikisource.txt": later + "\n版权说明见网站。",
        "government_zh/central_gwr_1975_hprc.txt": "\n".join(plain),
        "government_zh/2026年河北省政府工作报告.txt": whole + "\n" + plain[0],
        "government_zh/2026年广东省政府工作报告.txt": "\n".join([*plain[:20], *topic]),
        "firm_text_zh/000001_平安银行_2006年年度报告.txt": "短文。",
    }
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.slow
def test_one_text_stands_for_a_year_and_years_without_text_are_missing(documents, tmp_path) -> None:
    out = folder_with_page(tmp_path)
    run_study("--documents", documents, "--work", tmp_path / "work", "--out", out,
              "--methods", "lexicon")  # fmt: skip
    chosen = {r["file"]: r for r in rows_of(out / "documents.csv")}
    names = [name for name, row in chosen.items() if row["chosen"] == "1"]
    assert sorted(names) == [
        "2026年广东省政府工作报告.txt",
        "2026年河北省政府工作报告.txt",
        "central_gwr_1975_hprc.txt",
        "central_gwr_2001_wikisource.txt",
        "central_gwr_2002_sdx.txt",
    ]
    assert chosen["central_gwr_2001_hprc.txt"]["rule"] == "repeats 50 % of itself"
    assert chosen["central_gwr_2002_hprc.txt"]["rule"].startswith("incomplete: ")
    assert chosen["central_gwr_2002_wikisource.txt"]["rule"].startswith("second copy")

    years = {(r["series"], r["issuer"], r["year"]): r["status"] for r in rows_of(out / "years.csv")}
    assert years["central", "国务院", "2003"] == "no_document"
    assert years["provinces", "西藏自治区", "2026"] == "no_document"
    assert years["bank", "平安银行", "2006"] == "incomplete_text"

    compute = {
        r["year"]: r
        for r in rows_of(out / "index.csv")
        if (r["series"], r["path"]) == ("central", "path.compute")
    }
    assert float(compute["2001"]["value"]) == pytest.approx(6 / 66, abs=1e-5)
    assert float(compute["1975"]["value"]) == 0.0
    assert (compute["1975"]["status"], compute["2003"]["status"]) == ("observed", "no_document")
    assert compute["2003"]["value"] == compute["2003"]["low"] == ""

    page = (out / "index.md").read_text(encoding="utf-8")
    assert "| central | 6 | 0 | 3 | 0 | 70 |" in block_of(page, "coverage")
    assert "1954-1974, 1976-2000, 2003-2026" in block_of(page, "coverage")


@pytest.mark.slow
@pytest.mark.shared
def test_the_command_runs_on_a_few_real_reports(shared, tmp_path) -> None:
    out = folder_with_page(tmp_path)
    before = (out / "index.md").read_text(encoding="utf-8")
    only = ["central_gwr_1975_*", "central_gwr_2002_*", "central_gwr_2020_*", "2026年河北*"]
    arguments = ["--documents", shared / "documents", "--work", tmp_path / "work", "--out", out,
                 "--only", *only]  # fmt: skip
    run_study(*arguments)
    page = (out / "index.md").read_text(encoding="utf-8")
    assert "| central | 5 | 0 | 3 |" in block_of(page, "coverage")
    bare = re.compile(r"(<!--=[\w.]+-->).*?<!--/-->|(<!-- begin \w+ -->).*?(?=<!-- end)", re.DOTALL)
    assert bare.sub("", page) == bare.sub("", before)
    assert {r["method"] for r in rows_of(out / "index.csv")} == {"hybrid", "lexicon"}
    assert {file.stem for file in out.glob("*.svg")} == {"central", "provinces"}

    first = {f.name: f.read_bytes() for f in sorted(out.iterdir())}
    run_study(*arguments)  # goes on with the runs that are there
    assert {f.name: f.read_bytes() for f in sorted(out.iterdir())} == first


def test_the_page_says_what_the_tables_say(tmp_path) -> None:
    pytest.importorskip("vl_convert", reason="the extra 'plots' is not installed")
    out = tmp_path / "out"
    shutil.copytree(STUDY, out)
    assert "shown as a dash" not in run_study("--page", "--out", out)
    committed, renewed = ((f / "index.md").read_text(encoding="utf-8") for f in (STUDY, out))
    assert renewed == committed
    # Markdown ends a list at a line that begins with a comment.
    assert [line for line in committed.splitlines() if line.lstrip().startswith("<!--=")] == []


def test_every_value_leads_to_a_file_and_zero_is_not_missing() -> None:
    documents = rows_of(STUDY / "documents.csv")
    hashes = {row["sha256"] for row in documents}
    assert all(HASH.fullmatch(value) for value in hashes)
    assert len(hashes) == len(documents)
    rows = rows_of(STUDY / "index.csv")
    assert {row["status"] for row in rows} >= {"observed", "no_document"}
    for row in rows:
        if row["value"]:
            assert row["sha256"] in hashes
            assert float(row["low"]) <= float(row["value"]) <= float(row["high"])
        else:
            assert row["status"] != "observed"
            assert row["low"] == row["high"] == row["hits"] == ""
        assert row["path"] == "composite" or row["path"].startswith("path.")


def test_no_text_of_a_document_is_committed() -> None:
    for file in (*STUDY.glob("*.csv"), *STUDY.glob("*.md"), *STUDY.glob("*.svg")):
        text = file.read_text(encoding="utf-8-sig")
        # File names of firms are the longest runs of Chinese characters that may stand here.
        assert HAN_RUN.findall(text) == [], file.name


def test_charts_are_drawings_that_load_nothing() -> None:
    charts = sorted(STUDY.glob("*.svg"))
    assert [c.stem for c in charts] == ["bank", "central", "developer", "provinces"]
    for chart in charts:
        text = chart.read_text(encoding="utf-8")
        assert ET.fromstring(text).tag.endswith("svg")
        assert not re.search(r"(?:href|src)=\"https?:", text)
        assert f"({chart.name})" in (STUDY / "index.md").read_text(encoding="utf-8")
