"""Fit the points of ``lexicons/cues.csv`` on the training labels.

The list of cues is written by hand; only their points are fitted: a logistic regression on the
presence of each cue and the kind of document, its coefficients times four, rounded. Cues of fewer
than eight training sentences and cues with no points are left out. Government documents teach
nothing about the actor, who is always the issuer. Prints the accuracy on both splits.
"""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from nqp_text.normalize import match_key

CHECKOUT = Path(__file__).resolve().parents[1]
LABELS = CHECKOUT.parent / "shared" / "labels"
CUES = CHECKOUT / "lexicons" / "cues.csv"
SCALE = 4
MINIMUM = 8
KINDS = {"zh": ("firm", "gov", "news"), "en": ("firm", "gov")}
CLASS_WEIGHTS = {
    "stance": {"background": 1, "plan": 1, "action": 1.2, "achievement": 1.3},
    "actor": None,
    "polarity": {"affirmed": 1, "risk": 2},
}
Row = dict[str, Any]


def read(split: str, attribute: str, lang: str) -> list[Row]:
    """Labelled sentences that can teach this attribute."""
    lines = (LABELS / f"{split}.jsonl").read_text(encoding="utf-8").splitlines()
    return [
        row
        for row in map(json.loads, lines)
        if row["lang"] == lang
        and row["labels"]
        and row[attribute] not in (None, "negated")
        and not (attribute == "actor" and row["kind"] == "gov")
    ]


def features(rows: list[Row], cues: list[str], lang: str) -> np.ndarray:
    """Presence of each cue as ``Scorecard`` sees it, then the kind of document."""
    edge = "(?<![a-z0-9]){}(?![a-z0-9])" if lang == "en" else "{}"
    patterns = [re.compile(edge.format(re.escape(cue))) for cue in cues]
    found = [
        [pattern.search(match_key(row["text"])) is not None for pattern in patterns]
        + [row["kind"] == kind for kind in KINDS[lang]]
        for row in rows
    ]
    return np.array(found, dtype=np.float32)


def fit(attribute: str, lang: str, cues: list[str]) -> list[tuple[str, str, str, str, int]]:
    """Rows of the cue file for one attribute and language."""
    train, dev = read("train", attribute, lang), read("dev", attribute, lang)
    table = features(train, cues, lang)
    keep = np.array([*(table[:, : len(cues)].sum(0) >= MINIMUM), *[True] * len(KINDS[lang])])
    names = [*cues, *(f"kind:{kind}" for kind in KINDS[lang])]
    model = LogisticRegression(C=0.25, max_iter=3000, class_weight=CLASS_WEIGHTS[attribute])
    model.fit(table[:, keep], [row[attribute] for row in train])
    weights, starts = model.coef_, model.intercept_
    if len(model.classes_) == 2:
        weights = np.vstack([0 * weights[0], weights[0]])
        starts = np.array([0, starts[0]])
    points, starts = np.round(weights * SCALE), np.round(starts * SCALE)
    for split, rows in (("train", train), ("dev", dev)):
        scores = features(rows, cues, lang)[:, keep] @ points.T + starts
        right = model.classes_[scores.argmax(1)] == [row[attribute] for row in rows]
        print(f"{attribute:9} {lang} {split:5} n {len(rows):5} accuracy {right.mean():.3f}")
    written = []
    for column, name in enumerate(name for name, kept in zip(names, keep, strict=True) if kept):
        for place, label in enumerate(model.classes_):
            start = starts[place] if name.startswith("kind:") else 0
            if value := int(points[place, column] + start):
                written.append((attribute, lang, name, str(label), value))
    return written + [
        (attribute, lang, "kind:other", str(label), int(start))
        for label, start in zip(model.classes_, starts, strict=True)
        if start
    ]


def main() -> None:
    """Refit all cues of the file and write it back."""
    with CUES.open(encoding="utf-8", newline="") as file:
        old = list(csv.DictReader(file))
    groups: dict[tuple[str, str], dict[str, None]] = {}
    for row in old:
        if not row["cue"].startswith("kind:"):
            groups.setdefault((row["attribute"], row["lang"]), {})[row["cue"]] = None
    with CUES.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["attribute", "lang", "cue", "label", "points"])
        for (attribute, lang), cues in groups.items():
            writer.writerows(fit(attribute, lang, list(cues)))


if __name__ == "__main__":
    main()
