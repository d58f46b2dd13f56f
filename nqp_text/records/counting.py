"""What documents add up to, and how often a classifier errs."""

from __future__ import annotations

from dataclasses import dataclass, field

from nqp_text.records.reading import BlockKind
from nqp_text.records.tagging import Mention, Nomination


@dataclass(frozen=True, slots=True)
class Exposure:
    """What a document's counts are counted over: the denominators."""

    sentences: int = 0
    chars: int = 0
    words: int = 0


@dataclass(frozen=True, slots=True)
class ExposurePart:
    """The exposure of the counted sentences of one section in one kind of block."""

    section: str
    block: BlockKind
    sentences: int = 0
    chars: int = 0
    words: int = 0


@dataclass(frozen=True, slots=True)
class Count:
    """Counts of one node in one document, section scope and language-independent.

    ``hits`` counts sentences; ``weighted`` gives each list sentence 1/k; the four scopes follow
    the taxonomy's index families and are subsets of the affirmed sentences. ``expected`` and
    ``expected_variance`` are those of ``Tagging``; None where the method has no probabilities.
    """

    node: str
    attention: int = 0
    own: int = 0
    substantive: int = 0
    implementation: int = 0
    attention_weighted: float = 0.0
    own_weighted: float = 0.0
    substantive_weighted: float = 0.0
    implementation_weighted: float = 0.0
    terms: int = 0
    negated: int = 0
    risk: int = 0
    expected: float | None = None
    expected_variance: float | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """A task that returned nothing: its reader refused, or its process was stopped or died."""

    status: str
    reason: str
    fix: str = ""


@dataclass(frozen=True, slots=True)
class DocumentResult:
    """Everything that one file contributes to a run: rows only, no text beyond the evidence."""

    doc_id: str
    path: str
    document: dict[str, object]
    exposure: Exposure = field(default_factory=Exposure)
    counts: tuple[Count, ...] = ()
    mentions: tuple[Mention, ...] = ()
    nominations: tuple[Nomination, ...] = ()
    exposure_parts: tuple[ExposurePart, ...] = ()


Estimate = tuple[float | None, float | None, float | None]
"""A value and the ends of its 95 % interval; None where it is not defined."""


@dataclass(frozen=True, slots=True)
class NodeErrors:
    """How often a classifier is right about a node: one cell of an evaluation.

    Of ``n`` sentences of this language and kind (or ``all``), ``n_eff`` effective ones by Kish;
    ``tp``, ``fp``, ``fn`` and ``tn`` are weighted sums of sentences.
    """

    node: str
    lang: str
    kind: str
    n: int
    n_eff: float
    tp: float
    fp: float
    fn: float
    tn: float
    precision: Estimate
    recall: Estimate
    f1: Estimate
