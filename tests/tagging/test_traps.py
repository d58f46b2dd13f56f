"""The traps of the codebook: names, homographs and denials must come out right."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nqp_text.records import Sentence
from nqp_text.tagging import LexiconTagger, load_lexicon
from nqp_text.text import words_zh

MUST_BE_RIGHT = ("org_name", "homograph", "person_bio", "accounting", "toc", "boilerplate")


@pytest.mark.shared
def test_traps(shared: Path) -> None:
    lines = (shared / "codebook" / "traps.jsonl").read_text(encoding="utf-8").splitlines()
    tagger = LexiconTagger(load_lexicon(), words_zh)
    wrong: list[tuple[str, str]] = []
    for trap in map(json.loads, lines):
        sentence = Sentence(0, 1, "", "prose", trap["lang"], 0, len(trap["text"]), trap["text"])
        kind = "gov" if trap["actor"] == "government" else "firm"
        mentions = tagger.tag([sentence], kind).mentions
        tagged = {m.node for m in mentions if m.node.startswith("path.")}
        gold = {node for node in trap["labels"] if node.startswith("path.")}
        polarities = {m.polarity for m in mentions}
        negated = trap["polarity"] == "negated" and polarities != {"negated"}
        if tagged != gold or negated:
            wrong.append((trap["id"], "negation" if negated else trap["nm"]))

    assert [each for each in wrong if each[1] in (*MUST_BE_RIGHT, "negation")] == []
    assert len(wrong) <= 0.3 * len(lines), wrong
