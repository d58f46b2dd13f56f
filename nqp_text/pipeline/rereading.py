"""The documents of a finished run once more: their counted sentences, for who wants to see them.

A run folder keeps the sentences that say something; an audit also needs those that do not.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from functools import partial
from pathlib import Path
from typing import Any

from nqp_text import text
from nqp_text.errors import NqpError
from nqp_text.executors.answers import Codec
from nqp_text.executors.local import run_tasks
from nqp_text.executors.serial import run_here
from nqp_text.index.counting import has_letter
from nqp_text.pipeline.counted import counted_sentences
from nqp_text.pipeline.document import limits_of
from nqp_text.pipeline.schedule import file_hash
from nqp_text.pipeline.texts_read import read_text
from nqp_text.records import Failure, Kind, Sentence
from nqp_text.settings import Settings, load_settings


@dataclass(frozen=True, slots=True)
class Again:
    """A file to read once more, with the kind that its document had in the run."""

    file: str
    kind: Kind


def settings_of_run(manifest: dict[str, Any], **changed: object) -> Settings:
    """The settings that the run was made with, with some of them changed."""
    known = {field.name for field in fields(Settings)}
    given = {key: value for key, value in manifest.get("settings", {}).items() if key in known}
    return load_settings(given | changed, environment={})


def find_again(path: str, doc_id: str, folders: Iterable[Path] = ()) -> Path:
    """Where the file of a run lies now: as named, or in one of the folders. Its bytes must agree.

    Raises ``NqpError`` if it is gone or has changed.
    """
    name = Path(path)
    tried = [name, *(each for folder in folders for each in (folder / name, folder / name.name))]
    present = [candidate for candidate in tried if candidate.is_file()]
    for candidate in present:
        if file_hash(str(candidate)) == doc_id:
            return candidate
    if present:
        raise NqpError(
            "A document has changed since the run.",
            where=str(present[0]),
            fix="Scan again, or give the folder with the old files as --sources.",
        )
    raise NqpError(
        "A document of the run is not where it was.",
        where=path,
        fix="Run this where nqp scan ran, or give the documents' folder as --sources.",
    )


def counted_again(
    files: Sequence[Again], settings: Settings, *, isolated: bool = True
) -> Iterator[tuple[int, tuple[Sentence, ...] | Failure]]:
    """Position and counted sentences of each file, in the order of completion.

    They are the sentences that the run counted, as long as files and settings are the same.
    """
    work = partial(_counted, settings=settings)
    if not isolated:
        return run_here(work, files)
    return run_tasks(
        work,
        files,
        workers=min(settings.worker_count, max(1, len(files))),
        limits=limits_of(settings),
        start_method=settings.start_method,
        codec=Codec(_encoded, _decoded),
    )


def _counted(again: Again, settings: Settings) -> tuple[Sentence, ...]:
    document = read_text(again.file, settings)
    sentences = text.split_columns(document, text.find_sections(document, again.kind))
    counted = counted_sentences(sentences, settings)
    return tuple(sentence for sentence in counted if has_letter(sentence.text))


def _encoded(sentences: tuple[Sentence, ...]) -> bytes:
    return json.dumps([astuple(sentence) for sentence in sentences]).encode("ascii")


def _decoded(data: bytes) -> tuple[Sentence, ...]:
    """Sentences from a child process, which has read files of strangers: checked."""
    kinds = (int, int, str, str, str, int, int, str)
    rows = json.loads(data)
    if not isinstance(rows, list):
        raise ValueError("no list of sentences")
    for row in rows:
        if not isinstance(row, list) or tuple(map(type, row)) != kinds:
            raise ValueError("a row is no sentence")
    return tuple(Sentence(*row) for row in rows)
