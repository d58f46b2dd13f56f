"""A sentence as a model reads it: pieces of the sentence, of the one before it, and whose it is.

The text that is cut is the matching key, which has the length of the text: traditional characters
and full-width forms read as their usual forms, and every piece knows its offsets in the sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nqp_text.errors import ModelError
from nqp_text.normalize import match_key
from nqp_text.records import Kind, Language

if TYPE_CHECKING:
    from tokenizers import Tokenizer

KIND_WORDS: dict[Kind, str] = {
    "firm": "company",
    "gov": "government",
    "news": "news",
    "other": "text",
}
"""The word that tells a model whose document it reads, at the head of the first segment."""

LONGEST_PREVIOUS = 32
"""Pieces of the previous sentence that are read: its end."""
LONGEST_HINT = 24
"""Pieces of the lexicon's findings that are read."""
FEWEST_PIECES = 32
"""A model reads at least so many pieces at once; half of them are the sentence's own."""
MOST_PIECES = 512
"""More than encoders have places for."""


@dataclass(frozen=True, slots=True)
class SpecialPieces:
    """Ids of the pieces that stand for no text, in the vocabulary of an encoder."""

    pad: int = 0
    cls: int = 2
    sep: int = 3
    mask: int = 4


OWN_SPECIAL_PIECES = SpecialPieces()
"""Those of the encoders that ``nqp pretrain`` makes."""


@dataclass(frozen=True, slots=True)
class ModelSentence:
    """A sentence to classify. ``text`` has its own offsets; ``previous`` is the one before it."""

    text: str
    kind: Kind
    lang: Language
    previous: str = ""


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of a sentence: ids, their offsets in the text, and the context's ids.

    The first ``kept`` of the context say what is known of the sentence: the kind of document, and
    the lexicon's findings where a model reads them. The rest is the sentence before.
    """

    ids: tuple[int, ...]
    offsets: tuple[tuple[int, int], ...]
    context: tuple[int, ...]
    kept: int = 1


def special_pieces(tokenizer: Tokenizer) -> SpecialPieces:
    """The special pieces of a tokenizer of the BERT or of the RoBERTa family.

    Raises ``ModelError`` if it has neither set.
    """
    for names in (("[PAD]", "[CLS]", "[SEP]", "[MASK]"), ("<pad>", "<s>", "</s>", "<mask>")):
        ids = [number for name in names if (number := tokenizer.token_to_id(name)) is not None]
        if len(ids) == len(names):
            return SpecialPieces(*ids)
    raise ModelError(
        "The encoder's tokenizer has no pieces for padding, beginning, end and mask.",
        fix="Use an encoder of the BERT or RoBERTa family.",
    )


def pieces_of(
    sentences: Sequence[ModelSentence], tokenizer: Tokenizer, hints: Sequence[str] = ()
) -> list[Pieces]:
    """Each sentence in pieces; nothing is cut off here. ``hints``: what the lexicon found."""
    texts = [match_key(sentence.text) for sentence in sentences]
    before = [match_key(sentence.previous) for sentence in sentences]
    # The sentence before is nearly always one of the sentences, and is cut once.
    others = list(set(before) - set(texts))
    kinds = {kind: tokenizer.encode(KIND_WORDS[kind], add_special_tokens=False).ids
             for kind in {sentence.kind for sentence in sentences}}  # fmt: skip
    own = tokenizer.encode_batch(texts, add_special_tokens=False)
    own_ids = [tuple(encoding.ids) for encoding in own]
    cut = _cut(others, tokenizer) | dict(zip(texts, own_ids, strict=True))
    told = _cut(list(dict.fromkeys(hints)), tokenizer)
    heads = [
        (*kinds[sentence.kind], *told.get(hint, ())[:LONGEST_HINT])
        for sentence, hint in zip(sentences, hints or [""] * len(sentences), strict=True)
    ]
    return [
        Pieces(
            ids,
            tuple(encoding.offsets),
            (*head, *cut[text][-LONGEST_PREVIOUS:]),
            len(head),
        )
        for ids, encoding, head, text in zip(own_ids, own, heads, before, strict=True)
    ]


def _cut(texts: Sequence[str], tokenizer: Tokenizer) -> dict[str, tuple[int, ...]]:
    """The pieces of each text, without their places."""
    encodings = tokenizer.encode_batch_fast(texts, add_special_tokens=False)
    return {text: tuple(encoding.ids) for text, encoding in zip(texts, encodings, strict=True)}
