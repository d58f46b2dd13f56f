"""Raw text in: files, folders and ``.xz`` archives, line by line; what is skipped is counted."""

from __future__ import annotations

import codecs
import lzma
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from nqp_text.errors import ResourceError
from nqp_text.storage.hashes import file_sha256

MAX_LINE_BYTES = 1_000_000
SUFFIXES = (".txt", ".txt.xz", ".tsv", ".tsv.xz")
CONVERT = "Convert the file to UTF-8, for example: iconv -f GB18030 -t UTF-8 IN > OUT."
_OTHER_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)


@dataclass(slots=True)
class ReadCounts:
    """Lines kept and skipped, by reason, over all files. ``not_text``: lines with NUL bytes."""

    lines: int = 0
    not_utf8: int = 0
    not_text: int = 0
    too_long: int = 0
    files: list[str] = field(default_factory=list)

    @property
    def skipped(self) -> int:
        """Lines that were not empty and not used."""
        return self.not_utf8 + self.not_text + self.too_long


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file of text; ``name`` is its path inside the given source, wherever that source lies."""

    name: str
    path: Path
    size: int
    sha256: str

    @property
    def aligned(self) -> bool:
        """Whether its lines are aligned pairs."""
        return ".tsv" in self.path.suffixes

    def facts(self) -> dict[str, str | int]:
        """What is the same on every machine that holds this file."""
        return {"name": self.name, "bytes": self.size, "sha256": self.sha256}


def text_files(sources: Iterable[Path]) -> list[TextFile]:
    """The text files under ``sources``, in an order that depends on names and contents only.

    Raises ``ResourceError`` for a source that is missing, cannot be read or holds no text file.
    """
    names: dict[Path, str] = {}
    for source in sources:
        if source.is_dir():
            found = [p for p in source.rglob("*") if p.is_file() and p.name.endswith(SUFFIXES)]
            if not found:
                raise ResourceError(
                    "This folder holds no text file.",
                    where=str(source),
                    fix=f"Give a folder with files that end in {', '.join(SUFFIXES)}.",
                )
            named = [(path, path.relative_to(source).as_posix()) for path in found]
        elif source.is_file():
            named = [(source, source.name)]
        else:
            raise ResourceError(
                "A text source does not exist.",
                where=str(source),
                fix="Give existing .txt, .tsv, .txt.xz or .tsv.xz files or folders of them.",
            )
        for path, name in named:
            real = path.resolve()
            names[real] = min(name, names.get(real, name), key=lambda n: (len(n), n))
    files = [
        TextFile(name, path, path.stat().st_size, source_sha256(path))
        for path, name in names.items()
    ]
    return sorted(files, key=lambda file: (file.name, file.sha256))


def source_sha256(path: Path) -> str:
    """SHA-256 of the contents; a file that cannot be read is a ``ResourceError``."""
    try:
        return file_sha256(path)
    except OSError as error:
        raise ResourceError(
            f"The file cannot be read: {error.strerror or error}",
            where=str(path),
            fix="Give a file that exists and that you may read.",
        ) from error


def read_lines(path: Path, counts: ReadCounts, limit: int = 0) -> Iterator[str]:
    """Non-empty lines of one file, stripped; at most ``limit`` of them (0: all).

    Lines that are not UTF-8, hold NUL bytes or are longer than 1 MB are counted and skipped: one
    bad line in a crawl of millions must not end the run, and a line of that size is a broken
    extraction, not a paragraph. Raises ``ResourceError`` when the archive itself is damaged, when
    the file is marked as UTF-16 or UTF-32, and when more than half of its lines were skipped:
    then it is no UTF-8 text.
    """
    counts.files.append(path.name)
    before = counts.lines, counts.skipped
    with path.open("rb") as file:
        stream: IO[bytes] = lzma.LZMAFile(file) if path.suffix == ".xz" else file  # noqa: SIM115 - it closes with file
        try:
            for number, line in enumerate(_decoded(stream, counts, path), 1):
                yield line
                if number == limit:
                    break
        except (lzma.LZMAError, EOFError) as error:
            raise ResourceError(
                f"The archive is damaged: {error}",
                where=str(path),
                fix="Fetch or compress the file again; `xz -t FILE` checks it.",
            ) from error
    kept, skipped = counts.lines - before[0], counts.skipped - before[1]
    if skipped > kept:
        raise ResourceError(
            f"{skipped:,} of {kept + skipped:,} lines are not UTF-8 text or longer than 1 MB.",
            where=str(path),
            fix=CONVERT,
        )


def _decoded(stream: IO[bytes], counts: ReadCounts, path: Path) -> Iterator[str]:
    first = True
    while raw := stream.readline(MAX_LINE_BYTES + 1):
        if first:
            raw = _without_mark(raw, path)
            first = False
        if len(raw) > MAX_LINE_BYTES:
            counts.too_long += 1
            while raw and not raw.endswith(b"\n"):
                raw = stream.readline(MAX_LINE_BYTES + 1)
            continue
        if b"\0" in raw:
            counts.not_text += 1
            continue
        try:
            line = raw.decode("utf-8").strip()
        except UnicodeDecodeError:
            counts.not_utf8 += 1
            continue
        if line:
            counts.lines += 1
            yield line


def _without_mark(raw: bytes, path: Path) -> bytes:
    for mark, encoding in _OTHER_MARKS:
        if raw.startswith(mark):
            raise ResourceError(
                f"The file is {encoding}, not UTF-8.",
                where=str(path),
                fix=CONVERT.replace("GB18030", encoding),
            )
    return raw.removeprefix(codecs.BOM_UTF8)
