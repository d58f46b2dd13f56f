"""Paragraphs that differ from an earlier one in a few names only: found by MinHash.

Broder, A. (1997), "On the resemblance and containment of documents"; banding as in Leskovec,
Rajaraman and Ullman, "Mining of Massive Datasets", chapter 3. A paragraph keeps 96 bytes here,
whatever its length; paragraphs that share a band of four minima are compared by all of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

SHINGLE = 6
"""Letters in a shingle."""
BANDS, ROWS = 6, 4
SHORTEST = 60
"""Letters that a paragraph needs to be compared: templates of a line are sentences that repeat."""
RESEMBLANCE = 0.79
"""Estimated share of common shingles from which on the later paragraph is dropped."""
BATCH_LETTERS = 500_000

_GENERATOR = np.random.default_rng(20_240_905)
_FACTORS = _GENERATOR.integers(1 << 40, 1 << 63, BANDS * ROWS, dtype=np.uint64) | np.uint64(1)


@dataclass(slots=True)
class NearDuplicates:
    """Takes the letters of paragraphs one by one, then says which ones are copies."""

    count: int = 0
    _batch: list[str] = field(default_factory=list)
    _numbers: list[int] = field(default_factory=list)
    _size: int = 0
    _minima: list[NDArray[np.uint32]] = field(default_factory=list)

    def add(self, letters: str) -> None:
        """The next paragraph."""
        if len(letters) >= SHORTEST:
            self._batch.append(letters)
            self._numbers.append(self.count)
            self._size += len(letters)
            if self._size >= BATCH_LETTERS:
                self._flush()
        self.count += 1

    def copies(self) -> NDArray[np.bool_]:
        """True at each paragraph that resembles an earlier one."""
        self._flush()
        found = np.zeros(self.count, dtype=bool)
        if self._minima:
            found[np.array(self._numbers)[_later_copies(np.concatenate(self._minima))]] = True
        return found

    def _flush(self) -> None:
        if self._batch:
            self._minima.append(_minima(self._batch))
        self._batch.clear()
        self._size = 0


def _minima(texts: list[str]) -> NDArray[np.uint32]:
    """(texts, BANDS * ROWS): the smallest value of each hash over the shingles of each text."""
    glued = "".join(texts).encode("utf-32-le", "surrogatepass")
    codes = np.frombuffer(glued, dtype="<u4").astype(np.uint64)
    lengths = np.array([len(text) for text in texts])
    begins = np.cumsum(lengths) - lengths
    shingles = np.zeros(len(codes), dtype=np.uint64)
    for offset in range(SHINGLE):
        shingles *= np.uint64(0x9E3779B97F4A7C15)
        shingles[: len(codes) - offset] += codes[offset:]
    inside = np.ones(len(codes), dtype=bool)
    for offset in range(1, SHINGLE):
        inside[begins + lengths - offset] = False
    shingles = shingles[inside]
    shingles ^= shingles >> np.uint64(29)
    begins = np.concatenate([[0], np.cumsum(lengths - SHINGLE + 1)[:-1]])
    found = np.empty((len(texts), len(_FACTORS)), dtype=np.uint32)
    for number, factor in enumerate(_FACTORS):
        values = ((shingles * factor) >> np.uint64(32)).astype(np.uint32)
        found[:, number] = np.minimum.reduceat(values, begins)
    return found


def _later_copies(minima: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Rows that agree with an earlier row of the same band in enough minima."""
    copies = np.zeros(len(minima), dtype=bool)
    for band in range(BANDS):
        values = np.ascontiguousarray(minima[:, band * ROWS : (band + 1) * ROWS])
        keys = values.view(f"V{4 * ROWS}").ravel()
        _, first, group = np.unique(keys, return_index=True, return_inverse=True)
        for earlier in (first[group], _predecessors(group)):
            later = np.flatnonzero(earlier < np.arange(len(minima)))
            alike = (minima[later] == minima[earlier[later]]).mean(axis=1)
            copies[later[alike >= RESEMBLANCE]] = True
    return copies


def _predecessors(group: NDArray[np.int64]) -> NDArray[np.int64]:
    """For each row the row of its group before it; itself for the first."""
    order = np.argsort(group, kind="stable")
    before = np.arange(len(group))
    same = group[order[1:]] == group[order[:-1]]
    before[order[1:][same]] = order[:-1][same]
    return before
