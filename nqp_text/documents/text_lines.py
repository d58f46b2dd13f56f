"""A line of text as some tool wrote it, before paragraphs are known."""

from __future__ import annotations

from dataclasses import dataclass

from nqp_text.records import BlockKind


@dataclass(frozen=True, slots=True)
class TextLine:
    """``role`` is set where the source or the page layout says what the line is."""

    text: str
    page: int = 1
    role: BlockKind | None = None

    @property
    def blank(self) -> bool:
        """Whether there is nothing to read in the line."""
        return not self.text.strip()
