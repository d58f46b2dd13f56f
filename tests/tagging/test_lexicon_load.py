"""Reading lexicon files: what is accepted, and how mistakes are reported."""

from __future__ import annotations

from collections import Counter

import pytest

from nqp_text.errors import LexiconError
from nqp_text.tagging.lexicon import COLUMNS, load_lexicon
from nqp_text.taxonomy import load_taxonomy

HEADER = ",".join(COLUMNS)


@pytest.fixture
def lexicon_file(tmp_path):
    def write(*rows, header=HEADER, encoding="utf-8"):
        file = tmp_path / "mine.csv"
        file.write_text("\n".join((header, *rows)) + "\n", encoding=encoding)
        return file

    return write


def test_the_shipped_lexicons_are_large_and_cover_every_node_in_both_languages():
    lexicon = load_lexicon()
    counts = Counter((term.lang, term.node) for term in lexicon.terms)
    for lang in ("zh", "en"):
        assert sum(term.lang == lang for term in lexicon.terms) > 1800
        assert all(counts[lang, node] >= 5 for node in load_taxonomy().ids)
        assert all(counts[lang, node] >= 100 for node in load_taxonomy().paths)


def test_every_shipped_term_says_where_it_comes_from():
    assert [term.where for term in load_lexicon().terms if not term.source] == []


@pytest.mark.parametrize(
    "word",
    [
        "创新",
        "研发",
        "智能",
        "绿色",
        "数据",
        "人才",
        "云",
        "innovation",
        "digital",
        "green",
        "talent",
        "cloud",
    ],
)
def test_generic_words_never_count_alone(word):
    alone = [
        term
        for term in load_lexicon().terms
        if term.key == word
        and term.status == "core"
        and term.node.startswith("path.")
        and all(rule.kind != "REQ" for rule in term.rules)
    ]
    assert alone == []


def test_three_columns_make_a_lexicon(lexicon_file):
    lexicon = load_lexicon([lexicon_file("path.green,ＰＶ屋顶,zh", header="id,term,lang")])
    (term,) = lexicon.terms
    assert (term.key, term.weight, term.status, term.since_year) == ("pv屋顶", 1.0, "core", None)
    assert term.where == "mine.csv, row 2"


def test_a_spreadsheet_with_a_byte_order_mark_is_read(lexicon_file):
    file = lexicon_file("path.green,屋顶光伏,zh,1,core,L:无,2020,own", encoding="utf-8-sig")
    (term,) = load_lexicon([file]).terms
    assert term.since_year == 2020
    assert str(term.rules[0]) == "L:无"


def test_all_mistakes_are_reported_with_file_row_and_column(lexicon_file):
    file = lexicon_file(
        "path.greeen,光伏,zh,1,core,,,",
        "path.green,,zh,1,core,,,",
        "path.green,风电,fr,0,perhaps,XX:1,20x,",
        "path.green,水电,zh,1,core,,,,too many",
    )
    with pytest.raises(LexiconError) as caught:
        load_lexicon([file])
    message = str(caught.value)
    for place in (
        "row 2, column id",
        "row 3, column term",
        "row 4, column lang",
        "row 4, column weight",
        "row 4, column status",
        "row 4, column since_year",
        "row 4, column exclude_context: token 'XX:1'",
        "row 5, column 9",
    ):
        assert f"mine.csv, {place}" in message


@pytest.mark.parametrize("header", ["id,term", "id,term,lang,color", "id,term,lang,lang"])
def test_a_wrong_header_is_refused(lexicon_file, header):
    with pytest.raises(LexiconError, match="header"):
        load_lexicon([lexicon_file(header=header)])


def test_a_file_in_another_encoding_is_refused_with_advice(lexicon_file):
    with pytest.raises(LexiconError, match="UTF-8"):
        load_lexicon(
            [lexicon_file("path.green,绿色电力,zh", header="id,term,lang", encoding="gbk")]
        )


def test_a_missing_file_is_our_error(tmp_path):
    with pytest.raises(LexiconError, match="cannot be read"):
        load_lexicon([tmp_path / "none.csv"])


def test_the_hash_follows_what_decides_counts_only(lexicon_file):
    first = load_lexicon([lexicon_file("path.green,光伏,zh,1,core,W:甲,2020,mine")]).hash
    assert load_lexicon([lexicon_file("path.green,光伏,zh,1.0,core,W:甲,2020,yours")]).hash == first
    for row in ("path.green,光伏,zh,0.5,core,W:甲,2020,", "path.green,光伏,zh,1,core,W:乙,2020,"):
        assert load_lexicon([lexicon_file(row)]).hash != first
