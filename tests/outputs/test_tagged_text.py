"""Tagged texts and runs in notebooks: what is shown is escaped, complete and in place."""

from __future__ import annotations

import re

import pytest
from made_runs import result, write

import nqp_text
from nqp_text.outputs.tagged_text import MAX_SHOWN
from nqp_text.outputs.visible import visible

TEXT = (
    "公司建成智算中心。<script>x()</script>\u202e预计绿电交易规模继续扩大。We opened a data center."
)


@pytest.fixture(scope="module")
def tagged():
    return nqp_text.annotate(TEXT)


def test_mentions_point_into_the_whole_text(tagged):
    found = {(m.node, TEXT[m.evidence_start : m.evidence_end]) for m in tagged}
    assert ("path.compute", "智算中心") in found
    assert len(tagged) == len(tagged.mentions) >= 2
    assert all(TEXT[m.evidence_start : m.evidence_end] == m.evidence for m in tagged)


def test_a_notebook_shows_the_words_and_no_markup_of_the_text(tagged):
    html = tagged._repr_html_()
    assert re.search(r"<mark[^>]*>智算中心</mark><span[^>]*>computing power", html)
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert "\u202e" not in html
    assert "<small>U+202E</small>" in html
    chinese = nqp_text.annotate(TEXT, language="zh", method="lexicon")
    assert chinese._repr_html_().count(">算力") == 2


def test_a_long_text_is_cut_and_says_so():
    long = nqp_text.annotate("公司建成智算中心。" * 4_000)
    html = long._repr_html_()
    assert "36,000 characters, 20,000 shown" in html
    assert html.count("智算中心") < MAX_SHOWN // 9 + 300


def test_tables_in_polars_and_pandas_are_the_mentions(tagged):
    table = tagged.to_polars()
    assert table["node"].to_list() == [m.node for m in tagged]
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    frame = tagged.to_pandas()
    assert isinstance(frame, pandas.DataFrame)
    assert list(frame["evidence"]) == table["evidence"].to_list()
    assert nqp_text.annotate("今天天气很好。").to_polars().height == 0


def test_displacy_renders_the_text_and_escapes_it(tagged):
    html = tagged.displacy()
    assert "path.compute" in html
    assert "&lt;script&gt;" in html
    assert "<script" not in html


def test_displacy_renders_a_pipeline():
    import spacy
    from spacy import displacy

    from nqp_text.spacy_component import displacy_options

    nlp = spacy.blank("zh")
    nlp.add_pipe("nqp_tagger")
    html = displacy.render(
        nlp("公司建成智算中心。"), style="span", jupyter=False, options=displacy_options()
    )
    assert "path.compute" in html
    assert displacy_options()["colors"]["path.compute"] in html


def test_a_run_shows_what_was_not_read(tmp_path):
    results = [
        result("a.pdf", 3),
        result("b.pdf", 0, firm_code="000002", firm_name="<i>某</i>", year=2022),
        result("c.pdf", status="encrypted", firm_code="000003", lang=None),
    ]
    run = write(tmp_path / "run", results)
    html = run._repr_html_()
    assert "3 documents, 2 read in full, 0 read in part, 1 not read" in html
    assert "&lt;i&gt;某&lt;/i&gt;" in html
    assert "<i>某" not in html
    assert "encrypted" in html
    rows = re.findall(r"<tr><td>.*?</tr>", html)
    assert "<td>–</td>" in rows[-1]
    pytest.importorskip("vl_convert", reason="the extra 'plots' is not installed")
    assert run.plot("heatmap")._repr_svg_().startswith("<svg")


@pytest.mark.parametrize(
    ("text", "shown"), [("a&b", "a&amp;b"), ("\x00", "<small>U+0000</small>"), ("一\n二", "一\n二")]
)
def test_visible(text, shown):
    assert visible(text) == shown
