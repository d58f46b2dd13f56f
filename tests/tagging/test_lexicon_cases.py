"""The cases of ``tests/cases/lexicon.json``: what must be found, and what must not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from nqp_text.records import Sentence
from nqp_text.tagging import LexiconTagger, load_lexicon
from nqp_text.text import language_of, words_zh

CASES = json.loads(
    (Path(__file__).parents[1] / "cases" / "lexicon.json").read_text(encoding="utf-8")
)


@pytest.fixture(scope="module")
def tagger() -> LexiconTagger:
    return LexiconTagger(load_lexicon(), words_zh)


@pytest.mark.parametrize("case", CASES, ids=[f"{c['group']}-{i}" for i, c in enumerate(CASES)])
def test_case_comes_out_as_written(case: dict[str, Any], tagger: LexiconTagger) -> None:
    text = case["text"]
    sentence = Sentence(0, 1, "", "prose", language_of(text), 0, len(text), text)

    mentions = tagger.tag([sentence], case["kind"]).mentions

    nodes = {mention.node for mention in mentions}
    evidence = [(mention.node, mention.evidence, mention.polarity) for mention in mentions]
    if "paths" in case:
        assert sorted(n for n in nodes if n.startswith("path.")) == case["paths"], evidence
    assert nodes.issuperset(case.get("has", ())), evidence
    assert not nodes.intersection(case.get("lacks", ())), evidence
    if "polarity" in case:
        polarities = {m.polarity for m in mentions if m.node in case["has"]}
        assert polarities == {case["polarity"]}, evidence


def test_there_are_many_cases_of_each_kind() -> None:
    groups = [case["group"] for case in CASES]

    assert len(CASES) >= 80
    assert all(groups.count(g) >= 7 for g in ("org_name", "negation", "homograph", "han_boundary"))
