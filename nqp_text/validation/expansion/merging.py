"""Accepted terms into a lexicon file, checked by the same rules as any lexicon."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nqp_text.outputs.atomic import write_text
from nqp_text.tagging.lexicon import COLUMNS, Lexicon, Term, load_lexicon
from nqp_text.tagging.lexicon_formats import csv_text
from nqp_text.taxonomy import Taxonomy
from nqp_text.validation.expansion.review import Accepted


@dataclass(frozen=True, slots=True)
class Merged:
    """The terms that were added, and the accepted ones that the lexicon had already."""

    added: tuple[Term, ...]
    known: tuple[Term, ...]


def merge(base: Lexicon, accepted: Accepted, taxonomy: Taxonomy, out: Path) -> Merged:
    """Write the lexicon with the accepted terms behind its own.

    Raises ``LexiconError`` with all rows that are no lexicon rows; then nothing is written.
    """
    terms = _checked(accepted, taxonomy)
    have = {(term.node, term.lang, term.key) for term in base.terms}
    added: list[Term] = []
    known: list[Term] = []
    for term in terms:
        key = (term.node, term.lang, term.key)
        (known if key in have else added).append(term)
        have.add(key)
    write_text(out, csv_text([*base.terms, *added]))
    return Merged(tuple(added), tuple(known))


def _checked(accepted: Accepted, taxonomy: Taxonomy) -> Sequence[Term]:
    """The rows as terms, read by the reader of lexicons so that the same rules hold."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(accepted.rows)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "accepted.csv"
        file.write_text(stream.getvalue(), encoding="utf-8", newline="")
        return load_lexicon([file], taxonomy).terms
