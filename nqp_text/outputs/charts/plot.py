"""Charts of a run for a paper: which kind, of which sample, with its data and a caption."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from nqp_text.errors import MeasureError
from nqp_text.outputs.charts import plot_kinds
from nqp_text.outputs.charts.fill import filled
from nqp_text.outputs.charts.plot_data import Sample, choose_sample, unit_labels
from nqp_text.outputs.charts.reliability import reliability
from nqp_text.outputs.charts.terms import terms_chart
from nqp_text.outputs.charts.theme import LANGUAGES, colours, config
from nqp_text.outputs.nodes import node_names, short_name
from nqp_text.outputs.run import Run
from nqp_text.outputs.words import word

COMPOSITE = "composite"
_COUNTED = {"node": pl.String, "in_index": pl.Boolean}
MAX_ISSUERS = 3


@dataclass(frozen=True, slots=True)
class Plot:
    """A complete Vega-Lite specification, and what a caption has to say."""

    spec: dict[str, Any]
    caption: str

    def _repr_svg_(self) -> str | None:
        """What a notebook shows; without the extra ``plots`` it shows this record instead."""
        from importlib.util import find_spec

        if find_spec("vl_convert") is None:
            return None
        from nqp_text.outputs.charts.write import as_svg

        return as_svg(self).decode("utf-8")


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a chart is drawn from: the panel of one sample, its labels and the names of paths."""

    run: Run
    panel: pl.DataFrame
    sample: Sample
    issuers: tuple[str, ...]
    names: Mapping[str, str]
    lang: str
    top: int


_PANEL_KINDS: Mapping[str, Callable[[Chosen], tuple[dict[str, Any], str]]] = {
    "trend": plot_kinds.trend_plot,
    "heatmap": plot_kinds.heatmap_plot,
    "radar": plot_kinds.radar_plot,
    "talk-walk": plot_kinds.talk_walk_plot,
}
KINDS = (*_PANEL_KINDS, "reliability")
"""The kinds of chart; ``reliability`` is drawn from an evaluation instead of a run."""


def make_plot(
    run: Run,
    kind: str,
    *,
    by: str = "document",
    measure: str = "share_listed",
    scope: str = "attention",
    sample: str = "",
    issuers: Sequence[str] = (),
    lang: str = "en",
    top: int = 40,
) -> Plot:
    """A chart of one sample of a run.

    sample: ``firm:zh`` and the like (kind and language, whose levels cannot be pooled); without
    it, the largest. issuers: codes or names of firms or governments to draw beside the sample.
    top: rows of a heat map. Raises ``MeasureError`` where there is nothing to draw.
    """
    if kind not in _PANEL_KINDS:
        raise MeasureError(
            f"There is no chart {kind!r} of a run.",
            where="kind",
            fix=f"Choose one of {', '.join(_PANEL_KINDS)}.",
        )
    panel, chosen = choose_sample(run.panel(by=by, measure=measure, scope=scope), sample)
    panel = panel.with_columns(unit_labels(panel))
    counts = run.counts.select("node", "in_index").collect()
    _known(lang)
    described = node_names(run.manifest, counts, panel, ())
    names = {node["id"]: short_name(node, lang) for node in described} | {
        COMPOSITE: word("composite", lang)
    }
    known = _known_issuers(panel, issuers)
    spec, note = _PANEL_KINDS[kind](Chosen(run, panel, chosen, known, names, lang, top))
    places = {
        "VALUE": f"{word(f'measure_{measure}', lang)} · {word(f'scope_{scope}', lang)}",
        "FORMAT": ".2~%" if measure.startswith("share") else ",.3~f",
        "CHOSEN": ", ".join(known),
        **colours(),
    }
    of = word(f"unit_{by}", lang), places["VALUE"]
    told = "单位：{}；指标：{}。" if lang == "zh" else " Unit: {}; measure: {}. "
    return Plot(_finished(spec, places), f"{chosen.text(lang)}{told.format(*of)}{note}")


def plot_reliability(cells: Sequence[Mapping[str, Any]], *, lang: str = "en") -> Plot:
    """How often a score was right: the ``calibration`` cells of an evaluation file."""
    spec, note = reliability(cells, _known(lang))
    return Plot(_finished(spec, colours()), note)


def plot_terms(terms: pl.DataFrame, *, top: int = 5, lang: str = "en") -> Plot:
    """The terms that carry each path: the table ``terms`` of ``Run.sensitivity``."""
    described = node_names({}, pl.DataFrame(schema=_COUNTED), terms, ())
    names = {node["id"]: short_name(node, _known(lang)) for node in described}
    spec, note = terms_chart(terms, names, top, lang)
    return Plot(_finished(spec, colours()), note)


def _finished(spec: dict[str, Any], places: Mapping[str, Any]) -> dict[str, Any]:
    return {**filled(spec, places), "config": {**config(), "background": "white"}}


def _known(lang: str) -> str:
    if lang not in LANGUAGES:
        raise MeasureError(
            f"There is no language {lang!r}.",
            where="lang",
            fix=f"Choose one of {', '.join(LANGUAGES)}.",
        )
    return lang


def _known_issuers(panel: pl.DataFrame, issuers: Sequence[str]) -> tuple[str, ...]:
    """The label under which each issuer goes on: its code if it has one, else its name."""
    found = []
    for issuer in issuers[:MAX_ISSUERS]:
        rows = panel.filter((pl.col("firm_code") == issuer) | (pl.col("firm_name") == issuer))
        if not rows.height:
            some = panel["issuer"].unique().sort().head(8).to_list()
            raise MeasureError(
                f"The sample has no issuer {issuer!r}.",
                where="issuers",
                fix=f"Use a code or a name as in documents.parquet, such as {', '.join(some)}.",
            )
        found.append(str(rows["issuer"][0]))
    if len(issuers) > MAX_ISSUERS:
        raise MeasureError(
            f"{len(issuers)} issuers cannot be told apart in one chart.",
            where="issuers",
            fix=f"Choose at most {MAX_ISSUERS}.",
        )
    return tuple(found)
