"""The transformer's logits, computed by onnxruntime: the same for a sentence in any batch.

Sentences of like length go together, so that little is padded. A sentence that is longer than the
model reads is cut into windows that overlap by half; a node gets the highest logit of the windows,
an attribute those of the window that is surest of a node.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nqp_text.tagging.model_input import OWN_SPECIAL_PIECES, Pieces, SpecialPieces

if TYPE_CHECKING:
    from numpy.typing import NDArray

BATCH_PIECES = 1_024
"""Pieces, padding included, that go through the network at once.

What one layer makes of them stays in a core's cache: with 4,096 a report takes a quarter longer.
"""


class Network:
    """A session of onnxruntime on the CPU."""

    def __init__(
        self,
        path: Path,
        pieces: int,
        nodes: int,
        threads: int = 1,
        special: SpecialPieces = OWN_SPECIAL_PIECES,
    ) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session: Any = onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"]
        )
        self._pieces = pieces
        self._nodes = nodes
        self._special = special

    def logits(
        self, sentences: Sequence[Pieces], said: Callable[[int, int], object] | None = None
    ) -> NDArray[np.float32]:
        """Logits of every output: (sentences, outputs); what is asked twice is computed once.

        ``said`` hears how many are done.
        """
        places = {(sentence.ids, sentence.context): at for at, sentence in enumerate(sentences)}
        if len(places) < len(sentences):
            row_of = {key: row for row, key in enumerate(places)}
            once = self.logits([sentences[at] for at in places.values()], said)
            return once[[row_of[sentence.ids, sentence.context] for sentence in sentences]]
        rows: list[tuple[int, list[int], int]] = []
        for number, sentence in enumerate(sentences):
            rows += [
                (number, *window) for window in windows_of(sentence, self._pieces, self._special)
            ]
        order = sorted(range(len(rows)), key=lambda at: (len(rows[at][1]), at))
        found: list[NDArray[np.float32]] = [np.zeros(0, dtype=np.float32)] * len(rows)
        done = 0
        for batch in _batches(order, [len(row[1]) for row in rows]):
            done += len(batch)
            if said:
                said(done, len(rows))
            for at, values in zip(batch, self._run([rows[at] for at in batch]), strict=True):
                found[at] = values
        return self._joined(rows, found, len(sentences))

    def _run(self, rows: Sequence[tuple[int, list[int], int]]) -> NDArray[np.float32]:
        width = max(len(ids) for _, ids, _ in rows)
        ids = np.full((len(rows), width), self._special.pad, dtype=np.int64)
        kinds, real = np.zeros_like(ids), np.zeros_like(ids)
        for row, (_, values, second) in enumerate(rows):
            ids[row, : len(values)] = values
            kinds[row, second : len(values)] = 1
            real[row, : len(values)] = 1
        (logits,) = self._session.run(
            None,
            {
                "input_ids": ids,
                "attention_mask": real,
                "token_type_ids": kinds,
            },
        )
        result: NDArray[np.float32] = logits
        return result

    def _joined(
        self,
        rows: Sequence[tuple[int, list[int], int]],
        found: Sequence[NDArray[np.float32]],
        count: int,
    ) -> NDArray[np.float32]:
        joined: list[NDArray[np.float32]] = []
        begin = 0
        for number in range(count):
            end = begin
            while end < len(rows) and rows[end][0] == number:
                end += 1
            windows = np.stack(found[begin:end])
            best = windows[:, : self._nodes].max(0)
            surest = windows[windows[:, : self._nodes].max(1).argmax()]
            joined.append(np.concatenate([best, surest[self._nodes :]]))
            begin = end
        return np.stack(joined) if joined else np.zeros((0, self._nodes), dtype=np.float32)


def windows_of(
    sentence: Pieces, pieces: int, special: SpecialPieces = OWN_SPECIAL_PIECES
) -> list[tuple[list[int], int]]:
    """The inputs of a sentence, each with the place where its second segment begins."""
    head = [special.cls, *sentence.context, special.sep]
    room = pieces - len(head) - 1
    ids = sentence.ids
    starts = [0]
    while starts[-1] + room < len(ids):
        starts.append(min(starts[-1] + room // 2, len(ids) - room))
    return [([*head, *ids[start : start + room], special.sep], len(head)) for start in starts]


def _batches(order: Sequence[int], lengths: Sequence[int]) -> list[list[int]]:
    """Runs of ``order`` (shortest first) whose padded size stays within ``BATCH_PIECES``."""
    batches: list[list[int]] = []
    for at in order:
        if batches and (len(batches[-1]) + 1) * lengths[at] <= BATCH_PIECES:
            batches[-1].append(at)
        else:
            batches.append([at])
    return batches
