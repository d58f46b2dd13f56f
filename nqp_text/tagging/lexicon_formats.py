"""Lexicons in the formats of other tools: LIWC ``.dic``, quanteda YAML, plain CSV.

``.dic`` and YAML hold categories and words only: status, weight and exclusions have no place in
them. Terms that count nothing (ambiguous) are therefore left out of an export, unless asked for.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from nqp_text.errors import LexiconError
from nqp_text.normalize import match_key
from nqp_text.tagging.lexicon import COLUMNS, Term, load_lexicon
from nqp_text.tagging.lexicon_diff import field_text
from nqp_text.taxonomy import Taxonomy

SUFFIXES = {".dic": "liwc", ".yml": "quanteda", ".yaml": "quanteda", ".csv": "csv"}


@dataclass(frozen=True, slots=True)
class Imported:
    """Terms read from another tool's file, and the entries that this tool cannot express."""

    terms: tuple[Term, ...]
    left_out: tuple[str, ...] = ()


Pairs = Iterator[tuple[str, str]]
"""(category, word) in the order of the file."""


def format_of(path: Path) -> str:
    """The format that a file's name announces."""
    if path.suffix.lower() not in SUFFIXES:
        raise LexiconError(
            f"{path.suffix or 'No suffix'!r} names no dictionary format.",
            where=str(path),
            fix=f"Use one of {', '.join(SUFFIXES)}.",
        )
    return SUFFIXES[path.suffix.lower()]


def read_dictionary(
    path: Path,
    taxonomy: Taxonomy,
    *,
    categories: Mapping[str, str] | None = None,
    lang: Literal["zh", "en"] | None = None,
) -> Imported:
    """Read a dictionary. ``categories`` maps its category names to nodes.

    Without ``lang``, a term with a Chinese character is Chinese and any other is English.
    Words with wildcards are left out and listed: no term here has wildcards.
    """
    kind = format_of(path)
    if kind == "csv":
        return Imported(load_lexicon([path], taxonomy).terms)
    pairs = list(_read_liwc(path) if kind == "liwc" else _read_quanteda(path))
    names = dict(categories or {})
    unknown = dict.fromkeys(c for c, _ in pairs if names.get(c, c) not in taxonomy.ids)
    if unknown:
        raise LexiconError(
            "The dictionary has categories that are no nodes of the taxonomy.",
            where=f"{path.name}: {', '.join(unknown)}",
            fix="Say what they are with --map CATEGORY=NODE, or give your own --taxonomy.",
        )
    left_out = dict.fromkeys(word for _, word in pairs if "*" in word)
    return Imported(
        tuple(
            _term(names.get(category, category), word, lang, path.name)
            for category, word in dict.fromkeys(pairs)
            if "*" not in word
        ),
        tuple(left_out),
    )


def _term(node: str, word: str, lang: Literal["zh", "en"] | None, file: str) -> Term:
    chinese = any("\u4e00" <= character <= "\u9fff" for character in word)
    language: Literal["zh", "en"] = lang or ("zh" if chinese else "en")
    return Term(node, word, match_key(word), language, 1.0, "core", source=f"import:{file}")


def write_dictionary(terms: Sequence[Term], path: Path) -> None:
    """Write the terms in the format that the suffix of ``path`` announces."""
    kind = format_of(path)
    writers = {"liwc": _liwc, "quanteda": _quanteda, "csv": csv_text}
    path.write_text(writers[kind](terms), encoding="utf-8", newline="")


def csv_text(terms: Iterable[Term]) -> str:
    """The terms as a lexicon file of this tool: nothing is lost."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([field_text(term, column) for column in COLUMNS] for term in terms)
    return out.getvalue()


def _by_category(terms: Iterable[Term]) -> dict[str, list[str]]:
    words: dict[str, list[str]] = {}
    for term in terms:
        words.setdefault(term.node, []).append(term.term)
    return {node: list(dict.fromkeys(found)) for node, found in words.items()}


def _liwc(terms: Sequence[Term]) -> str:
    categories = _by_category(terms)
    numbers = {node: str(number) for number, node in enumerate(categories, 1)}
    places: dict[str, list[str]] = {}
    for node, words in categories.items():
        for word in words:
            places.setdefault(word, []).append(numbers[node])
    head = [f"{number}\t{node}" for node, number in numbers.items()]
    body = ["\t".join((word, *found)) for word, found in places.items()]
    return "\n".join(("%", *head, "%", *body)) + "\n"


def _quanteda(terms: Sequence[Term]) -> str:
    import yaml

    text: str = yaml.safe_dump(
        _by_category(terms), allow_unicode=True, sort_keys=False, default_flow_style=False
    )
    return text


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise LexiconError(
            "The dictionary cannot be read as UTF-8.", where=str(path), fix="Check the file."
        ) from error


def _read_liwc(path: Path) -> Pairs:
    names: dict[str, str] = {}
    marks = 0
    mistakes: list[str] = []
    for number, line in enumerate(_read_text(path).splitlines(), 1):
        cells = [cell.strip() for cell in line.split("\t") if cell.strip()]
        if cells == ["%"]:
            marks += 1
        elif marks == 1 and len(cells) >= 2:
            names[cells[0]] = cells[1]
        elif marks >= 2 and cells:
            if len(cells) < 2 or any(cell not in names for cell in cells[1:]):
                mistakes.append(f"{path.name}, row {number}: {line!r}")
            yield from ((names[cell], cells[0]) for cell in cells[1:] if cell in names)
    if marks < 2 or mistakes:
        raise LexiconError(
            "This is not a LIWC dictionary.",
            where="\n         ".join(mistakes) or f"{path.name}: no category list between two %",
            fix="Write number<tab>category between two lines with %, then word<tab>number.",
        )


def _read_quanteda(path: Path) -> Pairs:
    import yaml

    try:
        data = yaml.safe_load(_read_text(path))
    except yaml.YAMLError as error:
        raise LexiconError(
            "The dictionary is not valid YAML.", where=f"{path.name}: {error}", fix="Correct it."
        ) from error
    if not isinstance(data, dict):
        raise LexiconError(
            "A quanteda dictionary is a mapping from categories to lists of words.",
            where=path.name,
            fix="Write 'category:' and under it '- word' lines.",
        )
    yield from _walk(data, "", path.name)


def _walk(data: Any, name: str, file: str) -> Pairs:
    """Nested categories get their names joined with dots."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _walk(value, f"{name}.{key}" if name else str(key), file)
        return
    for item in data if isinstance(data, list) else [data]:
        if isinstance(item, dict | list) or item is None:
            raise LexiconError(
                "A category holds something that is no word.",
                where=f"{file}, category {name}: {item!r}",
                fix="Give each category a list of words.",
            )
        yield name, str(item)
