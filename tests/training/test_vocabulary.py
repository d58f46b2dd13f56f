"""The vocabulary is fitted the same way every time, and an unknown character costs only itself."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys

import pytest

pytest.importorskip("tokenizers", reason="needs the extra 'train'")
pytest.importorskip("rjieba", reason="needs the extra 'train'")

from nqp_text.normalize import match_key
from nqp_text.training.pretraining.cutting import cut_into_words, word_pattern
from nqp_text.training.pretraining.vocabulary import fit_vocabulary

# Many words of the same frequency: ties everywhere.
FIT = """
import hashlib, itertools
from nqp_text.training.pretraining.vocabulary import fit_vocabulary
words = ["".join(letters) for letters in itertools.product("bdfgklmn", "aeiou", "rst", "aeiou")]
lines = [f"{a}{b} {b}-{a} 公司{a}推进智能制造" for a, b in zip(words, words[7:] + words[:7])] * 4
print(hashlib.sha256(fit_vocabulary(lines, 8_000).to_str().encode()).hexdigest())
"""


def fitted(hash_seed: str, threads: str) -> str:
    environment = os.environ | {"PYTHONHASHSEED": hash_seed, "RAYON_NUM_THREADS": threads}
    return subprocess.run(
        [sys.executable, "-c", FIT], env=environment, check=True, capture_output=True, text=True
    ).stdout.strip()


def test_two_fits_in_two_processes_are_the_same_byte_for_byte() -> None:
    first = fitted("1", "1")

    assert len(first) == len(hashlib.sha256().hexdigest())
    assert fitted("2", "4") == first


@pytest.fixture(scope="module")
def tokenizer() -> object:
    lines = ["董事会秘书王先生担任公司负责人", "the board secretary of the company"] * 30
    return fit_vocabulary(lines, 8_000)


def test_only_the_unknown_character_is_unknown_and_offsets_hold(tokenizer: object) -> None:
    text = "王珺女士担任公司𠮷董事会秘书"
    found = tokenizer.encode(text, add_special_tokens=False)  # type: ignore[attr-defined]

    unknown = [text[a:b] for (a, b), t in zip(found.offsets, found.tokens, strict=True)
               if t == "[UNK]"]  # fmt: skip
    assert unknown == ["珺", "𠮷"]
    assert "".join(text[a:b] for a, b in found.offsets) == text
    assert "董事会" in found.tokens or "董事" in found.tokens


def test_an_unknown_letter_leaves_the_rest_of_a_word(tokenizer: object) -> None:
    found = tokenizer.encode("companyжcompany", add_special_tokens=False)  # type: ignore[attr-defined]
    assert found.tokens == ["company", "[UNK]", "company"]


def test_traditional_text_as_the_tagger_reads_it_has_no_unknown_piece(tokenizer: object) -> None:
    found = tokenizer.encode(  # type: ignore[attr-defined]
        match_key("董事會秘書擔任負責人"), add_special_tokens=False
    )
    assert "[UNK]" not in found.tokens


def test_long_runs_are_cut_and_signs_are_no_part_of_the_pattern() -> None:
    words = cut_into_words(["a", "]", "-", "^", "公"]).pre_tokenize_str(
        "公" * 30 + "a" * 130 + "^b"
    )

    assert [len(word) for word, _ in words] == [24, 6, 100, 30, 1, 1]
    pattern = r"[公]{1,24}|[\x{5d}a-b]{1,100}|[^公\x{5d}a-b]"
    assert word_pattern(["a", "b", "]", "公"]) == pattern
