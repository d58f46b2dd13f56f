"""Where the hybrid fails: traps, translations that should agree, sentences that coders doubted.

    python benchmarks/hard_cases.py DEV.jsonl TRAPS.jsonl [MODEL]

- traps: share whose set of paths is exactly right, by language;
- aligned pairs of DEV (ids X and X-en): share with the same set of paths on both sides;
- micro-F1 over the paths by the coder's confidence and by the stratum that drew the sentence.

Prints Markdown.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nqp_text.index.intervals import wilson
from nqp_text.pipeline import Line, tag_lines
from nqp_text.settings import Settings

Row = dict[str, Any]


def records(path: str) -> list[Row]:
    """The labelled sentences of a JSONL file."""
    lines = Path(path).read_text(encoding="utf-8").split("\n")
    return [json.loads(line) for line in lines if line.strip()]


def paths(labels: Any) -> frozenset[str]:
    """The paths among some labels."""
    return frozenset(label for label in labels if label.startswith("path."))


def found_in(rows: list[Row], settings: Settings) -> list[frozenset[str]]:
    """The paths that are found in each sentence."""
    lines = [
        Line(row["text"], row.get("kind", "firm"), row["lang"], row.get("prev") or "")
        for row in rows
    ]
    return [paths(m.node for m in tagged.mentions) for tagged in tag_lines(lines, settings)]


def micro_f1(found: list[frozenset[str]], rows: list[Row]) -> float:
    """Over all decisions about paths."""
    truth = [paths(row["labels"]) for row in rows]
    hits = sum(len(a & b) for a, b in zip(found, truth, strict=True))
    return 2 * hits / max(1, sum(map(len, found)) + sum(map(len, truth)))


def share(hits: int, total: int) -> str:
    """A share with its 95 % interval (Wilson)."""
    _, low, high = wilson(hits, total)
    return f"{hits} of {total} ({hits / total:.1%} [{low:.1%}, {high:.1%}])"


def main() -> None:
    """Tag and print."""
    model = sys.argv[3] if len(sys.argv) > 3 else None
    settings = Settings(model=model) if model else Settings()
    dev, traps = records(sys.argv[1]), records(sys.argv[2])
    right = [
        found == paths(row["labels"])
        for found, row in zip(found_in(traps, settings), traps, strict=True)
    ]
    for lang in ("zh", "en"):
        own = [hit for hit, row in zip(right, traps, strict=True) if row["lang"] == lang]
        print(f"Traps, {lang}: {sum(own)} of {len(own)}.")
    print(f"Traps: {share(sum(right), len(right))}.\n")

    answers = found_in(dev, settings)
    by_id = {row["id"]: answer for row, answer in zip(dev, answers, strict=True)}
    pairs = [(by_id[name], by_id[f"{name}-en"]) for name in by_id if f"{name}-en" in by_id]
    same = sum(zh == en for zh, en in pairs)
    print(f"Aligned pairs with the same paths: {share(same, len(pairs))}.")
    found = [zh == en for zh, en in pairs if zh or en]
    print(f"Where either side has a path: {share(sum(found), len(found))}.\n")

    print("| | sentences | micro-F1 |\n|---|---|---|")
    keys: dict[str, Callable[[Row], object]] = {
        "confidence of the coder": lambda row: row.get("confidence"),
        "stratum": lambda row: row.get("stratum"),
    }
    for title, key in keys.items():
        for value in sorted({str(key(row)) for row in dev}):
            inside = [at for at, row in enumerate(dev) if str(key(row)) == value]
            score = micro_f1([answers[at] for at in inside], [dev[at] for at in inside])
            print(f"| {title} {value} | {len(inside)} | {score:.3f} |")
    print(f"| all | {len(dev)} | {micro_f1(answers, dev):.3f} |")


if __name__ == "__main__":
    main()
