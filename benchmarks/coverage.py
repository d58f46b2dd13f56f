"""Do nominal 95 % intervals hold the truth 95 times of 100? Simulated panels with known truth.

    python benchmarks/coverage.py [--quick | --speed | --repetitions N]

Documents of 150 to 3,000 sentences; the true share of every path of every document is drawn once
(mean 2 %, half of them below 1.3 %). Sentences of a path come in runs: with probability ``stay``
a sentence is what the one before was, which makes the variance of a share (1 + stay) / (1 - stay)
times that of independent sentences. A tagger with errors, a lexicon with missing terms and an
evaluation on a random sample are drawn anew in every repetition. The intervals are those of
``nqp_text.index.build``, from tables like those of a run.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from nqp_text.index import build
from nqp_text.outputs.schema import COUNTS, DOCUMENTS, MENTIONS
from nqp_text.records import NodeErrors

PATHS = tuple(f"path.p{number}" for number in range(9))
CHARS = 40
"""Characters of every sentence."""

UNKNOWN = (None, None, None)


@dataclass(frozen=True)
class Setting:
    """What is simulated: how sentences cluster, and which errors there are."""

    name: str
    stay: float = 0.0
    recall: float = 1.0
    false_positive: float = 0.0
    doubt: float = 0.0
    labelled: int = 4_000


SETTINGS = (
    Setting("independent sentences"),
    Setting("runs of sentences (variance × 2)", stay=1 / 3),
    Setting("long runs (variance × 3)", stay=1 / 2),
    Setting("runs, lexicon lacks a tenth of its terms", stay=1 / 3, doubt=0.1),
    Setting("runs, classifier (recall .8, false positives .4 %)", 1 / 3, 0.8, 0.004),
    Setting("runs, lexicon, classifier", 1 / 3, 0.8, 0.004, 0.1),
)
MEASURES = ("share_listed", "share", "ln1p")
"""Rates and counts have the intervals of shares, on another scale."""


class World:
    """Documents with fixed true shares; every repetition draws their sentences anew."""

    def __init__(self, documents: int, seed: int) -> None:
        self.chance = np.random.default_rng(seed)
        low, high = np.log(150), np.log(3_000)
        self.sentences = np.exp(self.chance.uniform(low, high, documents)).astype(int)
        self.shares = self.chance.gamma(1.0, 0.02, (documents, len(PATHS))).clip(2e-4, 0.5)
        self.ids = [f"d{number:04}" for number in range(documents)]

    def tables(self, setting: Setting) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
        """Documents, counts and mentions of one repetition."""
        lost = self.chance.random((len(PATHS), 60)) < setting.doubt
        rows = list(self._mentions(setting, lost))
        mentions = pl.DataFrame(
            {name: np.concatenate([row[name] for row in rows]) for name in rows[0]}
        ).with_columns(
            doc_id=pl.col("doc").replace_strict(dict(enumerate(self.ids)), return_dtype=pl.String),
            node=pl.col("path").replace_strict(dict(enumerate(PATHS)), return_dtype=pl.String),
            matched=pl.format("t{}", "term"),
            list_size=pl.len().over("doc", "sentence_id").cast(pl.Int32),
        )
        found = mentions.group_by("doc_id", "node").agg(
            n=pl.len(), weighted=(1 / pl.col("list_size")).sum()
        )
        counts = (
            pl.DataFrame({"doc_id": self.ids, "sentences": self.sentences})
            .join(pl.DataFrame({"node": PATHS}), how="cross")
            .join(found, on=["doc_id", "node"], how="left", maintain_order="left")
            .with_columns(pl.col("n", "weighted").fill_null(0))
        )
        return self._documents(), _counts(counts), _filled(MENTIONS, mentions, _MENTION)

    def _mentions(self, setting: Setting, lost: np.ndarray) -> Iterator[dict[str, np.ndarray]]:
        for doc, n in enumerate(self.sentences):
            for path in range(len(PATHS)):
                truth = self._runs(n, self.shares[doc, path], setting.stay)
                chance = self.chance.random(n)
                found = np.where(truth, chance < setting.recall, chance < setting.false_positive)
                at = np.flatnonzero(found)
                # Terms by the law of Zipf: the first of 60 carries a fifth of the hits.
                terms = np.searchsorted(_ZIPF, self.chance.random(len(at)))
                kept = ~lost[path, terms]
                at, terms = at[kept], terms[kept]
                yield {
                    "doc": np.full(len(at), doc),
                    "path": np.full(len(at), path),
                    "sentence_id": at,
                    "term": terms,
                }

    def _runs(self, n: int, share: float, stay: float) -> np.ndarray:
        fresh = self.chance.random(n) >= stay
        fresh[0] = True
        drawn = self.chance.random(n) < share
        return np.asarray(drawn[np.maximum.accumulate(np.where(fresh, np.arange(n), 0))])

    def _documents(self) -> pl.DataFrame:
        values = {"doc_id": self.ids, "path": self.ids, "firm_code": self.ids}
        return _filled(DOCUMENTS, pl.DataFrame(values), _DOCUMENT)

    def evaluation(self, setting: Setting) -> tuple[NodeErrors, ...]:
        """The tagger judged on a random sample of the sentences of all documents."""
        if setting.recall == 1.0 and not setting.false_positive:
            return ()
        cells = []
        for path, node in enumerate(PATHS):
            share = float(np.average(self.shares[:, path], weights=self.sentences))
            positive = self.chance.binomial(setting.labelled, share)
            recall = setting.recall * (1 - setting.doubt)
            tp = self.chance.binomial(positive, recall)
            fp = self.chance.binomial(setting.labelled - positive, setting.false_positive)
            cells.append(
                NodeErrors(node, "all", "all", setting.labelled, float(setting.labelled),
                           float(tp), float(fp), float(positive - tp),
                           float(setting.labelled - positive - fp), UNKNOWN, UNKNOWN, UNKNOWN)
            )  # fmt: skip
        return tuple(cells)


_ZIPF = np.cumsum(1 / np.arange(1, 61)) / np.sum(1 / np.arange(1, 61))
_DOCUMENT = {
    "status": "ok", "kind": "firm", "lang": "zh", "report_type": "annual", "is_primary": True,
    "year": 2023, "section": "all", "pages": 10, "pages_read": 10, "primary_rule": "",
    "firm_name": "", "published": "", "mdna_found": True,
}  # fmt: skip
_MENTION = {
    "section": "mdna", "block": "prose", "stance": "action", "actor": "own",
    "polarity": "affirmed", "hits": 1, "text": "",
}  # fmt: skip


def _filled(table: object, frame: pl.DataFrame, values: dict[str, object]) -> pl.DataFrame:
    schema = table.schema  # type: ignore[attr-defined]
    missing = [name for name in schema if name not in frame.columns]
    return frame.with_columns(
        pl.lit(values.get(name), dtype=schema[name]).alias(name) for name in missing
    ).select(pl.col(name).cast(schema[name]) for name in schema)


def _counts(frame: pl.DataFrame) -> pl.DataFrame:
    scopes = ("attention", "own", "substantive", "implementation")
    return _filled(
        COUNTS,
        frame.with_columns(
            *(pl.col("n").alias(scope) for scope in scopes),
            *(pl.col("weighted").alias(f"{scope}_weighted") for scope in scopes),
            terms=pl.col("n"),
            chars=pl.col("sentences") * CHARS,
            words=pl.col("sentences") * CHARS // 2,
        ),
        {"section": "all", "in_index": True, "negated": 0, "risk": 0},
    )


def truths(world: World, measure: str, kept: float) -> np.ndarray:
    """The true values of all cells: of the paths, then of the composite."""
    n = world.sentences[:, None]
    share = world.shares * kept
    value = {
        "share_listed": share * _weight_of_a_mention(share),
        "share": share,
        "ln1p": np.log1p(share * n),
    }[measure]
    return np.column_stack([value, value.mean(axis=1)])


def _weight_of_a_mention(shares: np.ndarray) -> np.ndarray:
    """Mean of 1/k over the sentences of a path: other paths are in them independently.

    E[1/(1 + N)] is the integral of E[t^N] from 0 to 1, a polynomial, so the quadrature is exact.
    """
    points, weights = np.polynomial.legendre.leggauss(6)
    total = np.zeros_like(shares)
    for t, weight in zip((points + 1) / 2, weights / 2, strict=True):
        one = 1 - shares + shares * t
        total += weight * one.prod(axis=1, keepdims=True) / one
    return total


def cover(world: World, setting: Setting, repetitions: int) -> pl.DataFrame:
    """Whether each interval held the truth: one row per cell and repetition."""
    found = []
    for repetition in range(repetitions):
        documents, counts, mentions = world.tables(setting)
        evaluation = world.evaluation(setting)
        # Corrected for the classifier, the truth is that of all sentences of the path; else it
        # is what lexicons like this one find on average.
        kept = 1.0 if evaluation else 1 - setting.doubt
        for measure in MEASURES:
            panel = build(documents, counts, mentions=mentions, measure=measure, min_chars=1,
                          doubt=setting.doubt, evaluation=evaluation)  # fmt: skip
            truth = truths(world, measure, kept)
            expected = np.column_stack([world.shares * world.sentences[:, None],
                                        np.full(len(world.ids), np.inf)])  # fmt: skip
            found.append(
                panel.select(
                    "low", "high", "value", "errors",
                    composite=pl.col("path") == "composite",
                    measure=pl.lit(measure),
                    repetition=pl.lit(repetition),
                    truth=pl.Series(truth.ravel()),
                    expected=pl.Series(expected.ravel()),
                )
            )  # fmt: skip
    cells = pl.concat(found)
    return cells.with_columns(
        held=(pl.col("low") <= pl.col("truth")) & (pl.col("truth") <= pl.col("high"))
    )


def print_speed(seed: int) -> None:
    """Processor time of a panel of 10,000 documents, nine paths and 500 replicates."""
    world = World(10_000, seed)
    setting = SETTINGS[-1]
    documents, counts, mentions = world.tables(setting)
    evaluation = world.evaluation(setting)
    for name, options in (
        ("counts alone", {}),
        ("sentences and terms", {"mentions": mentions}),
        ("with 500 replicates of the classifier", {"mentions": mentions, "evaluation": evaluation}),
    ):
        began = time.process_time()
        panel = build(documents, counts, measure="share", **options)
        took = time.process_time() - began
        print(
            f"{name}: {panel.height} cells, {mentions.height} mentions, {took:.1f} s of processor"
        )


def _said(cells: pl.DataFrame) -> str:
    """The coverage in per cent, and its standard error over the repetitions."""
    by = cells.group_by("repetition", maintain_order=True).agg(pl.col("held").mean())["held"]
    error = float(by.std() or 0.0) / len(by) ** 0.5 if len(by) else 0.0  # type: ignore[arg-type]
    return f"{100 * cells['held'].mean():.1f} ± {100 * error:.1f}"  # type: ignore[operator]


def main() -> None:
    """Print a table of coverages in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="fewer documents and repetitions")
    parser.add_argument("--repetitions", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--speed", action="store_true", help="time 10,000 documents instead")
    arguments = parser.parse_args()
    if arguments.speed:
        print_speed(arguments.seed)
        return
    documents, repetitions = (40, 6) if arguments.quick else (40, arguments.repetitions)
    began = time.process_time()
    print("| simulated | errors | cells | all paths | <2 | 2-10 | >10 hits expected | composite |")
    print("|---|---|---|---|---|---|---|---|")
    for number, setting in enumerate(SETTINGS):
        world = World(documents, arguments.seed + number)
        cells = cover(world, setting, repetitions)
        paths = cells.filter(~pl.col("composite"))
        parts = [
            paths,
            *(
                paths.filter(pl.col("expected").is_between(low, high, closed="left"))
                for low, high in ((0, 2), (2, 10), (10, 1e9))
            ),
            cells.filter("composite"),
        ]
        errors = ", ".join(sorted(set(paths["errors"])))
        print(f"| {setting.name} | {errors} | {paths.height} |", end="")
        print(*map(_said, parts), sep=" | ", end=" |\n", flush=True)
        for measure in MEASURES:
            alone = [_said(part.filter(measure=measure)) for part in parts]
            print(f"| - {measure} | | |", " | ".join(alone), "|", flush=True)
    print(f"\n{time.process_time() - began:.0f} s of processor time", flush=True)


if __name__ == "__main__":
    main()
