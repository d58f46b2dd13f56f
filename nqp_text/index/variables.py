"""Names and descriptions of the columns of a wide panel: short enough for every statistics package.

``nqp_cmp_sub_shl`` is the path compute, scope substantive, measure share_listed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from nqp_text.index.cells import COMPOSITE
from nqp_text.index.measures import find_measure
from nqp_text.index.scopes import SCOPES

MAX_NAME = 32
"""Longest name that Stata takes."""

_PATHS = {
    "path.innovation": "inn",
    "path.infrastructure": "inf",
    "path.national_system": "nat",
    "path.data_market": "dat",
    "path.digital_industry": "dig",
    "path.talent": "tal",
    "path.finance": "fin",
    "path.compute": "cmp",
    "path.green": "grn",
    COMPOSITE: "all",
}
_SCOPES = {scope: scope[:3] for scope in SCOPES}
_MIDDLE = MAX_NAME - len("nqp__att_tp10k")


@dataclass(frozen=True, slots=True)
class Variable:
    """A column of a wide panel and what a reader has to know of it."""

    name: str
    label: str
    formula: str
    numerator: str
    denominator: str


def describe(path: str, measure: str, scope: str) -> Variable:
    """The variable that holds one path in one measure and scope.

    >>> describe("path.compute", "share_listed", "substantive").name
    'nqp_cmp_sub_shl'
    """
    formula = find_measure(measure, scope)
    middle = _PATHS.get(path) or re.sub(r"[^a-z0-9]+", "_", path.lower())[:_MIDDLE].strip("_")
    of = "weighted mean over the paths of " if path == COMPOSITE else ""
    return Variable(
        name=f"nqp_{middle}_{_SCOPES[scope]}_{formula.short}",
        label=f"{path}: {formula.label}, {scope}",
        formula=of + formula.formula,
        numerator=f"{SCOPES[scope]}; column {formula.numerator.format(scope=scope)} of the counts",
        denominator=formula.denominator or "none",
    )
