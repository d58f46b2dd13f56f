"""Evidence by hiding words: the same as if all was read again each time, in bounded work."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from nqp_text.resources import data_path, has_data
from nqp_text.tagging.model_evidence import Span, all_spans, choose_spans
from nqp_text.tagging.model_folder import NETWORK, ModelFolder, open_model
from nqp_text.tagging.model_input import ModelSentence, Pieces, pieces_of
from nqp_text.tagging.model_parts import read_tokenizer
from nqp_text.tagging.network import Network, Window
from nqp_text.tagging.stretches import needed_of_whole

pytestmark = pytest.mark.skipif(not has_data("models", "nqp-mini"), reason="no model is shipped")

PARTS = (
    "公司召开董事会会议，审议并通过了定期报告和利润分配方案，",
    "机房里新添了上万张加速卡，用来训练自家的大参数网络，",
    "厂房屋顶铺满光伏组件，全年发电两千万千瓦时，",
    "并与三所大学共同培养研究生，",
)


class CountingNetwork(Network):
    """The network, and how many inputs it has read."""

    count = 0

    def read(
        self, windows: Sequence[Window], said: Callable[[int, int], object] | None = None
    ) -> NDArray[np.float32]:
        self.count += len(windows)
        return super().read(windows, said)


@pytest.fixture(scope="module")
def folder() -> ModelFolder:
    return open_model(data_path("models", "nqp-mini"))


@pytest.fixture
def network(folder: ModelFolder) -> CountingNetwork:
    return CountingNetwork(
        folder.path / NETWORK, folder.pieces, len(folder.nodes), 1, folder.special
    )


def pieces(folder: ModelFolder, text: str) -> Pieces:
    (found,) = pieces_of([ModelSentence(text, "firm", "zh")], read_tokenizer(folder), ["compute"])
    return found


def by_reading_all(network: Network, found: Pieces, column: int, mask: int) -> Span:
    spans = all_spans(len(found.ids))
    hidden = [
        replace(found, ids=(*found.ids[:a], *[mask] * (b - a), *found.ids[b:])) for a, b in spans
    ]
    return spans[int(network.logits(hidden)[:, column].argmin())]


@pytest.mark.parametrize("order", [(1, 0), (0, 0, 0, 0, 0, 0, 1), (0, 2, 0, 3, 0, 0, 1, 0, 0)])
def test_the_words_are_those_that_matter_most_of_all(
    folder: ModelFolder, network: CountingNetwork, order: tuple[int, ...]
) -> None:
    found = pieces(folder, "".join(PARTS[number] for number in order))
    column = folder.nodes.index("path.compute")
    mask = folder.special.mask
    expected = by_reading_all(network, found, column, mask)

    assert choose_spans([(found, column, None)], network, mask) == [expected]
    some = [(0, 2), expected, (4, 6)]
    assert choose_spans([(found, column, some)], network, mask) == [expected]


def test_work_does_not_grow_with_the_square_of_the_length(
    folder: ModelFolder, network: CountingNetwork
) -> None:
    column = folder.nodes.index("path.compute")
    counts = []
    for often in (10, 20, 40):
        found = pieces(folder, PARTS[0] * often + PARTS[1])
        network.count = 0
        ((start, _),) = choose_spans([(found, column, None)], network, folder.special.mask)
        assert start > len(found.ids) - 30, "also beyond the first 256 pieces"
        counts.append(network.count - len(network.windows(found)))

    assert max(counts) <= 3 * folder.pieces / 2
    assert max(counts) <= 1.5 * min(counts)


def test_words_are_looked_for_in_one_stretch_of_a_sentence_only() -> None:
    scores = np.array([[0.9, 0.2], [0.8, 0.7], [0.95, 0.6], [0.5, 0.5]])
    decided = [(0, 0), (1, 0), (1, 1), (2, 0), (2, 1), (3, 0)]

    assert needed_of_whole(decided, [0, 0, 0, 1], scores, {(2, 1)}) == [
        (1, 1),
        (2, 0),
        (2, 1),
        (3, 0),
    ]
