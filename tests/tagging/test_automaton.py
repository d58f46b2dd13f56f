"""The automaton finds what ``str.find`` finds, and the variants of English terms."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nqp_text.tagging.automaton import TermAutomaton
from nqp_text.tagging.boundaries import latin_edges_free
from nqp_text.tagging.lexicon import Term
from nqp_text.tagging.variants import variants


def terms(keys: list[str]) -> list[Term]:
    return [Term("path.green", key, key, "zh", 1.0, "core") for key in keys]


@given(
    st.lists(st.text("算力网络ab", min_size=1, max_size=4), max_size=6, unique=True),
    st.lists(st.text("算力网络ab。", max_size=20), max_size=5),
)
def test_every_occurrence_that_stands_free_is_found(keys: list[str], texts: list[str]) -> None:
    automaton = TermAutomaton(terms(keys))
    found = {
        (at, hit.start, hit.end)
        for at, hits in automaton.find(texts)
        for hit in hits
        if any(term.key == texts[at][hit.start : hit.end] for term in hit.terms)
    }

    assert found == {
        (at, start, start + len(key))
        for at, text in enumerate(texts)
        for key in keys
        for start in range(len(text))
        if text.startswith(key, start) and latin_edges_free(text, start, start + len(key))
    }


def test_hits_come_leftmost_first_and_longest_first() -> None:
    ((_, hits),) = TermAutomaton(terms(["力", "算力", "算力网"])).find(["建算力网"])

    assert [(hit.start, hit.end) for hit in hits] == [(1, 4), (1, 3), (2, 3)]


def test_one_key_keeps_the_terms_of_all_its_nodes() -> None:
    both = [
        Term("path.green", "绿色金融", "绿色金融", "zh", 1.0, "core"),
        Term("path.finance", "绿色金融", "绿色金融", "zh", 1.0, "core"),
    ]
    ((_, (hit,)),) = TermAutomaton(both).find(["发展绿色金融"])

    assert {term.node for term in hit.terms} == {"path.green", "path.finance"}


def test_spellings_of_an_english_term() -> None:
    found = variants("data center")

    assert {"data center", "data-center", "data centers", "data centre", "data centres"} <= set(
        found
    )
    assert "energy-saving projects" in variants("energy-saving project")
    assert "energy saving projects" in variants("energy-saving project")
    assert variants("analytics") == ("analytics",)
    assert "batteries" in variants("battery")


def test_chinese_terms_have_one_spelling() -> None:
    assert variants("5g基站") == ("5g基站",)
