"""The records that cross stages: frozen, slotted, without behaviour beyond derived values.

Offsets are Python string offsets (code points) into ``Document.text``; ``end`` is exclusive.
"""

from nqp_text.records.counting import (
    Count,
    DocumentResult,
    Estimate,
    Exposure,
    ExposurePart,
    Failure,
    NodeErrors,
)
from nqp_text.records.notes import LINK_NOTE, with_note
from nqp_text.records.reading import (
    Actor,
    Block,
    BlockKind,
    Box,
    Document,
    DocumentStatus,
    FailedStatus,
    Identity,
    Kind,
    Language,
    Line,
    Page,
    PageStatus,
    Polarity,
    Section,
    Sentence,
    Stance,
)
from nqp_text.records.tagging import Mention, Nomination, Tagging

__all__ = [
    "LINK_NOTE",
    "Actor",
    "Block",
    "BlockKind",
    "Box",
    "Count",
    "Document",
    "DocumentResult",
    "DocumentStatus",
    "Estimate",
    "Exposure",
    "ExposurePart",
    "FailedStatus",
    "Failure",
    "Identity",
    "Kind",
    "Language",
    "Line",
    "Mention",
    "NodeErrors",
    "Nomination",
    "Page",
    "PageStatus",
    "Polarity",
    "Section",
    "Sentence",
    "Stance",
    "Tagging",
    "with_note",
]
