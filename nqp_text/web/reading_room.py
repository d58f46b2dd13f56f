"""Documents that are being looked at: read once in a child process, and kept for a while."""

from __future__ import annotations

import threading
from collections import OrderedDict
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from nqp_text.errors import DocumentError
from nqp_text.executors.local import Limits
from nqp_text.records import Kind
from nqp_text.settings import Settings
from nqp_text.web.answers import PAGE_IMAGES, READ_DOCUMENTS, TAGGED_TEXTS
from nqp_text.web.child_tasks import (
    Drawing,
    Lines,
    Pasted,
    ReadDocument,
    Reading,
    TaggedText,
    do,
)
from nqp_text.web.desk import Desk
from nqp_text.web.opened_run import OpenedRun
from nqp_text.web.originals import Originals

DOCUMENTS_KEPT = 6
PAGE_LIMITS = Limits(120.0, 1024)
TEXT_LIMITS = Limits(300.0, 2048)
"""The first text pays for loading lexicon and models, on a busy machine many times its price."""


class ReadingRoom:
    """Three desks: for documents, for page images, and for pasted text."""

    def __init__(self, settings: Settings, originals: Originals) -> None:
        limits = Limits(settings.limit_seconds, settings.limit_memory)
        start = settings.start_method
        self._settings = settings
        self._originals = originals
        self._readers: Desk[Reading, ReadDocument] = Desk(
            do, limits, start, "reader", READ_DOCUMENTS
        )
        self._drawers: Desk[Drawing, bytes] = Desk(do, PAGE_LIMITS, start, "drawer", PAGE_IMAGES)
        self._taggers: Desk[Pasted | Lines, Any] = Desk(
            do, TEXT_LIMITS, start, "tagger", TAGGED_TEXTS
        )
        self._kept: OrderedDict[tuple[str, str], Future[ReadDocument]] = OrderedDict()
        self._lock = threading.Lock()

    def read(self, run: OpenedRun, row: dict[str, Any]) -> ReadDocument:
        """The document of a row. Raises ``DocumentError`` that says why it cannot be shown."""
        path = self._path(run, row)
        ocr = bool(run.manifest.get("ocr_used")) and bool(row["pages_ocr"])
        kind: Kind = row["kind"] or "other"
        key = (str(row["doc_id"]), kind)
        with self._lock:
            answer = self._kept.get(key)
            if answer is None:
                answer = self._readers.submit(Reading(str(path), key[0], kind, ocr))
                self._kept[key] = answer
            self._kept.move_to_end(key)
            while len(self._kept) > DOCUMENTS_KEPT:
                self._kept.popitem(last=False)
        try:
            return answer.result()
        except Exception:
            with self._lock:
                self._kept.pop(key, None)  # the next one who asks tries again
            raise

    def draw(self, run: OpenedRun, row: dict[str, Any], number: int, width: int) -> bytes:
        """A page of a PDF as PNG. Raises ``DocumentError``."""
        path = self._path(run, row)
        return self._drawers.ask(Drawing(str(path), str(row["doc_id"]), number, width))

    def tag(self, text: str, kind: Any = None) -> TaggedText:
        """A pasted text, split and tagged."""
        tagged: TaggedText = self._taggers.ask(Pasted(text, kind, self._settings))
        return tagged

    def tag_lines(self, lines: Lines) -> list[dict[str, Any]]:
        """The records of sentences, each tagged on its own."""
        tagged: list[dict[str, Any]] = self._taggers.ask(lines)
        return tagged

    def state_of(self, run: OpenedRun, row: dict[str, Any]) -> str:
        """Is the document's file ``here``, ``absent`` or ``changed``?"""
        return self._originals.find(run, row).state

    def _path(self, run: OpenedRun, row: dict[str, Any]) -> Path:
        found = self._originals.find(run, row)
        if found.path is None:
            what = (
                "The file has changed since it was scanned."
                if found.state == "changed"
                else "The file of this document is not here any more."
            )
            raise DocumentError(
                what,
                where=str(row["path"]),
                fix="Start the server with --documents FOLDER, where the file lies.",
            )
        return found.path

    def close(self) -> None:
        """End the child processes."""
        for desk in (self._readers, self._drawers, self._taggers):
            desk.close()
