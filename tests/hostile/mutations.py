"""Broken variants of a good file: by bytes, as disks and downloads break them, and by structure,
as bad writers and attackers do. The same seed gives the same file.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

Mutation = Callable[[bytes, random.Random], bytes]


def flip_bits(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 10, 200, 5000))):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def cut_off(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(1, len(data))]


def cut_out(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    return data[:start] + data[start + chance.choice((1, 100, 4096, 65536)) :]


def zero_out(data: bytes, chance: random.Random) -> bytes:
    start, size = chance.randrange(len(data)), chance.choice((16, 512, 4096, 65536))
    return data[:start] + bytes(min(size, len(data) - start)) + data[start + size :]


def repeat(data: bytes, chance: random.Random) -> bytes:
    start, size = chance.randrange(len(data)), chance.choice((10, 1000, 30000))
    piece = data[start : start + size]
    return data[:start] + piece * chance.choice((2, 5, 50)) + data[start + size :]


def insert_noise(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    return data[:start] + chance.randbytes(chance.choice((1, 64, 4096))) + data[start:]


def swap_blocks(data: bytes, chance: random.Random) -> bytes:
    size = max(1, len(data) // 8)
    blocks = [data[start : start + size] for start in range(0, len(data), size)]
    chance.shuffle(blocks)
    return b"".join(blocks)


def as_text_mode(data: bytes, chance: random.Random) -> bytes:
    """What FTP in text mode and bad mailers do."""
    return data.replace(b"\n", b"\r\n") if chance.random() < 0.5 else data.replace(b"\r", b"")


def in_the_wrong_wrapper(data: bytes, chance: random.Random) -> bytes:
    """A download that came with its headers, or ends in the page of a portal."""
    if chance.random() < 0.5:
        return b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n" + data
    return data[: len(data) // 2] + b"<html><body>Session expired</body></html>"


BY_BYTES: tuple[Mutation, ...] = (
    flip_bits, cut_off, cut_out, zero_out, repeat, insert_noise, swap_blocks, as_text_mode,
    in_the_wrong_wrapper,
)  # fmt: skip

_EDITS: tuple[tuple[bytes, tuple[bytes, ...]], ...] = (
    (rb"/Length \d+", (b"/Length 0", b"/Length 99999999", b"/Length -1", b"/Length 4 0 R")),
    (rb"/Count \d+", (b"/Count 0", b"/Count -7", b"/Count 2147483647", b"/Count 1 0 R")),
    (rb"/Kids ?\[[^\]]*\]", (b"/Kids[2 0 R 2 0 R]", b"/Kids[]", b"/Kids[1 0 R]", b"/Kids null")),
    (rb"/Parent \d+ 0 R", (b"/Parent 99999 0 R", b"/Parent null", b"/Parent 3 0 R")),
    (rb"/Root \d+ 0 R", (b"/Root 0 0 R", b"/Root 77777 0 R", b"/Root 3 0 R")),
    (rb"/Size \d+", (b"/Size 0", b"/Size -1", b"/Size 2147483647")),
    (rb"startxref\s+\d+", (b"startxref\n0", b"startxref\n99999999", b"startxref\n-5", b"")),
    (rb"%%EOF", (b"", b"%%EOF%%EOF")),
    (rb"xref\s+0 \d+", (b"xref\n0 999999", b"xref\n5 1", b"xerf\n0 3")),
    (rb"/MediaBox ?\[[^\]]*\]", (b"/MediaBox[0 0 1e9 1e9]", b"/MediaBox[9 9 0 0]", b"/MediaBox[]")),
    (rb"/Rotate \d+", (b"/Rotate 37", b"/Rotate 99999999999")),
    (rb"/Filter ?/FlateDecode", (b"/Filter/LZWDecode", b"/Filter/Nonsense", b"/Filter[]")),
    (rb"/Filter ?/FlateDecode", (b"/Filter[" + b"/FlateDecode" * 40 + b"]",)),
    (rb"/Contents \d+ 0 R", (b"/Contents null", b"/Contents 1 0 R", b"/Contents[9 0 R 9 0 R]")),
    (rb"/Type ?/Page\b", (b"/Type/Pages", b"/Type/Font", b"/Type/Catalog")),
    (rb"/Type ?/Catalog", (b"/Type/Page", b"/Type/None")),
    (rb"/DescendantFonts ?\[[^\]]*\]", (b"/DescendantFonts[]", b"/DescendantFonts[4 0 R]")),
    (rb"/ToUnicode \d+ 0 R", (b"/ToUnicode 1 0 R", b"/ToUnicode 99 0 R", b"/ToUnicode/X")),
    (rb"/W ?\[", (b"/W[[[[[[", b"/W[9999999999 9999999999 ")),
    (rb"/Encoding ?/[\w-]+", (b"/Encoding/Identity-H", b"/Encoding/Nothing", b"/Encoding 1 0 R")),
    (rb"endobj", (b"", b"endobj endobj", b"obj")),
    (rb"endstream", (b"", b"endstrea")),
    (rb"\d+ 0 obj", (b"1 0 obj", b"-1 0 obj", b"99999999 0 obj", b"obj")),
    (rb" 0 R", (b" 65535 R", b" 0 obj")),
    (rb"trailer", (b"", b"trailer<<>>trailer", b"trailer<</Prev 9>>\ntrailer")),
    (rb"trailer ?<<", (b"trailer<</Encrypt 1 0 R", b"trailer<</Prev 0", b"trailer<</XRefStm 9")),
    (rb"<<", (b"<<<<<<", b"<</A<</A<</A", b"[")),
    (rb">>", (b"", b">>>>", b"]")),
    (rb"\bBT\b", (b"BT BT BT", b"")),
    (rb"\bET\b", (b"", b"ET ET")),
    (rb"\d+ Tf", (b"0 Tf", b"1e30 Tf", b"-99999 Tf")),
)


def edit_structure(data: bytes, chance: random.Random) -> bytes:
    """One to three edits of the PDF's own words, in one place each or everywhere."""
    possible = [edit for edit in _EDITS if re.search(edit[0], data)]
    for pattern, replacements in chance.sample(
        possible, k=min(len(possible), chance.choice((1, 3)))
    ):
        replacement = chance.choice(replacements)
        places = list(re.finditer(pattern, data))
        if not places:
            continue
        if chance.random() < 0.5:
            places = [chance.choice(places)]
        for place in reversed(places):
            data = data[: place.start()] + replacement + data[place.end() :]
    return data


def mutants(name: str, data: bytes, number: int, *, seed: int = 0) -> list[tuple[str, bytes]]:
    """So many broken variants, half of them by structure, each with a name that says how."""
    found = []
    for count in range(number):
        chance = random.Random(f"{seed} {name} {count}")
        mutation = edit_structure if count % 2 else BY_BYTES[count // 2 % len(BY_BYTES)]
        found.append((f"{count:04}_{mutation.__name__}_{name}", mutation(data, chance)))
    return found
