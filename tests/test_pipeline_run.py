"""A run over good and bad files: every file has a row, and the same bytes come out every time."""

from __future__ import annotations

import json
import sys

import polars as pl
import pytest

import nqp_text
from nqp_text.errors import DocumentError, NqpError, RunFolderError

REPORT = """甲公司2022年年度报告

第一节 释义

本报告中的简称含义如下。

第三节 管理层讨论与分析

报告期内，公司建成智算中心，算力规模大幅提升。公司持续推进绿色低碳转型，光伏发电量稳步增长。
公司未涉及区块链业务。

第四节 公司治理

董事会引进高层次人才，完善人才激励机制。

第五节 重要事项

承诺事项履行情况如下。
"""
ENGLISH = """Annual Report

During the year we opened two new data centers for artificial intelligence workloads.
We invested in renewable energy and cut our carbon emissions.
"""
SAME_EVERY_TIME = ("index.parquet", "index.csv", "counts.parquet", "mentions.parquet")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("corpus")
    (folder / "600001_甲公司_2022年年度报告.txt").write_text(REPORT, encoding="utf-8")
    (folder / "600002_乙公司_2022年年度报告.txt").write_text(
        REPORT.replace("算力", "数据中心"), encoding="gb18030"
    )
    (folder / "甲公司副本.txt").write_text(REPORT, encoding="utf-8")
    (folder / "acme_2022.html").write_text(f"<html><body><p>{ENGLISH}", encoding="utf-8")
    (folder / "600003_丙公司_2022年年度报告.pdf").write_bytes(b"%PDF-1.7\nnot much of a PDF")
    (folder / "nothing.txt").write_bytes(b"")
    (folder / "also nothing.txt").write_bytes(b"")
    (folder / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    (folder / "renamed.pdf").write_text(ENGLISH, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def run(corpus, tmp_path_factory):
    return nqp_text.scan(corpus, tmp_path_factory.mktemp("out") / "run", workers=1)


def rows(run):
    return {row["path"].rpartition("/")[2]: row for row in run.documents.collect().to_dicts()}


def test_every_file_has_a_row_with_a_true_status(run, corpus):
    statuses = {name: row["status"] for name, row in rows(run).items()}
    assert statuses == {
        "600001_甲公司_2022年年度报告.txt": "ok",
        "600002_乙公司_2022年年度报告.txt": "ok",
        "600003_丙公司_2022年年度报告.pdf": "unreadable",
        "acme_2022.html": "ok",
        "also nothing.txt": "empty",
        "nothing.txt": "empty",
        "old.doc": "unsupported",
        "renamed.pdf": "ok",
        "甲公司副本.txt": "duplicate",
    }
    assert len(statuses) == len(list(corpus.iterdir()))


def test_what_failed_says_why_and_what_to_do(run):
    text = (run.folder / "quarantine.csv").read_text(encoding="utf-8-sig")
    for name in ("600003_丙公司_2022年年度报告.pdf", "nothing.txt", "old.doc"):
        assert name in text
        assert rows(run)[name]["reason"]
    assert "Save it as DOCX or PDF" in text


def test_a_duplicate_names_the_first_and_counts_nothing(run):
    row = rows(run)["甲公司副本.txt"]
    assert row["reason"].endswith("600001_甲公司_2022年年度报告.txt")
    assert row["doc_id"] == rows(run)["600001_甲公司_2022年年度报告.txt"]["doc_id"]
    counts = run.counts.collect()
    assert counts.filter(pl.col("doc_id") == row["doc_id"]).height == 24


def test_a_file_that_failed_still_has_its_firm_and_year_and_no_number(run):
    row = rows(run)["600003_丙公司_2022年年度报告.pdf"]
    assert (row["firm_code"], row["year"]) == ("600003", 2022)
    cells = run.index.filter(pl.col("doc_id") == row["doc_id"]).collect()
    assert cells.height > 0
    assert cells["value"].null_count() == cells.height
    assert set(cells["status"]) == {"unreadable"}


def test_mentions_stand_where_they_say(run, corpus):
    document = nqp_text.read(corpus / "600001_甲公司_2022年年度报告.txt", isolated=False)
    found = run.mentions.filter(pl.col("doc_id") == document.doc_id).collect().to_dicts()
    assert {mention["node"] for mention in found} >= {"path.compute", "path.green", "path.talent"}
    for mention in found:
        assert document.text[mention["start"] : mention["end"]] == mention["text"]
        place = slice(mention["evidence_start"], mention["evidence_end"])
        assert document.text[place] == mention["evidence"]


def test_every_count_can_be_counted_again_from_the_mentions(run):
    affirmed = (
        run.mentions.filter(pl.col("polarity") == "affirmed")
        .group_by("doc_id", "node")
        .agg(pl.col("sentence_id").n_unique().alias("again"))
    )
    counts = run.counts.join(affirmed, on=["doc_id", "node"], how="left").collect()
    assert counts["attention"].to_list() == counts["again"].fill_null(0).to_list()
    assert counts["attention"].sum() > 0


@pytest.mark.parametrize(
    ("workers", "start_method"),
    [(2, "spawn"), (2, "fork"), (3, "forkserver"), (0, "serial")],
)
def test_the_same_bytes_whatever_the_workers(run, corpus, tmp_path, workers, start_method):
    if sys.platform == "win32" and start_method.startswith("fork"):
        pytest.skip("Windows has no fork")
    files = sorted(corpus.iterdir(), reverse=True)
    if start_method == "serial":
        other = nqp_text.scan(files, tmp_path / "run", isolated=False)
    else:
        other = nqp_text.scan(files, tmp_path / "run", workers=workers, start_method=start_method)
    for name in SAME_EVERY_TIME:
        assert (run.folder / name).read_bytes() == (other.folder / name).read_bytes(), name
    columns = [name for name in run.documents.collect_schema().names() if name != "seconds"]
    assert run.documents.select(columns).collect().equals(other.documents.select(columns).collect())


def test_only_the_management_discussion_counts_if_asked(corpus, tmp_path):
    other = nqp_text.scan(corpus, tmp_path / "run", workers=1, section="mdna")
    found = rows(other)
    assert found["600001_甲公司_2022年年度报告.txt"]["mdna_found"]
    sections = set(other.mentions.collect()["section"])
    assert sections and all(name.split(".")[0] == "mdna" for name in sections)
    assert "path.talent" not in set(other.mentions.collect()["node"])
    without = found["renamed.pdf"]
    assert without["mdna_found"] is False
    cells = other.index.filter(pl.col("doc_id") == without["doc_id"]).collect()
    assert set(cells["status"]) == {"section_missing"}
    assert cells["value"].null_count() == cells.height


def test_the_manifest_goes_before_the_file_name(corpus, tmp_path):
    name = "600001_甲公司_2022年年度报告.txt"
    manifest = corpus.parent / "list.csv"
    lines = (
        f"path,firm_code,year\n{corpus.name}/{name},300750,2019\n{corpus.name}/gone.pdf,000001,\n"
    )
    manifest.write_text(lines, encoding="utf-8-sig")
    found = rows(nqp_text.scan(manifest, tmp_path / "run", workers=1))
    row = found[name]
    assert (row["firm_code"], row["year"], row["firm_name"]) == ("300750", 2019, "甲公司")
    assert "firm_code=manifest" in row["meta_source"]
    assert found["gone.pdf"]["status"] == "unreadable"
    assert "row 3 is absent" in found["gone.pdf"]["reason"]


def test_words_younger_than_the_year_are_an_alarm_and_still_count(tmp_path):
    early = "公司加快发展新质生产力，建成智算中心。\n" * 2
    (tmp_path / "600001_甲公司_2011年年度报告.txt").write_text(early, encoding="utf-8")
    run = nqp_text.scan(tmp_path / "600001_甲公司_2011年年度报告.txt", tmp_path / "run", workers=1)
    (row,) = rows(run).values()
    assert row["early_terms"] >= 2
    assert "新质生产力" in row["reason"] and row["status"] == "ok"
    assert "nqp.explicit" in set(run.mentions.collect()["node"])


def test_long_sentences_are_read_to_their_end_and_counted(tmp_path):
    line = "公司召开董事会会议，审议并通过了定期报告和利润分配方案，" * 170 + "公司建成智算中心。"
    (tmp_path / "600001_甲公司_2022年年度报告.txt").write_text(line, encoding="utf-8")
    (tmp_path / "600002_乙公司_2022年年度报告.txt").write_text(
        "公司建成智算中心。", encoding="utf-8"
    )
    run = nqp_text.scan(
        sorted(tmp_path.glob("*.txt")), tmp_path / "run", workers=1, method="hybrid"
    )
    found = rows(run)
    assert [found[name]["windowed"] for name in sorted(found)] == [1, 0]
    assert set(run.mentions.collect().filter(node="path.compute")["evidence"]) == {"智算中心"}
    assert run.mentions.collect().filter(node="path.compute").height == 2
    (logged,) = [
        line
        for line in (tmp_path / "run" / "scan.log").read_text(encoding="utf-8").splitlines()
        if "long sentences in parts" in line
    ]
    assert "1 long sentences in parts" in logged
    assert "甲公司" in logged


def test_strict_stops_at_the_first_failure(corpus, tmp_path):
    with pytest.raises(DocumentError, match="PDF") as caught:
        nqp_text.scan(sorted(corpus.glob("6000*")), tmp_path / "run", workers=1, strict=True)
    assert caught.value.where.endswith("600003_丙公司_2022年年度报告.pdf")


def test_a_run_is_replaced_only_when_asked(corpus, tmp_path):
    name = corpus / "acme_2022.html"
    nqp_text.scan(name, tmp_path / "run", workers=1)
    with pytest.raises(RunFolderError, match="holds a run already"):
        nqp_text.scan(name, tmp_path / "run", workers=1)
    assert nqp_text.scan(name, tmp_path / "run", mode="fresh", workers=1).documents.collect().height


def test_a_folder_with_other_things_is_never_touched(corpus, tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work", encoding="utf-8")
    for mode in ("new", "fresh"):
        with pytest.raises(RunFolderError):
            nqp_text.scan(corpus / "acme_2022.html", tmp_path, mode=mode, workers=1)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_mistakes_are_found_before_anything_is_written(corpus, tmp_path):
    for options in ({"lexicons": ("no.csv",)}, {"method": "magic"}, {"taxonomy": "no.toml"}):
        with pytest.raises(NqpError):
            nqp_text.scan(corpus, tmp_path / "run", **options)
    with pytest.raises(NqpError):
        nqp_text.scan(tmp_path / "nowhere", tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_the_manifest_says_how_the_run_was_made(run):
    manifest = json.loads((run.folder / "manifest.json").read_text(encoding="utf-8"))
    # "auto" is not what the run did: the classifier that it chose is.
    assert manifest["settings"]["method"] in ("hybrid", "lexicon")
    assert manifest["statuses"]["ok"] == 4
    for part in ("taxonomy", "lexicon"):
        assert len(manifest[part]["hash"]) == 64
    assert nqp_text.load_run(run.folder).manifest == manifest
