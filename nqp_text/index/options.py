"""What a panel can be asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nqp_text.errors import MeasureError
from nqp_text.index.inflation import LEXICON_DOUBT
from nqp_text.index.measures import DEFAULT_MEASURE
from nqp_text.index.units import MIN_CHARS
from nqp_text.records import NodeErrors

if TYPE_CHECKING:
    import polars as pl

Years = tuple[int, int]
"""First and last year of a period."""


@dataclass(frozen=True, slots=True)
class PanelOptions:
    """The options of a panel, with their defaults.

    by: ``document``, ``firm-year`` (one primary report each) or ``issuer-year`` (governments).
    measure, scope: see ``MEASURES`` and ``SCOPES``.
    weights: of the paths in the composite: ``equal``, ``entropy``, ``pca``, or a CSV file
    ``node,weight``. weight_years: first and last year that entropy and PCA learn from.
    section: a part of what was counted, such as ``mdna``. tables: False leaves tables out.
    paths: the nodes of the index; by default those that the counts mark.
    facets: adds the nodes that are no paths; they never enter the composite.
    min_chars: a shorter text has no value, because nothing found in it means nothing.
    winsorise: share of the units of a year to cut off at each end, such as 0.01.
    standardise: columns within which values become z-scores, such as industry and year.
    groups: a table with more of such columns, see ``read_groups``.
    base: first and last year of the base period of TF-IDF.
    evaluation: how often the tagger errs; intervals then hold the true value.
    doubt: probability that another author of the lexicon would leave out a term.
    """

    by: str = "document"
    measure: str = DEFAULT_MEASURE
    scope: str = "attention"
    weights: str | Path = "equal"
    weight_years: Years | None = None
    section: str | None = None
    tables: bool = True
    paths: Sequence[str] = ()
    facets: bool = False
    min_chars: int = MIN_CHARS
    winsorise: float | None = None
    standardise: Sequence[str] = ()
    groups: pl.DataFrame | None = None
    base: Years | None = None
    evaluation: Sequence[NodeErrors] = ()
    doubt: float = LEXICON_DOUBT


def panel_options(given: Mapping[str, Any]) -> PanelOptions:
    """The options with these names, or an error that lists the known ones."""
    known = [field.name for field in fields(PanelOptions)]
    if unknown := sorted(set(given) - set(known)):
        raise MeasureError(
            f"A panel has no option {unknown[0]!r}.",
            where="panel",
            fix=f"Choose of {', '.join(known)}.",
        )
    options = PanelOptions(**given)
    for name in ("weight_years", "base"):
        years = getattr(options, name)
        if years is not None and years[0] > years[1]:
            raise MeasureError(
                f"The years {years[0]}-{years[1]} run backwards.",
                where=name,
                fix=f"Write {years[1]}-{years[0]}.",
            )
    if not 0 <= options.doubt < 1:
        raise MeasureError(
            f"{options.doubt:g} is no probability of leaving out a term.",
            where="doubt",
            fix="Give a number from 0 to below 1, such as 0.1.",
        )
    return options
