"""How good the keyword classifier is on the labelled sentences and on the traps.

Run it beside the shared data: ``python benchmarks/keyword_quality.py [--split dev]``.
It prints precision, recall and F1 of the path labels by language and kind and per path, the
accuracy of stance, actor and polarity, and the score on the traps. ``--errors NODE`` lists false
positives and misses of a node, ``--templates`` the training sentences that each template voids.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nqp_text.normalize import match_key
from nqp_text.records import Mention, Sentence
from nqp_text.tagging import load_lexicon, load_tagger
from nqp_text.tagging.actor import actor_of
from nqp_text.tagging.scorecard import load_scorecards
from nqp_text.tagging.templates import VOID
from nqp_text.text.tokenizers import words_zh

SHARED = Path(__file__).resolve().parents[2] / "shared"
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Score:
    """True positives, false positives, misses."""

    right: int
    wrong: int
    missed: int

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / total if total else float("nan")

    def __str__(self) -> str:
        precision = self.right / max(1, self.right + self.wrong)
        recall = self.right / max(1, self.right + self.missed)
        return f"P {precision:.3f}  R {recall:.3f}  F1 {self.f1:.3f}"


def rows_of(path: Path) -> list[Row]:
    """The rows of a JSONL file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def tag_rows(rows: list[Row], tagger: Any) -> list[list[Mention]]:
    """The mentions of each row, tagged by kind of document."""
    found: list[list[Mention]] = [[] for _ in rows]
    for kind in ("firm", "gov", "news", "other"):
        sentences = [
            Sentence(i, 1, "", "prose", row["lang"], 0, len(row["text"]), row["text"])
            for i, row in enumerate(rows)
            if row.get("kind", "firm") == kind
        ]
        for mention in tagger.tag(sentences, kind).mentions:
            found[mention.sentence_id].append(mention)
    return found


def is_path(node: str) -> bool:
    """Whether the node is one of the nine paths."""
    return node.startswith("path.")


def score(
    rows: Iterable[Row], found: Iterable[list[Mention]], keep: Callable[[str], bool]
) -> tuple[Score, dict[str, Score]]:
    """Micro score over the nodes to keep, and the score of each."""
    counts: dict[str, Counter[str]] = {}
    for row, mentions in zip(rows, found, strict=True):
        gold = {node for node in row["labels"] if keep(node)}
        tagged = {mention.node for mention in mentions if keep(mention.node)}
        for node in gold | tagged:
            case = "right" if node in gold & tagged else "missed" if node in gold else "wrong"
            counts.setdefault(node, Counter())[case] += 1
    per = {n: Score(c["right"], c["wrong"], c["missed"]) for n, c in sorted(counts.items())}
    every = list(per.values())
    total = Score(*(sum(getattr(s, f) for s in every) for f in ("right", "wrong", "missed")))
    return total, per


def print_paths(rows: list[Row], found: list[list[Mention]]) -> None:
    """Path labels by language and kind, then the facets."""
    groups = sorted({(row["lang"], row["kind"]) for row in rows})
    selections: list[tuple[str, Callable[[Row], bool]]] = [("all", lambda row: True)]
    selections += [(lang, lambda r, a=lang: r["lang"] == a) for lang in ("zh", "en")]
    selections += [
        (f"{lang} {kind}", lambda r, a=lang, k=kind: (r["lang"], r["kind"]) == (a, k))
        for lang, kind in groups
    ]
    for name, chosen in selections:
        pairs = [(r, f) for r, f in zip(rows, found, strict=True) if chosen(r)]
        total, per = score([r for r, _ in pairs], [f for _, f in pairs], is_path)
        macro = sum(s.f1 for s in per.values()) / max(1, len(per))
        print(f"{name:10} n {len(pairs):6}  {total}  macro-F1 {macro:.3f}")
        if name in ("zh", "en"):
            for node, item in per.items():
                print(f"    {node:22} {item.right:5} {item.wrong:5} {item.missed:5}  {item}")
    total, per = score(rows, found, lambda node: not is_path(node))
    print(f"{'facets':10} n {len(rows):6}  {total}")
    for node, item in per.items():
        print(f"    {node:24} {item.right:5} {item.wrong:5} {item.missed:5}  {item}")


