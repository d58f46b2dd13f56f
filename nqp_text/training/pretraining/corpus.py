"""Raw text in: files, folders and ``.xz`` archives, line by line; what is skipped is counted."""

from __future__ import annotations

import lzma
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from nqp_text.errors import ResourceError

MAX_LINE_BYTES = 1_000_000
SUFFIXES = (".txt", ".txt.xz", ".tsv", ".tsv.xz")


@dataclass(slots=True)
class ReadCounts:
    """Lines kept and skipped, by reason, over all files."""

    lines: int = 0
    not_utf8: int = 0
    too_long: int = 0
    files: list[str] = field(default_factory=list)


def text_files(sources: Iterable[Path]) -> list[Path]:
    """The text files under ``sources``, sorted by name so that the data order is reproducible."""
    found: list[Path] = []
    for source in sources:
        if source.is_dir():
            found += [p for p in source.rglob("*") if p.is_file() and p.name.endswith(SUFFIXES)]
        elif source.is_file():
            found.append(source)
        else:
            raise ResourceError(
                "A text source does not exist.",
                where=str(source),
                fix="Give existing .txt, .tsv, .txt.xz or .tsv.xz files or folders of them.",
            )
    return sorted(set(found), key=lambda path: (path.name, str(path)))


def read_lines(path: Path, counts: ReadCounts) -> Iterator[str]:
    """Non-empty lines of one file, stripped.

    Lines that are not UTF-8 or longer than 1 MB are counted and skipped: one bad line in a crawl of
    millions must not end the run, and a line of that size is a broken extraction, not a paragraph.
    Raises ``ResourceError`` when the archive itself is damaged.
    """
    counts.files.append(path.name)
    with path.open("rb") as file:
        stream: IO[bytes] = lzma.LZMAFile(file) if path.suffix == ".xz" else file  # noqa: SIM115 - it closes with file
        try:
            yield from _decoded(stream, counts)
        except (lzma.LZMAError, EOFError) as error:
            raise ResourceError(
                f"The archive is damaged: {error}",
                where=str(path),
                fix="Fetch or compress the file again; `xz -t FILE` checks it.",
            ) from error


def _decoded(stream: IO[bytes], counts: ReadCounts) -> Iterator[str]:
    while raw := stream.readline(MAX_LINE_BYTES + 1):
        if len(raw) > MAX_LINE_BYTES:
            counts.too_long += 1
            while raw and not raw.endswith(b"\n"):
                raw = stream.readline(MAX_LINE_BYTES + 1)
            continue
        try:
            line = raw.decode("utf-8-sig" if counts.lines == 0 else "utf-8").strip()
        except UnicodeDecodeError:
            counts.not_utf8 += 1
            continue
        if line:
            counts.lines += 1
            yield line
