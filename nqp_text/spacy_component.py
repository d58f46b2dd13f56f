"""``nlp.add_pipe("nqp_tagger")``: mentions as a span group in any spaCy pipeline.

``doc.spans["nqp"]`` holds one span per mention, labelled with the node, over the words that show
it. ``span._.nqp`` gives score, stance, actor, polarity and the sentence. Characters decide what is
found, so the result does not depend on the pipeline's tokens; a span is widened to whole tokens.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from nqp_text.errors import SettingsError
from nqp_text.records import Kind, Mention, Sentence
from nqp_text.tagging import load_lexicon, load_tagger
from nqp_text.tagging.boundaries import Words
from nqp_text.taxonomy import load_taxonomy
from nqp_text.text import language_of, split_text, words_zh

KINDS: tuple[Kind, ...] = ("firm", "gov", "news", "other")
_TONES = ("#9dbfd8", "#e6c9a8", "#cfdfeb", "#d9d2c4", "#7fa6c4")
"""Colours of families, dark enough to see and light enough to write on."""

DETAILS = ("score", "stance", "actor", "polarity", "tagger", "list_size", "evidence", "text")
"""Fields of a mention that ``span._.nqp`` gives."""


class NqpTagger:
    """Finds what the sentences of a ``Doc`` are about and writes a span group."""

    def __init__(
        self,
        *,
        kind: Kind,
        spans_key: str,
        method: str,
        lexicon: Sequence[Path],
        words: Words,
        taxonomy: Path | None = None,
    ) -> None:
        self._kind = kind
        self._spans_key = spans_key
        self._tagger = load_tagger(
            method, lexicon=load_lexicon(lexicon, load_taxonomy(taxonomy)), words=words
        )

    def __call__(self, doc: Doc) -> Doc:
        """The same ``Doc`` with the span group; an earlier one under the same key is replaced."""
        mentions = self._tagger.tag(_sentences(doc), self._kind).mentions
        pairs = [
            (span, mention)
            for mention in mentions
            if (span := _span(doc, mention)) is not None  # never: mentions lie in the text
        ]
        doc.spans[self._spans_key] = SpanGroup(
            doc, name=self._spans_key, spans=[span for span, _ in pairs]
        )
        doc.user_data["nqp"] = [
            {"start": span.start, "end": span.end, "node": mention.node, **_details(mention)}
            for span, mention in pairs
        ]
        return doc


@Language.factory(
    "nqp_tagger",
    default_config={
        "kind": "firm",
        "spans_key": "nqp",
        "method": "lexicon",
        "lexicon": [],
        "taxonomy": "",
    },
    assigns=["doc.spans", "span._.nqp"],
)
def make_nqp_tagger(
    nlp: Language,
    name: str,
    kind: str,
    spans_key: str,
    method: str,
    lexicon: list[str],
    taxonomy: str,
) -> NqpTagger:
    """The component.

    ``lexicon`` lists files of your own and ``taxonomy`` is the file that their nodes are of;
    without, the shipped ones are used.
    """
    if kind not in KINDS:
        raise SettingsError(
            f"There is no kind of document {kind!r}.",
            where=f"config of the pipe {name!r}",
            fix=f"Use one of: {', '.join(KINDS)}.",
        )
    if not Span.has_extension("nqp"):
        Span.set_extension("nqp", getter=_read_details)
    return NqpTagger(
        kind=kind,
        spans_key=spans_key,
        method=method,
        lexicon=[Path(path) for path in lexicon],
        words=words_zh,
        taxonomy=Path(taxonomy) if taxonomy else None,
    )


def _sentences(doc: Doc) -> tuple[Sentence, ...]:
    """The pipeline's sentences where it has set them, otherwise our own."""
    if not doc.has_annotation("SENT_START"):
        return split_text(doc.text)
    return tuple(
        Sentence(
            sentence_id=number,
            page=1,
            section="",
            block="prose",
            lang=language_of(sent.text),
            start=sent.start_char,
            end=sent.end_char,
            text=sent.text,
        )
        for number, sent in enumerate(doc.sents)
    )


def _span(doc: Doc, mention: Mention) -> Span | None:
    return doc.char_span(
        mention.evidence_start, mention.evidence_end, label=mention.node, alignment_mode="expand"
    )


def _details(mention: Mention) -> dict[str, Any]:
    return {name: getattr(mention, name) for name in DETAILS}


def _read_details(span: Span) -> dict[str, Any]:
    """The details of the mention that this span shows; empty for any other span."""
    for entry in span.doc.user_data.get("nqp", ()):
        if (entry["start"], entry["end"], entry["node"]) == (span.start, span.end, span.label_):
            return {name: entry[name] for name in DETAILS}
    return {}


def displacy_options(spans_key: str = "nqp", taxonomy: str = "") -> dict[str, Any]:
    """Options for ``displacy.render(doc, style="span")``: the span group, and a colour per family.

    Families are told apart by lightness too, so that a grey print says the same.
    """
    nodes = load_taxonomy(Path(taxonomy) if taxonomy else None).nodes
    families = list(dict.fromkeys(node.family for node in nodes))
    tones = dict(zip(families, _TONES * len(families), strict=False))
    return {"spans_key": spans_key, "colors": {node.id: tones[node.family] for node in nodes}}
