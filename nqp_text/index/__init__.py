"""Counts of documents → a panel of indices, with intervals and a status for every cell.

``count`` runs in the workers and is light; the panel needs polars, which is loaded on first use.
"""

from nqp_text.index.assembly import Panel
from nqp_text.index.cells import COMPOSITE
from nqp_text.index.counting import count, count_chars
from nqp_text.index.groups import read_groups
from nqp_text.index.measures import DEFAULT_MEASURE, MEASURES, Measure
from nqp_text.index.panel import build, build_panel, run_index
from nqp_text.index.primary import mark_primary
from nqp_text.index.scopes import SCOPES
from nqp_text.index.units import MIN_CHARS, UNITS
from nqp_text.index.variables import Variable, describe
from nqp_text.index.weights import SCHEMES, Weighting

__all__ = [
    "COMPOSITE",
    "DEFAULT_MEASURE",
    "MEASURES",
    "MIN_CHARS",
    "SCHEMES",
    "SCOPES",
    "UNITS",
    "Measure",
    "Panel",
    "Variable",
    "Weighting",
    "build",
    "build_panel",
    "count",
    "count_chars",
    "describe",
    "mark_primary",
    "read_groups",
    "run_index",
]
