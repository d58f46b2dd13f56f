"""Gold sentences and predictions of our own."""

from __future__ import annotations

import json

import pytest

from nqp_text.taxonomy import load_taxonomy
from nqp_text.validation.gold import GoldSentence
from nqp_text.validation.predictions import Prediction

OWN = ("action", "own", "affirmed")


@pytest.fixture(scope="session")
def taxonomy():
    return load_taxonomy()


@pytest.fixture
def sentence():
    def make(name, *nodes, lang="zh", kind="firm", stance="action", **fields):
        return GoldSentence(
            id=name,
            text=f"句子{name}。",
            lang=lang,
            kind=kind,
            stances=dict.fromkeys(nodes, stance),
            actor="own" if nodes else None,
            polarity="affirmed" if nodes else None,
            **fields,
        )

    return make


@pytest.fixture
def said():
    def make(*nodes, attributes=OWN, scores=None):
        return Prediction(dict.fromkeys(nodes, attributes), scores)

    return make


@pytest.fixture
def gold_file(tmp_path):
    def write(*records, name="gold.jsonl"):
        file = tmp_path / name
        lines = (json.dumps(record, ensure_ascii=False) for record in records)
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return file

    return write
