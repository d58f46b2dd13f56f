"""How far do two readings of the same sentences agree? No classifier can be better than that.

    python benchmarks/second_reading.py FIRST.jsonl SECOND.jsonl

Both are labelled sentences (``id``, ``labels``, ``lang``, ``kind``, ``confidence``); those of
SECOND are looked up in FIRST by ``id``. Micro-F1 over the nine paths with 95 % intervals from
resampling sentences, by language, kind, and the first coder's confidence; stance, actor and
polarity where both gave a label. Prints Markdown.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import numpy as np
from hard_cases import Row, paths, records

DRAWS = 1000


def micro_f1(pairs: list[tuple[Row, Row]]) -> tuple[float, float, float]:
    """Over all decisions about paths, with the ends of its interval."""
    counts = np.array([_hits_and_total(a, b) for a, b in pairs])
    draws = np.random.default_rng(0).integers(0, len(pairs), (DRAWS, len(pairs)))
    drawn = [2 * hits / max(1, total) for hits, total in counts[draws].sum(1)]
    hits, total = counts.sum(0)
    low, high = np.quantile(drawn, [0.025, 0.975])
    return 2 * float(hits) / max(1, total), float(low), float(high)


def _hits_and_total(first: Row, second: Row) -> tuple[int, int]:
    one, other = paths(first["labels"]), paths(second["labels"])
    return len(one & other), len(one) + len(other)


def main() -> None:
    """Compare and print."""
    first = {row["id"]: row for row in records(sys.argv[1])}
    pairs = [(first[row["id"]], row) for row in records(sys.argv[2]) if row["id"] in first]
    groups: dict[str, Callable[[Row], bool]] = {
        "all": lambda row: True,
        "zh firm": lambda row: (row["lang"], row["kind"]) == ("zh", "firm"),
        "zh gov": lambda row: (row["lang"], row["kind"]) == ("zh", "gov"),
        "en firm": lambda row: (row["lang"], row["kind"]) == ("en", "firm"),
        "en gov": lambda row: (row["lang"], row["kind"]) == ("en", "gov"),
        "confidence 3": lambda row: row["confidence"] == 3,
        "confidence 2": lambda row: row["confidence"] == 2,
        "confidence 1": lambda row: row["confidence"] == 1,
    }
    print("| | sentences | micro-F1 of the second reading |\n|---|---|---|")
    for name, belongs in groups.items():
        own = [pair for pair in pairs if belongs(pair[0])]
        if own:
            value, low, high = micro_f1(own)
            print(f"| {name} | {len(own)} | {value:.3f} [{low:.3f}, {high:.3f}] |")
    print()
    for name in ("stance", "actor", "polarity"):
        both = [(a, b) for a, b in pairs if a["labels"] and b["labels"] and a.get(name)]
        same = sum(a[name] == b[name] for a, b in both)
        print(f"Same {name}: {same} of {len(both)} ({same / max(1, len(both)):.1%}).")


if __name__ == "__main__":
    main()
