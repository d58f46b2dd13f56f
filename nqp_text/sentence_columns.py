"""The sentences of a document as columns: a record is made only for a sentence that is asked for.

A report has some ten thousand sentences, and a lexicon finds something in a few hundred of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args, overload

from nqp_text.records import BlockKind, Language, Sentence

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BLOCKS: tuple[BlockKind, ...] = get_args(BlockKind)
LANGUAGES: tuple[Language, ...] = get_args(Language)


@dataclass(frozen=True, slots=True)
class SentenceColumns(Sequence[Sentence]):
    """A sequence of ``Sentence`` kept as columns, all of one length.

    ``blocks`` and ``languages`` are positions in ``BLOCKS`` and ``LANGUAGES``, ``sections`` in
    ``section_names``. ``starts`` and ``ends`` are offsets into ``text``.
    """

    text: str
    section_names: tuple[str, ...]
    ids: NDArray[np.int32]
    pages: NDArray[np.int32]
    sections: NDArray[np.uint16]
    blocks: NDArray[np.uint8]
    languages: NDArray[np.uint8]
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.ids)

    @overload
    def __getitem__(self, place: int) -> Sentence: ...

    @overload
    def __getitem__(self, place: slice) -> SentenceColumns: ...

    def __getitem__(self, place: int | slice) -> Sentence | SentenceColumns:
        if isinstance(place, slice):
            return self.only(place)
        start, end = int(self.starts[place]), int(self.ends[place])
        return Sentence(
            int(self.ids[place]),
            int(self.pages[place]),
            self.section_names[self.sections[place]],
            BLOCKS[self.blocks[place]],
            LANGUAGES[self.languages[place]],
            start,
            end,
            self.text[start:end],
        )

    def __iter__(self) -> Iterator[Sentence]:
        names, text = self.section_names, self.text
        for number, page, section, block, language, start, end in zip(
            self.ids.tolist(),
            self.pages.tolist(),
            self.sections.tolist(),
            self.blocks.tolist(),
            self.languages.tolist(),
            self.starts.tolist(),
            self.ends.tolist(),
            strict=True,
        ):
            yield Sentence(
                number,
                page,
                names[section],
                BLOCKS[block],
                LANGUAGES[language],
                start,
                end,
                text[start:end],
            )

    def texts_in(self, language: Language) -> tuple[list[int], list[str]]:
        """Positions and texts of the sentences in a language."""
        import numpy as np

        places = np.flatnonzero(self.languages == LANGUAGES.index(language))
        bounds = zip(self.starts[places].tolist(), self.ends[places].tolist(), strict=True)
        return places.tolist(), [self.text[start:end] for start, end in bounds]

    def only(self, which: Any) -> SentenceColumns:
        """The sentences that a mask, an array of positions or a slice picks."""
        return SentenceColumns(
            self.text,
            self.section_names,
            self.ids[which],
            self.pages[which],
            self.sections[which],
            self.blocks[which],
            self.languages[which],
            self.starts[which],
            self.ends[which],
        )
