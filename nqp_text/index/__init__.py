"""Counts of documents → a panel of indices, with intervals and a status for every cell.

``count`` runs in the workers and is light; the panel needs polars, which is loaded on first use.
"""

from nqp_text.index.assembly import Panel
from nqp_text.index.audited import Audited, read_audited
from nqp_text.index.cells import COMPOSITE
from nqp_text.index.counting import count, count_chars
from nqp_text.index.groups import read_groups
from nqp_text.index.measures import DEFAULT_MEASURE, MEASURES, Measure
from nqp_text.index.options import PanelOptions
from nqp_text.index.panel import Tables, build, build_panel
from nqp_text.index.policy_panel import PolicySeries, policy_series
from nqp_text.index.prevalence_table import prevalence_table
from nqp_text.index.primary import mark_primary
from nqp_text.index.run_panels import run_index
from nqp_text.index.scopes import SCOPES
from nqp_text.index.sensitivity import Sensitivity, find_sensitivity
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
    "Audited",
    "Measure",
    "Panel",
    "PanelOptions",
    "PolicySeries",
    "Sensitivity",
    "Tables",
    "Variable",
    "Weighting",
    "build",
    "build_panel",
    "count",
    "count_chars",
    "describe",
    "find_sensitivity",
    "mark_primary",
    "policy_series",
    "prevalence_table",
    "read_audited",
    "read_groups",
    "run_index",
]
