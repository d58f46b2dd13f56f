"""Texts that were read before, kept on disk so that a changed lexicon does not read them again.

One file a text, ``texts/ab/abcd...-READER.nqptext``: the hash of the document's bytes, and the hash
of everything that decides what is read of them (see ``pipeline.keys``). A damaged entry is no
entry. The cache never makes a document fail: where it cannot write, it does not.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from nqp_text.records import Document
from nqp_text.storage.files import TEMPORARY, replaced
from nqp_text.storage.frames import DamagedFrame
from nqp_text.storage.texts import decode_document, encode_document

SUFFIX = ".nqptext"
MEGABYTE = 1_000_000
ROOM_LEFT = 500 * MEGABYTE
"""Free space that the cache leaves on its disk."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A kept text: its file, its bytes, and when it was last used (seconds since the epoch)."""

    file: Path
    size: int
    used: float


class TextCache:
    """The texts in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "texts"

    def file_of(self, doc_id: str, reader: str) -> Path:
        """Where the text of a document lies, whether it is there or not."""
        return self.folder / doc_id[:2] / f"{doc_id}-{reader}{SUFFIX}"

    def get_bytes(self, doc_id: str, key: str) -> bytes | None:
        """What ``put_bytes`` kept under this key, or None."""
        file = self.file_of(doc_id, key)
        try:
            data = file.read_bytes()
            os.utime(file)  # used now
        except OSError:
            return None
        return data

    def get(self, doc_id: str, reader: str, path: str) -> Document | None:
        """The document with these bytes as this reader read it, or None."""
        file = self.file_of(doc_id, reader)
        try:
            document = decode_document(file.read_bytes(), path)
        except OSError:
            return None
        except DamagedFrame:
            with suppress(OSError):
                file.unlink()
            return None
        if document.doc_id != doc_id:
            return None
        with suppress(OSError):
            os.utime(file)  # used now
        return document

    def put(self, document: Document, reader: str) -> bool:
        """Keep a text if there is room; says whether it was kept."""
        return self.put_bytes(encode_document(document), document.doc_id, reader)

    def put_bytes(self, data: bytes, doc_id: str, key: str) -> bool:
        """Keep what was made of a document with these bytes; says whether it was kept."""
        file = self.file_of(doc_id, key)
        try:
            if not self.folder.is_dir():
                self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if shutil.disk_usage(self.folder).free < ROOM_LEFT:
                return False
            with replaced(file, durable=False) as temporary:  # checked when read: no need to wait
                temporary.write_bytes(data)
        except OSError:
            return False
        return True

    def entries(self) -> Iterator[Entry]:
        """Everything in the cache, what killed processes left behind included."""
        for parent, _, names in os.walk(self.folder):
            for name in names:
                if not name.endswith((SUFFIX, TEMPORARY)):
                    continue
                file = Path(parent, name)
                with suppress(OSError):
                    found = file.stat()
                    yield Entry(file, found.st_size, found.st_mtime)

    def trim(self, limit: int, *, unused_since: float = 0.0) -> list[Entry]:
        """Delete the longest unused texts until ``limit`` bytes are left; returns them.

        With them go all that were not used since a time in seconds since the epoch.
        """
        total = sum(entry.size for entry in self.entries())
        if total <= limit and not unused_since:
            return []  # as nearly always: no list of a hundred thousand files is made
        entries = sorted(self.entries(), key=lambda entry: (entry.used, str(entry.file)))
        deleted: list[Entry] = []
        for entry in entries:
            if total <= limit and entry.used >= unused_since:
                break
            with suppress(OSError):
                entry.file.unlink()
                deleted.append(entry)
                total -= entry.size
        return deleted
