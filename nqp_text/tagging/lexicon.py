"""A lexicon: terms with node, weight, status and exclusions, read from CSV and validated.

The columns are ``id,term,lang,weight,status,exclude_context,since_year,source``. All mistakes of
all files are reported together, each with file, row and column.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, cast

from nqp_text.errors import LexiconError
from nqp_text.normalize import match_key
from nqp_text.resources import data_path
from nqp_text.tagging.exclusions import Rule, parse_rules
from nqp_text.taxonomy import Taxonomy, load_taxonomy

COLUMNS = ("id", "term", "lang", "weight", "status", "exclude_context", "since_year", "source")
REQUIRED = ("id", "term", "lang")
"""Columns without a default: a file with these three is a lexicon."""

MAX_TERM = 100
"""Characters of a term."""

Status = Literal["core", "ambiguous"]


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a node. ``key`` is what is matched; ``where`` is its file and row.

    A ``core`` term counts with its ``weight``. An ``ambiguous`` one counts zero and nominates the
    sentence for a classifier. ``since_year`` is the first year of wide official use: an alarm for
    hits before it, never a reason to drop them.
    """

    node: str
    term: str
    key: str
    lang: Literal["zh", "en"]
    weight: float
    status: Status
    rules: tuple[Rule, ...] = ()
    since_year: int | None = None
    source: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Terms in the order of their files. ``hash`` covers what decides counts, not the layout.

    ``paths`` are the nodes of the index in the taxonomy that the terms are of; a sentence on k of
    them counts 1/k for each.
    """

    terms: tuple[Term, ...]
    hash: str
    files: tuple[str, ...] = ()
    paths: frozenset[str] | None = None

    def is_path(self, node: str) -> bool:
        """Whether the node makes the index; without a taxonomy, its id says so."""
        return node.startswith("path.") if self.paths is None else node in self.paths


def load_lexicon(paths: Sequence[Path] = (), taxonomy: Taxonomy | None = None) -> Lexicon:
    """Read lexicon files; without ``paths``, the shipped Chinese and English ones.

    Every id must be a node of ``taxonomy`` (the shipped one by default).
    """
    sources = tuple(paths) or tuple(data_path("lexicons", f"{lang}.csv") for lang in ("zh", "en"))
    taxonomy = taxonomy or load_taxonomy()
    nodes = frozenset(taxonomy.ids)
    terms: list[Term] = []
    mistakes: list[str] = []
    for source in sources:
        for row in read_rows(source):
            problems = list(_mistakes(row, nodes))
            mistakes += [f"{source.name}, row {row['#']}, {problem}" for problem in problems]
            if not problems:
                terms.append(_term(row, source.name))
    if mistakes and not paths:
        raise LexiconError(
            "The shipped lexicons have terms of nodes that this taxonomy does not have.",
            where=f"taxonomy {taxonomy.name} {taxonomy.version}",
            fix="Give lexicon files of its own nodes with --lexicon (docs/own-taxonomy.md).",
        )
    if mistakes:
        raise LexiconError(
            f"The lexicon has {len(mistakes)} mistake{'s' * (len(mistakes) > 1)}.",
            where="\n         ".join(mistakes),
            fix="Correct these cells; lexicons/README.md describes the columns.",
        )
    made = make_lexicon(terms, [str(source) for source in sources])
    return replace(made, paths=frozenset(taxonomy.paths))


def make_lexicon(terms: Sequence[Term], files: Sequence[str] = ()) -> Lexicon:
    """A lexicon of these terms, with its hash."""
    content = [
        (t.node, t.key, t.lang, t.weight, t.status, [str(rule) for rule in t.rules], t.since_year)
        for t in terms
    ]
    digest = hashlib.sha256(json.dumps(content).encode("utf-8")).hexdigest()
    return Lexicon(tuple(terms), digest, tuple(files))


def read_rows(source: Path) -> Iterator[dict[str, str]]:
    """Rows of a lexicon file as texts; ``#`` is the row as a spreadsheet numbers it."""
    try:
        text = source.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise LexiconError(
            "The lexicon file cannot be read.", where=str(source), fix="Check the path."
        ) from error
    except UnicodeDecodeError as error:
        raise LexiconError(
            "The lexicon file is not UTF-8.",
            where=str(source),
            fix="Save it as 'CSV UTF-8' in the spreadsheet program.",
        ) from error
    reader = csv.reader(text.splitlines())
    header = [name.strip() for name in next(reader, [])]
    _check_header(header, source)
    for number, cells in enumerate(reader, 2):
        if any(cell.strip() for cell in cells):
            row = dict.fromkeys(COLUMNS, "") | dict(zip(header, cells, strict=False))
            yield row | {"#": str(number), "cells": str(len(cells) - len(header))}


def _check_header(header: Sequence[str], source: Path) -> None:
    missing = [name for name in REQUIRED if name not in header]
    unknown = [name for name in header if name not in COLUMNS]
    if missing or unknown or len(set(header)) < len(header):
        problem = f"missing: {', '.join(missing) or '-'}; unknown: {', '.join(unknown) or '-'}"
        raise LexiconError(
            "The header of the lexicon is not right.",
            where=f"{source.name}, row 1, {problem}",
            fix=f"Use the columns {', '.join(COLUMNS)} (id, term and lang are required).",
        )


def _mistakes(row: Mapping[str, str], nodes: frozenset[str]) -> Iterator[str]:
    if int(row["cells"]) > 0:
        yield f"column {len(COLUMNS) + 1}: more cells than columns; quote cells with commas"
    if row["id"] not in nodes:
        yield f"column id: {row['id']!r} is no node of the taxonomy"
    if not row["term"].strip():
        yield "column term: it is empty"
    elif len(row["term"]) > MAX_TERM or not row["term"].isprintable():
        yield f"column term: {row['term'][:20]!r}… is longer than {MAX_TERM} or not printable"
    if row["lang"] not in ("zh", "en"):
        yield f"column lang: {row['lang']!r} is neither 'zh' nor 'en'"
    if not _is_weight(row["weight"]):
        yield f"column weight: {row['weight']!r} is no number above 0 and up to 10"
    if row["status"] not in ("", "core", "ambiguous"):
        yield f"column status: {row['status']!r} is neither 'core' nor 'ambiguous'"
    year = row["since_year"]
    if year and not (year.isdecimal() and year.isascii() and 1900 <= int(year) <= 2100):
        yield f"column since_year: {year!r} is no year between 1900 and 2100"
    try:
        parse_rules(row["exclude_context"], "column exclude_context")
    except LexiconError as error:
        yield error.where.replace("\n         ", "; ")


def _is_weight(text: str) -> bool:
    try:
        return not text or 0 < float(text) <= 10
    except ValueError:
        return False


def _term(row: Mapping[str, str], file: str) -> Term:
    return Term(
        node=row["id"],
        term=row["term"],
        key=match_key(row["term"]),
        lang=cast('Literal["zh", "en"]', row["lang"]),
        weight=float(row["weight"] or 1),
        status=cast("Status", row["status"] or "core"),
        rules=parse_rules(row["exclude_context"], file),
        since_year=int(row["since_year"]) if row["since_year"] else None,
        source=row["source"],
        where=f"{file}, row {row['#']}",
    )
