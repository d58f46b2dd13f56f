"""``nlp.add_pipe("nqp_tagger")`` in blank and other pipelines."""

from __future__ import annotations

import pytest
import spacy
from spacy import displacy

from nqp_text.errors import SettingsError

ZH = "公司建设智算中心，扩大算力规模。若不能引进人才，可能产生不利影响。"
EN = (
    "We built data centers for AI workloads. "
    "If we fail to attract and retain qualified personnel, we may suffer."
)


def labels(doc: spacy.tokens.Doc) -> list[tuple[str, str]]:
    return [(span.text, span.label_) for span in doc.spans["nqp"]]


@pytest.mark.parametrize("segmenter", ["char", "jieba"])
def test_chinese_span_groups_with_either_segmenter(segmenter: str) -> None:
    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"segmenter": segmenter}}})
    nlp.add_pipe("nqp_tagger")

    doc = nlp(ZH)

    nodes = [label for _, label in labels(doc)]
    assert "path.compute" in nodes
    assert "path.talent" in nodes
    assert any("算" in text for text, label in labels(doc) if label == "path.compute")


def test_english_span_groups_carry_the_details() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("nqp_tagger")

    doc = nlp(EN)
    spans = doc.spans["nqp"]

    compute = next(span for span in spans if span.label_ == "path.compute")
    talent = next(span for span in spans if span.label_ == "path.talent")
    assert compute.text == "data centers"
    assert compute._.nqp["polarity"] == "affirmed"
    assert compute._.nqp["text"] == "We built data centers for AI workloads."
    assert talent._.nqp["polarity"] == "risk"


def test_the_pipeline_s_own_sentences_are_used() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer", config={"punct_chars": ["|"]})
    nlp.add_pipe("nqp_tagger")

    doc = nlp("We rest. We built data centers for AI |")

    (span,) = [span for span in doc.spans["nqp"] if span.label_ == "path.compute"]
    assert span._.nqp["text"].startswith("We rest.")


def test_a_span_is_widened_to_whole_tokens() -> None:
    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"segmenter": "jieba"}}})
    nlp.add_pipe("nqp_tagger")

    doc = nlp("集团打造绿色低碳发展样板，推进产业数字化转型升级。")

    assert len(doc.spans["nqp"]) >= 2
    for span in doc.spans["nqp"]:
        assert span.text.find(span._.nqp["evidence"]) >= 0


def test_displacy_shows_the_spans() -> None:
    nlp = spacy.blank("zh")
    nlp.add_pipe("nqp_tagger")

    html = displacy.render(nlp(ZH), style="span", options={"spans_key": "nqp"}, jupyter=False)

    assert "path.compute" in html


def test_the_group_survives_serialisation_and_other_spans_have_no_details() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("nqp_tagger", config={"spans_key": "sc"})
    doc = nlp(EN)

    again = spacy.tokens.Doc(nlp.vocab).from_bytes(doc.to_bytes())

    assert [s._.nqp for s in again.spans["sc"]] == [s._.nqp for s in doc.spans["sc"]]
    assert doc[0:1]._.nqp == {}


def test_the_kind_of_document_decides_the_actor() -> None:
    nlp = spacy.blank("zh")
    nlp.add_pipe("nqp_tagger", config={"kind": "gov"})

    doc = nlp("加快建设智算中心，扩大算力规模。")

    actors = {span._.nqp["actor"] for span in doc.spans["nqp"]}
    assert actors == {"government"}


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(SettingsError, match="kind of document"):
        spacy.blank("en").add_pipe("nqp_tagger", config={"kind": "poem"})