def print_attributes(rows: list[Row], found: list[list[Mention]]) -> None:
    """Accuracy of stance, actor and polarity on labelled sentences."""
    cards = load_scorecards()
    for lang in ("zh", "en"):
        labelled = [row for row in rows if row["lang"] == lang and row["labels"]]
        right = Counter[str]()
        for row in labelled:
            reading = cards[lang].read(match_key(row["text"]), row["kind"])
            actor = actor_of(reading, row["kind"])
            # Labels call the issuer "own" in every kind of document.
            gold = "government" if (row["kind"], row["actor"]) == ("gov", "own") else row["actor"]
            right["stance"] += reading.stance == row["stance"]
            right["actor"] += actor == gold
        ids = {id(row) for row in labelled}
        pairs = [(r, f) for r, f in zip(rows, found, strict=True) if id(r) in ids and f]
        agree = sum(f[0].polarity == r["polarity"] for r, f in pairs)
        print(
            f"{lang} labelled {len(labelled)}: stance {right['stance'] / len(labelled):.3f}  "
            f"actor {right['actor'] / len(labelled):.3f}  "
            f"polarity (tagged and labelled, n {len(pairs)}) {agree / max(1, len(pairs)):.3f}"
        )


def print_traps(tagger: Any, verbose: bool) -> None:
    """How many traps have exactly the right paths, by what they test."""
    traps = rows_of(SHARED / "codebook" / "traps.jsonl")
    found = [
        tag_rows([trap | {"kind": "gov" if trap["actor"] == "government" else "firm"}], tagger)[0]
        for trap in traps
    ]
    right, groups = Counter[str](), Counter[str]()
    for trap, mentions in zip(traps, found, strict=True):
        gold = {node for node in trap["labels"] if is_path(node)}
        tagged = {mention.node for mention in mentions if is_path(mention.node)}
        group = trap["nm"] or trap["polarity"]
        groups[group] += 1
        right[group] += gold == tagged
        if verbose and gold != tagged:
            evidence = [(m.node, m.evidence) for m in mentions]
            print(f"  {trap['id']} {group}: {sorted(gold)} <> {evidence} | {trap['text']}")
    print(f"traps {sum(right.values())}/{len(traps)}", dict(groups), "right", dict(right))


def print_errors(rows: list[Row], found: list[list[Mention]], node: str, lang: str) -> None:
    """False positives (+) and misses (-) of one node."""
    wrong, missed = Counter[str](), []
    for row, mentions in zip(rows, found, strict=True):
        if row["lang"] != lang:
            continue
        tagged = [m for m in mentions if m.node == node]
        if tagged and node not in row["labels"]:
            wrong[match_key(tagged[0].evidence)] += 1
            print(f"  + {tagged[0].evidence} {row['labels']} | {row['text'][:200]}")
        elif node in row["labels"] and not tagged:
            missed.append(row["text"][:200])
    for text in missed:
        print("  -", text)
    print(wrong.most_common(40))


def print_templates(rows: list[Row]) -> None:
    """How many sentences each template voids, and how many of them are labelled."""
    for template in VOID:
        matched = [
            row
            for row in rows
            if row["lang"] == template.lang
            and row["kind"] in template.kinds
            and template.pattern.search(match_key(row["text"]))
            and not (template.unless and template.unless.search(match_key(row["text"])))
        ]
        labelled = sum(any(map(is_path, row["labels"])) for row in matched)
        print(
            f"{template.lang} {template.reason:14} {len(matched):5} matched {labelled:4} labelled"
        )


def main() -> None:
    """Read the options and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--split", default="dev")
    parser.add_argument("--lexicon", type=Path, action="append", default=[])
    parser.add_argument("--errors", default="")
    parser.add_argument("--lang", default="zh")
    parser.add_argument("--templates", action="store_true")
    parser.add_argument("--traps", action="store_true", help="list the traps that come out wrong")
    options = parser.parse_args()
    rows = rows_of(SHARED / "labels" / f"{options.split}.jsonl")
    if options.templates:
        return print_templates(rows)
    tagger = load_tagger("lexicon", lexicon=load_lexicon(options.lexicon), words=words_zh)
    found = tag_rows(rows, tagger)
    if options.errors:
        return print_errors(rows, found, options.errors, options.lang)
    print_paths(rows, found)
    print_attributes(rows, found)
    print_traps(tagger, options.traps)
    return None


if __name__ == "__main__":
    main()
