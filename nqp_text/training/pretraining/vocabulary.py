"""The WordPiece vocabulary, fitted on the text: NFKC, lower case, every common Han character."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tokenizers import Tokenizer

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
PAD, UNK, CLS, SEP, MASK = range(5)

# Signs of filings that a sample may miss but a reader of tables meets every day.
SIGNS = (
    "0123456789abcdefghijklmnopqrstuvwxyz%‰℃°±×÷≤≥≈~～￥¥$€£§№·•●■□▲△※→"
    "“”‘’「」『』《》〈〉【】〔〕（）—…、。，；：？！＋"
)


def common_han() -> str:
    """The 6,763 Han characters of GB 2312: the common ones, decoded from the code table itself."""
    return "".join(
        bytes((high, low)).decode("gb2312", "ignore")
        for high in range(0xB0, 0xF8)
        for low in range(0xA1, 0xFF)
    )


def fit_vocabulary(lines: Iterable[str], size: int = 24_000) -> Tokenizer:
    """A tokenizer of at most ``size`` pieces; Han characters are pieces of their own."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers

    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]", max_input_chars_per_word=64))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFKC(),
            normalizers.BertNormalizer(
                clean_text=True, handle_chinese_chars=True, strip_accents=False, lowercase=True
            ),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    trainer = trainers.WordPieceTrainer(
        vocab_size=size,
        special_tokens=list(SPECIAL),
        initial_alphabet=sorted(set(common_han() + SIGNS)),
        limit_alphabet=min(9_500, max(size // 2, 7_200)),
        min_frequency=3,
        show_progress=False,
    )
    tokenizer.train_from_iterator(lines, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", CLS), ("[SEP]", SEP)],
    )
    return tokenizer


def unknown_rate(tokenizer: Tokenizer, lines: Iterable[str]) -> float:
    """Share of tokens that are ``[UNK]`` on text that the vocabulary was not fitted on."""
    tokens = unknown = 0
    for batch in _batches(lines, 2_000):
        for encoding in tokenizer.encode_batch(batch, add_special_tokens=False):
            tokens += len(encoding.ids)
            unknown += encoding.ids.count(UNK)
    return unknown / tokens if tokens else 0.0


def _batches(lines: Iterable[str], size: int) -> Iterator[list[str]]:
    batch: list[str] = []
    for line in lines:
        batch.append(line)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
