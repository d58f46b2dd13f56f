"""Conversion to and from other tools, and comparison of versions."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nqp_text.errors import LexiconError
from nqp_text.normalize import match_key
from nqp_text.tagging.exclusions import parse_rules
from nqp_text.tagging.lexicon import Term, load_lexicon, make_lexicon
from nqp_text.tagging.lexicon_diff import diff
from nqp_text.tagging.lexicon_formats import read_dictionary, write_dictionary
from nqp_text.taxonomy import load_taxonomy

TAXONOMY = load_taxonomy()


def term(node, text, **fields):
    lang = "zh" if any("一" <= c <= "鿿" for c in text) else "en"
    return Term(
        node,
        text,
        match_key(text),
        fields.pop("lang", lang),
        **{"weight": 1.0, "status": "core"} | fields,
    )


def core(terms):
    return {(t.node, t.lang, t.key) for t in terms}


words = st.sampled_from(
    [
        "光伏",
        "GPU 集群",
        "net zero",
        "yes",
        "1.5",
        "a: b",
        "数据,要素",
        "- dash",
        "#1",
        "'quoted'",
        "null",
    ]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    st.lists(st.tuples(st.sampled_from(TAXONOMY.ids), words), unique=True, min_size=1, max_size=20)
)
@pytest.mark.parametrize("suffix", [".dic", ".yml", ".csv"])
def test_terms_survive_the_round_trip(tmp_path, suffix, pairs):
    terms = [term(node, word) for node, word in pairs]
    write_dictionary(terms, tmp_path / f"a{suffix}")
    back = read_dictionary(tmp_path / f"a{suffix}", TAXONOMY).terms
    assert core(back) == core(terms)


@pytest.mark.parametrize("suffix", [".dic", ".yaml"])
def test_the_shipped_chinese_terms_survive(tmp_path, suffix):
    terms = [t for t in load_lexicon().terms if t.lang == "zh"]
    write_dictionary(terms, tmp_path / f"a{suffix}")
    assert core(read_dictionary(tmp_path / f"a{suffix}", TAXONOMY, lang="zh").terms) == core(terms)


def test_csv_keeps_everything(tmp_path):
    shipped = load_lexicon()
    write_dictionary(shipped.terms, tmp_path / "a.csv")
    again = load_lexicon([tmp_path / "a.csv"])
    assert again.hash == shipped.hash
    assert [t.source for t in again.terms] == [t.source for t in shipped.terms]
    assert not diff(shipped, again)


def test_nested_quanteda_categories_are_joined_with_dots(tmp_path):
    file = tmp_path / "a.yml"
    file.write_text("path:\n  green: [solar, 光伏]\n  talent: [skill]\n", encoding="utf-8")
    assert core(read_dictionary(file, TAXONOMY).terms) == {
        ("path.green", "en", "solar"),
        ("path.green", "zh", "光伏"),
        ("path.talent", "en", "skill"),
    }


def test_categories_can_be_mapped_and_unknown_ones_are_listed(tmp_path):
    file = tmp_path / "a.dic"
    file.write_text("%\n1\tGreen\n2\tMoney\n%\nsolar\t1\t2\n", encoding="utf-8")
    with pytest.raises(LexiconError, match="Green, Money"):
        read_dictionary(file, TAXONOMY)
    mapped = {"Green": "path.green", "Money": "path.finance"}
    found = read_dictionary(file, TAXONOMY, categories=mapped).terms
    assert core(found) == {("path.green", "en", "solar"), ("path.finance", "en", "solar")}


def test_wildcards_are_left_out_and_listed(tmp_path):
    file = tmp_path / "a.dic"
    file.write_text("%\n1\tpath.green\n%\nphotovolt*\t1\nsolar\t1\n", encoding="utf-8")
    found = read_dictionary(file, TAXONOMY)
    assert found.left_out == ("photovolt*",)
    assert [t.term for t in found.terms] == ["solar"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.dic", "solar\t1\n"),
        ("a.dic", "%\n1\tpath.green\n%\nsolar\t7\n"),
        ("a.yml", "- solar\n"),
        ("a.yml", "path.green: [[solar]]\n"),
        ("a.yml", "a: !!python/object/apply:os.getcwd []\n"),
        ("a.yml", "a: [\n"),
        ("a.txt", "solar"),
    ],
)
def test_broken_dictionaries_are_our_errors(tmp_path, name, text):
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(LexiconError):
        read_dictionary(tmp_path / name, TAXONOMY)


def test_diff_says_what_was_added_removed_and_changed():
    old = [term("path.green", "甲"), term("path.green", "乙"), term("path.green", "丙", source="x")]
    new = [
        term("path.green", "乙", status="ambiguous", rules=parse_rules("W:丁", "")),
        term("path.green", "丙", source="y"),
        term("path.talent", "甲"),
    ]
    found = diff(make_lexicon(old), make_lexicon(new))
    assert core(found.added) == {("path.talent", "zh", "甲")}
    assert core(found.removed) == {("path.green", "zh", "甲")}
    (change,) = found.changed
    assert change.fields == (("status", "core", "ambiguous"), ("exclude_context", "", "W:丁"))
