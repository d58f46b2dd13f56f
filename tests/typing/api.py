"""The public names as a typed program uses them; mypy --strict must accept every line."""

from __future__ import annotations

from pathlib import Path

import nqp_text
from nqp_text import (
    Document,
    DocumentError,
    Mention,
    NqpError,
    Run,
    Sentence,
    Settings,
    TaggedText,
)

settings: Settings = Settings(method="lexicon", section="mdna", workers=2)


def sentences_of(file: Path) -> tuple[Sentence, ...]:
    try:
        document: Document = nqp_text.read(file, ocr="off")
    except DocumentError as error:
        status: str = error.status
        raise SystemExit(f"{status}: {error.fix}") from error
    return nqp_text.split(document)


def nodes_in(file: Path) -> list[str]:
    mentions: tuple[Mention, ...] = nqp_text.tag(sentences_of(file), kind="firm")
    return [mention.node for mention in mentions]


def one(text: str) -> tuple[Mention, ...]:
    return nqp_text.tag(text)


def shown(text: str) -> int:
    tagged: TaggedText = nqp_text.annotate(text, kind="gov", language="zh")
    return len(tagged.to_polars()) + sum(len(mention.evidence) for mention in tagged)


def whole(folder: Path, out: Path) -> float:
    try:
        run: Run = nqp_text.scan([folder, "more/*.pdf"], out, mode="fresh", workers=2)
    except NqpError as error:
        raise SystemExit(error.what) from error
    again: Run = nqp_text.load_run(run.folder)
    return float(again.index.collect()["value"].sum())
