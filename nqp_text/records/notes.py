"""Notes behind the reason of a document: what the reader of a table should know beside it."""

from __future__ import annotations

LINK_NOTE = "a link that leads out of its folder, to "
"""Begins the note of a file that lies elsewhere; the path follows, and nothing behind it."""


def with_note(reason: str, note: str) -> str:
    """The reason, if there is one, and the note.

    >>> with_note("2 of 9 pages were not read.", "a note")
    '2 of 9 pages were not read.; a note'
    >>> with_note("", "a note")
    'a note'
    """
    return f"{reason}; {note}" if reason and note else reason or note
