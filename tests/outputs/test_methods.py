from __future__ import annotations

import re
import string

import polars as pl
import pytest
from made_runs import result, write

from nqp_text.outputs.methods import FORMATS, gather_facts, methods_page
from nqp_text.outputs.methods.appendix import appendix_tables
from nqp_text.outputs.methods.pages import LANGUAGES, _escaped, _words, references, sentences

OPTIONS = {"measures": ["share", "ln1p"], "scopes": ["attention", "own"], "by": "firm-year"}
EVALUATION = {
    "gold": {"name": "coded_50%.jsonl"},
    "weighted": False,
    "summary": [
        {
            "average": "micro", "over": "paths", "lang": "all", "kind": "all", "n": 1234,
            "precision": [0.9, 0.85, 0.94], "recall": [0.8, None, None], "f1": [None, None, None],
        }
    ],
    "cells": [
        {
            "node": "path.compute", "lang": "all", "kind": "all", "n": 100,
            "precision": [0.5, 0.25, 0.75], "recall": [1.0, None, None], "f1": [None, None, None],
        }
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    items = [
        result("a.pdf", hits=4, firm_code="000002", year=2021),
        result("b.pdf", hits=0, firm_code="600519", pages_ocr=3),
        result("c.pdf", status="unreadable", firm_code="300750"),
        result("d.pdf", hits=2, firm_code="600036", status="partial"),
        result("e_摘要.pdf", hits=9, firm_code="600036", report_type="summary"),
    ]
    facts = {"lexicon": {"hash": "fe" * 32, "terms": 4321}, "settings": {"method": "lexicon"}}
    return write(tmp_path_factory.mktemp("runs") / "run", items, version="9.8", **facts)


def test_the_sentences_hold_the_numbers_of_the_run(run):
    text = " ".join(sentences(gather_facts(run, **OPTIONS), "en"))

    for part in (
        "5 documents (50 pages, of which 3", "nqp-text 9.8", "3 completely, 1 in part",
        "1 could not be read (unreadable 1)", "4 units of 4 firms, 2021-2023",
        "3 units have a value; the status of the other 1", "4,321 terms (hash fefefefefefe)",
        "measure share is M / S (denominator: sentences)", "ln(1 + M)", "scheme “equal”",
        "No evaluation",
    ):  # fmt: skip
        assert part in text, part


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", FORMATS)
def test_every_page_is_complete_and_the_same_every_time(run, language, form):
    pages = {methods_page(gather_facts(run, **OPTIONS), language, form) for _ in "12"}
    [page] = pages
    for key in ("coverage", "description", "reliability", "correlations", "weights", "terms"):
        assert _words()[language][f"table_{key}"] in page
    assert "None" not in page and "nan" not in page.lower().replace("finance", "")


def test_the_tables_are_those_of_the_panel(run):
    page = methods_page(gather_facts(run, **OPTIONS), "en", "md")

    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in page.splitlines()]
    values = (
        run.panel(measure="share", scope="attention", by="firm-year")
        .filter(path="path.compute")["value"]
        .drop_nulls()
    )
    found, _ = (row for row in rows if row[:3] == ["share", "attention", "path.compute"])
    assert found[3:6] == ["3", f"{values.mean():.4g}", f"{values.std():.4g}"]
    assert found[-1] == f"{(values == 0).mean():.4g}"
    assert ["2023", "unreadable", "1"] in rows and ["path.compute", "0.1111"] in rows
    # 15 mentions, each with both terms; those of the summary are in the run as well.
    assert ["path.compute", "智算中心", "15", "0.5"] in rows


def test_reliability_by_hand(run):
    facts = gather_facts(run, **OPTIONS)
    [table] = [table for table in appendix_tables(facts) if table.key == "reliability"]

    panel = run.panel(measure="share", scope="attention", by="firm-year")
    known = panel.filter(pl.col("value").is_not_null(), path="path.compute")
    noise = (known["standard_error"] ** 2).mean() / known["value"].var()
    [row] = [row for row in table.rows if row[:3] == ("share", "attention", "path.compute")]
    assert row[-2] == pytest.approx(max(0.0, 1 - noise))
    assert row[-1] == 0  # one year a firm: nothing varies within
    assert row[3] == known.height


def test_an_evaluation_is_told_with_its_limits(run):
    facts = gather_facts(run, **OPTIONS, judged=EVALUATION)

    text = " ".join(sentences(facts, "en"))
    assert "On 1,234 labelled sentences (coded_50%.jsonl)" in text
    assert "precision of 0.90 [0.85, 0.94], recall of 0.80 and F1 of ?" in text
    assert "no random sample" in text
    page = methods_page(facts, "en", "md")
    assert "| path.compute | all | all | 100 | 0.50 [0.25, 0.75] | 1.00 |  |" in page
    assert r"coded\_50\%.jsonl" in methods_page(facts, "en", "tex")


@pytest.mark.parametrize("language", LANGUAGES)
def test_latex_is_balanced_and_escaped(run, language):
    page = methods_page(gather_facts(run, **OPTIONS, judged=EVALUATION), language, "tex")

    body = "\n".join(line for line in page.splitlines() if not line.startswith("%"))
    assert body.count("{") == body.count("}")
    opened, closed = (re.findall(rf"\\{word}{{(\w+)}}", body) for word in ("begin", "end"))
    assert sorted(opened) == sorted(closed)
    assert not re.search(r"(?<!\\)[%#_]", body)
    tables = re.findall(
        r"\\begin{longtable}{([lr]+)}\n\\caption.*?\n(.*?)\\end{longtable}", body, re.S
    )
    assert len(tables) == opened.count("longtable") >= 5
    for columns, content in tables:
        lines = [line for line in content.splitlines() if line and "endfoot" not in line]
        assert {len(re.findall(r"(?<!\\)&", line)) + 1 for line in lines} == {len(columns)}


def test_no_character_of_a_text_means_anything_to_latex():
    text = r"50 % of a_b & c#1, {x} ~ $y$ ^ \cmd <ref> | \"算力\" Σ(1/k) ×"
    assert _escaped(text) == (
        r"50 \% of a\_b \& c\#1, \{x\} \textasciitilde{} \$y\$ \textasciicircum{} "
        r"\textbackslash{}cmd \textless{}ref\textgreater{} \textbar{} \textbackslash{}"
        r"\textquotedbl{}算力\textbackslash{}\textquotedbl{} $\sum$(1/k) $\times$"
    )


def test_both_languages_say_the_same_things():
    words = _words()
    zh, en = words["zh"], words["en"]
    assert set(zh) == set(en)
    for key, text in zh.items():
        fields = [{f for _, f, _, _ in string.Formatter().parse(t) if f} for t in (text, en[key])]
        assert fields[0] == fields[1], key


def test_works_are_named_for_the_measures_that_are_used(run):
    used = references(gather_facts(run, **OPTIONS))
    assert any("管理世界" in work for work in used) and not any("Salton" in work for work in used)
    listed = _words()["references"]
    named = [*listed["measures"].values(), *listed["schemes"].values()]
    assert {key for keys in named for key in keys} == set(listed["list"])


def test_a_run_without_such_units_is_told_as_it_is(run):
    facts = gather_facts(run, measures=["share"], scopes=["attention"], by="issuer-year")
    for language in LANGUAGES:
        for form in FORMATS:
            assert methods_page(facts, language, form)
    assert "0 units of 0 issuers" in " ".join(sentences(facts, "en"))


def test_one_firm_and_nothing_found_gives_tables_without_correlations(tmp_path):
    run = write(tmp_path / "run", [result("a.pdf", hits=0)])
    page = methods_page(gather_facts(run, **OPTIONS), "en", "md")
    assert "Correlations" not in page and "Most frequent terms" not in page
    assert isinstance(gather_facts(run, **OPTIONS).panel, pl.DataFrame)
