"""The transformer's logits, computed by onnxruntime: the same for a sentence in any batch.

Sentences of like length go together, so that little is padded. A sentence that is longer than the
model reads is cut into windows that overlap by half; a node gets the highest logit of the windows,
an attribute those of the window that is surest of a node.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from nqp_text.errors import ModelError
from nqp_text.tagging.model_files import AGAIN
from nqp_text.tagging.model_input import OWN_SPECIAL_PIECES, Pieces, SpecialPieces
from nqp_text.tagging.model_labels import output_names

if TYPE_CHECKING:
    from numpy.typing import NDArray

BATCH_PIECES = 1_024
"""Pieces, padding included, that go through the network at once.

What one layer makes of them stays in a core's cache: with 4,096 a report takes a quarter longer.
"""


class Window(NamedTuple):
    """An input of the network: where its second segment begins, and with which of the pieces."""

    ids: list[int]
    second: int
    start: int

    @property
    def end(self) -> int:
        """The first of the sentence's pieces that is behind this window."""
        return self.start + len(self.ids) - self.second - 1


class Network:
    """A session of onnxruntime on the CPU. Raises ``ModelError`` for a file that is none."""

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
        options.log_severity_level = 4
        self._path = path
        self._pieces = pieces
        self._nodes = nodes
        self._special = special
        try:
            self._session: Any = onnxruntime.InferenceSession(
                str(path), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # onnxruntime's errors have no common class of their own
            raise self._unusable(error) from error

    def check(self, vocabulary: int) -> None:
        """Does it read the longest input, and every piece, and answer with a column an output?

        Raises ``ModelError`` where not: what is cut to fit would be silently wrong.
        """
        longest = [vocabulary - 1] * (self._pieces - 2)
        probe = Window([self._special.cls, *longest, self._special.sep], 1, 0)
        try:
            shape = self.read([probe]).shape
        except Exception as error:  # an input it has not, a piece or a place beyond its tables
            raise self._unusable(error) from error
        outputs = len(output_names(())) + self._nodes
        if shape != (1, outputs):
            raise ModelError(
                f"The network has the outputs {shape}; {self._nodes} nodes and the attributes "
                f"need (1, {outputs}).",
                where=str(self._path),
                fix=AGAIN,
            )

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
        windows = [self.windows(sentence) for sentence in sentences]
        found = self.read([window for own in windows for window in own], said)
        return self._joined(found, list(map(len, windows)))

    def windows(self, sentence: Pieces) -> list[Window]:
        """The inputs in which it reads a sentence."""
        return windows_of(sentence, self._pieces, self._special)

    def read(
        self, windows: Sequence[Window], said: Callable[[int, int], object] | None = None
    ) -> NDArray[np.float32]:
        """Logits of every output for single inputs: (windows, outputs)."""
        order = sorted(range(len(windows)), key=lambda at: (len(windows[at].ids), at))
        found: list[NDArray[np.float32]] = [np.zeros(0, dtype=np.float32)] * len(windows)
        done = 0
        for batch in _batches(order, [len(window.ids) for window in windows]):
            done += len(batch)
            if said:
                said(done, len(windows))
            for at, values in zip(batch, self._run([windows[at] for at in batch]), strict=True):
                found[at] = values
        return np.stack(found) if found else np.zeros((0, self._nodes), dtype=np.float32)

    def _run(self, rows: Sequence[Window]) -> NDArray[np.float32]:
        width = max(len(window.ids) for window in rows)
        ids = np.full((len(rows), width), self._special.pad, dtype=np.int64)
        kinds, real = np.zeros_like(ids), np.zeros_like(ids)
        for row, (values, second, _) in enumerate(rows):
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

    def _joined(self, found: NDArray[np.float32], counts: Sequence[int]) -> NDArray[np.float32]:
        joined: list[NDArray[np.float32]] = []
        begin = 0
        for count in counts:
            windows = found[begin : begin + count]
            best = windows[:, : self._nodes].max(0)
            surest = windows[windows[:, : self._nodes].max(1).argmax()]
            joined.append(np.concatenate([best, surest[self._nodes :]]))
            begin += count
        return np.stack(joined) if joined else np.zeros((0, self._nodes), dtype=np.float32)

    def _unusable(self, error: Exception) -> ModelError:
        return ModelError(
            f"The network cannot be used: {' '.join(str(error).split())[:300]}.",
            where=str(self._path),
            fix=AGAIN,
        )


def windows_of(
    sentence: Pieces, pieces: int, special: SpecialPieces = OWN_SPECIAL_PIECES
) -> list[Window]:
    """The inputs of a sentence, of at most so many pieces.

    A context that would take more than half of them is cut: first the beginning of the sentence
    before, then the end of what the lexicon found.
    """
    context = _shortened(sentence, max(0, pieces // 2 - 2))
    head = [special.cls, *context, special.sep]
    room = max(1, pieces - len(head) - 1)
    ids = sentence.ids
    starts = [0]
    while starts[-1] + room < len(ids):
        starts.append(min(starts[-1] + max(1, room // 2), len(ids) - room))
    return [
        Window([*head, *ids[start : start + room], special.sep], len(head), start)
        for start in starts
    ]


def _shortened(sentence: Pieces, most: int) -> tuple[int, ...]:
    context = sentence.context
    if len(context) <= most:
        return context
    kept = context[: min(sentence.kept, most)]
    return kept + context[len(context) - most + len(kept) :]


def _batches(order: Sequence[int], lengths: Sequence[int]) -> list[list[int]]:
    """Runs of ``order`` (shortest first) whose padded size stays within ``BATCH_PIECES``."""
    batches: list[list[int]] = []
    for at in order:
        if batches and (len(batches[-1]) + 1) * lengths[at] <= BATCH_PIECES:
            batches[-1].append(at)
        else:
            batches.append([at])
    return batches
