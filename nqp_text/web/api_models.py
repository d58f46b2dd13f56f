"""What the JSON endpoints take and give, for the checks of requests and for OpenAPI."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from nqp_text.records import Actor, Kind, Language, Polarity, Stance

MAX_SENTENCES = 10_000
Text = Annotated[str, Field(max_length=1_000_000)]


class SentenceIn(BaseModel):
    """A sentence to label, with what is known about it."""

    text: Text
    kind: Kind = "firm"
    lang: Language | None = None
    prev: Text = Field("", description="The sentence before it.")


class TagRequest(BaseModel):
    """Sentences to label."""

    sentences: list[Text | SentenceIn] = Field(max_length=MAX_SENTENCES)
    kind: Kind = Field("firm", description="Whose text it is, for sentences given as strings.")


class Label(BaseModel):
    """A node and the words that show it; offsets count characters of the sentence."""

    node: str
    score: float
    start: int
    end: int
    evidence: str


class TaggedSentence(BaseModel):
    """A sentence with its labels, as a line of `nqp tag --format jsonl`."""

    n: int
    text: str
    lang: str
    labels: list[Label]
    stance: Stance | None
    actor: Actor | None
    polarity: Polarity | None


class TagAnswer(BaseModel):
    """The sentences in the order of the request."""

    sentences: list[TaggedSentence]


class RefusedFile(BaseModel):
    """A file that was not taken, and why."""

    name: str
    reason: str


class FileState(BaseModel):
    """A file that a scan has dealt with."""

    path: str
    status: str
    reason: str
    pages: int
    mentions: int


class StepState(BaseModel):
    """How far a file in work is read (pages) or tagged (sentences)."""

    what: Literal["pages", "sentences"]
    done: int
    total: int


class JobState(BaseModel):
    """A scan, as far as it has come."""

    id: str
    state: Literal["waiting", "running", "done", "failed", "cancelled"]
    done: int
    total: int
    seconds: float
    run: str | None
    error: str | None
    refused: list[RefusedFile]
    files: list[FileState]
    steps: dict[str, StepState]


class RunSummary(BaseModel):
    """A run in numbers; `mentions` are affirmed ones by node."""

    id: str
    documents: int
    statuses: dict[str, int]
    pages: int
    pages_read: int
    sentences: int
    mentions: dict[str, int]
    problems: list[str]
    manifest: dict[str, Any]


class Evidence(BaseModel):
    """A page of mentions; `total` counts all that match."""

    total: int
    page: int
    pages: int
    mentions: list[dict[str, Any]]


class SentenceLabel(BaseModel):
    """A node that a sentence is labelled with."""

    node: str
    score: float
    tagger: str


class SentenceOnPage(BaseModel):
    """A sentence of a page. `marks` are x, y, width, height in points."""

    sentence_id: int
    block: str
    section: str
    text: str
    labels: list[SentenceLabel]
    stance: str | None
    actor: str | None
    polarity: str | None
    marks: list[tuple[float, float, float, float]]


class PageOfDocument(BaseModel):
    """A page (or part) of a document; `problem` says what could not be shown."""

    number: int
    pages: int
    width: float | None
    height: float | None
    problem: str
    sentences: list[SentenceOnPage]


class AuditRequest(BaseModel):
    """What a person says about a sentence; no labels means that none is right."""

    doc_id: str
    sentence_id: int
    annotator: str
    labels: list[str]
    stance: Stance | None = None
    actor: Actor | None = None
    polarity: Polarity | None = None
