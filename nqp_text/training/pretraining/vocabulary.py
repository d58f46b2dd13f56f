"""The WordPiece vocabulary, fitted on the text: NFKC, lower case, every common Han character.

Frequent Chinese words are pieces too, so that the longest-match cut of WordPiece is the classic
forward maximum matching: sequences are a third shorter than with single characters, and a small
encoder need not spend its layers on spelling words. Pieces carry no continuation mark: a Han piece
means the same at the beginning of a clause and inside it.

Text is fitted, packed and read as its matching key (``match_key``), as ``nqp train`` and the tagger
give it to a network: traditional characters as simplified ones.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from nqp_text.normalize import match_key
from nqp_text.training.pretraining.cutting import cut_into_words

if TYPE_CHECKING:
    from tokenizers import Tokenizer

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
PAD, UNK, CLS, SEP, MASK = range(5)

# Signs of filings that a sample may miss but a reader of tables meets every day.
SIGNS = (
    "0123456789abcdefghijklmnopqrstuvwxyz%‰℃°±×÷≤≥≈~～￥¥$€£§№·•●■□▲△※→"
    "“”‘’「」『』《》〈〉【】〔〕（）—…、。，；：？！＋"
)
HAN_SHARE = 0.47
"""Share of the pieces behind the alphabet that are Chinese words; the rest is for other scripts."""
LONGEST_WORD = 6
LATIN_CHARACTERS = 150
"""Characters that pieces of more than one are made of, in the scripts that are not Chinese."""

_HAN_RUN = re.compile("[㐀-䶿一-鿿]+")


def common_han() -> str:
    """The 6,763 Han characters of GB 2312: the common ones, decoded from the code table itself."""
    return "".join(
        bytes((high, low)).decode("gb2312", "ignore")
        for high in range(0xB0, 0xF8)
        for low in range(0xA1, 0xFF)
    )


def fit_vocabulary(lines: Iterable[str], size: int = 24_000) -> Tokenizer:
    """A tokenizer of at most ``size`` pieces: characters, Chinese words, Latin words and parts.

    The same lines give the same tokenizer, byte for byte, on any number of threads.
    """
    words, characters, latin = _counted(lines)
    alphabet = list(dict.fromkeys(_normalizer().normalize_str(common_han() + SIGNS)))
    room = min(9_000, max(size // 2, len(alphabet) + 500))
    alphabet += [c for c, n in _ranked(characters) if n >= 20 and c not in set(alphabet)]
    alphabet = alphabet[:room]
    rest = size - len(SPECIAL) - len(alphabet)
    chinese = [w for w, n in _ranked(words) if n >= 20][: int(rest * HAN_SHARE)]
    other = _latin_pieces(latin, rest - len(chinese))
    pieces = list(dict.fromkeys([*SPECIAL, *alphabet, *chinese, *other]))[:size]
    tokenizer: Tokenizer = _with_pieces({piece: n for n, piece in enumerate(pieces)})
    return tokenizer


def _counted(lines: Iterable[str]) -> tuple[Counter[str], Counter[str], list[str]]:
    """Chinese words of two to six characters, characters, and the lines without Chinese runs."""
    import rjieba

    normalizer = _normalizer()
    words: Counter[str] = Counter()
    characters: Counter[str] = Counter()
    latin: list[str] = []
    for line in lines:
        text = normalizer.normalize_str(match_key(line))
        characters.update(text)
        runs = _HAN_RUN.findall(text)
        for run in runs:
            words.update(w for w in rjieba.cut(run, False) if 2 <= len(w) <= LONGEST_WORD)
        latin.append(_HAN_RUN.sub(" ", text) if runs else text)
    del characters[" "]
    return words, characters, latin


def _ranked(counts: Counter[str]) -> list[tuple[str, int]]:
    """Most frequent first; ties by the piece itself, so that a fit can be repeated exactly."""
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _latin_pieces(lines: list[str], size: int) -> list[str]:
    """Words and word parts of the other scripts, the most useful first.

    Byte pair encoding on characters without continuation marks. The trainer settles ties between
    equally frequent pairs by the numbers of the two pieces, which are those of the sorted alphabet
    and of the order of the merges. With marks, or with an alphabet that it has to cut, those
    numbers come from the random order of its tables.
    """
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers

    characters = Counter(character for line in lines for character in line)
    known = [c for c, _ in _ranked(characters) if c.isalnum()][:LATIN_CHARACTERS]
    if not known:
        return []
    other = re.compile("[^" + re.escape("".join(known)) + "]+")
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    trainer = trainers.BpeTrainer(
        vocab_size=size + len(known),
        min_frequency=3,
        initial_alphabet=sorted(known),
        show_progress=False,
    )
    tokenizer.train_from_iterator((other.sub(" ", line) for line in lines), trainer)
    ranked = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
    return [piece for piece, _ in ranked if len(piece) > 1][: max(0, size)]


def _normalizer() -> Any:
    from tokenizers import normalizers

    return normalizers.Sequence(
        [
            normalizers.NFKC(),
            normalizers.BertNormalizer(
                clean_text=True, handle_chinese_chars=False, strip_accents=False, lowercase=True
            ),
        ]
    )


def _with_pieces(pieces: dict[str, int]) -> Tokenizer:
    from tokenizers import Tokenizer, models, processors

    tokenizer = Tokenizer(
        models.WordPiece(
            vocab=pieces,
            unk_token="[UNK]",
            max_input_chars_per_word=100,
            continuing_subword_prefix="",
        )
    )
    tokenizer.normalizer = _normalizer()
    tokenizer.pre_tokenizer = cut_into_words(pieces)
    tokenizer.add_special_tokens(list(SPECIAL))
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", CLS), ("[SEP]", SEP)],
    )
    return tokenizer


def unknown_rate(tokenizer: Tokenizer, lines: Iterable[str]) -> float:
    """Share of pieces that are ``[UNK]`` on text that the vocabulary was not fitted on."""
    tokens = unknown = 0
    for batch in _batches(lines, 2_000):
        for encoding in tokenizer.encode_batch(
            list(map(match_key, batch)), add_special_tokens=False
        ):
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
