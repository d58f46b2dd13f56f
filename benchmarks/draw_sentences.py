"""Draws unlabelled sentences from raw text: for distillation, and to choose from what to code next.

    python benchmarks/draw_sentences.py --known train.jsonl dev.jsonl --out pool.jsonl \
        --part zh.txt.xz:30000:146000:zh:firm:45000 --pairs parallel.tsv.xz:5000
    python benchmarks/draw_sentences.py --select pool.jsonl --model models/nqp-mini \
        --quota zh:firm:1000 --out to-code.jsonl

A part is FILE:FIRST:LAST:LANG:KIND:SENTENCES: so many sentences of the lines from FIRST to LAST,
which are of one kind of document. Sentences that are known (letters compared, nothing else) are
left out, and none is drawn twice. ``--pairs`` adds aligned sentences.

``--select`` asks a model and picks the sentences that teach most, by quotas: near a threshold
(45 %, the paths alike), network and linear model apart (20 %), lexicon and hybrid apart (10 %),
surely positive (15 %) and at random (10 %); ``why`` says which.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

ENDS = {
    "zh": re.compile(r"(?<=[。！？；])(?![”’」』）])"),
    "en": re.compile(r'(?<=[.!?])\s+(?=[A-Z“"(])'),
}
LENGTHS = {"zh": (10, 220), "en": (40, 600)}
LONGEST_LINE = 6_000
SHARES = {"uncertain": 0.45, "disagree": 0.2, "lexicon": 0.1, "positive": 0.15, "random": 0.1}


def letters(text: str) -> str:
    """What two sentences are compared by."""
    return re.sub(r"[\W\d_]+", "", text.lower())


def lines_of(path: Path) -> list[str]:
    """The lines of a text file or an .xz archive."""
    if path.suffix == ".xz":
        with lzma.open(path, "rt", encoding="utf-8") as stream:
            return [line.rstrip("\n") for line in stream]
    return path.read_text(encoding="utf-8").split("\n")


def draw(part: str, known: set[str], generator: random.Random) -> list[dict[str, Any]]:
    """The sentences of one part."""
    name, first, last, lang, kind, wanted = part.rsplit(":", 5)
    lines = lines_of(Path(name))[int(first) : int(last)]
    order = list(range(len(lines)))
    generator.shuffle(order)
    shortest, longest = LENGTHS[lang]
    found: list[dict[str, Any]] = []
    for at in order:
        if len(lines[at]) > LONGEST_LINE:
            continue
        before = ""
        for sentence in filter(None, map(str.strip, ENDS[lang].split(lines[at]))):
            key = letters(sentence)
            if shortest <= len(sentence) <= longest and key not in known:
                known.add(key)
                found.append({"lang": lang, "kind": kind, "text": sentence, "prev": before})
            before = sentence
        if len(found) >= int(wanted):
            break
    return found


def draw_pairs(part: str, known: set[str], generator: random.Random) -> list[dict[str, Any]]:
    """Both sides of aligned sentences, as government text."""
    name, wanted = part.rsplit(":", 1)
    pairs = [cells for line in lines_of(Path(name)) if len(cells := line.split("\t")) == 2]
    generator.shuffle(pairs)
    found: list[dict[str, Any]] = []
    for left, right in pairs:
        zh, en = (left, right) if re.search("[\u4e00-\u9fff]", left) else (right, left)
        fits = 10 <= len(zh) <= 220 and 30 <= len(en) <= 700
        if fits and letters(zh) not in known and letters(en) not in known:
            known |= {letters(zh), letters(en)}
            number = len(found) // 2
            for lang, text in (("zh", zh), ("en", en)):
                found.append(
                    {"lang": lang, "kind": "gov", "text": text, "prev": "", "pair": number}
                )
        if len(found) >= 2 * int(wanted):
            break
    return found


def select(pool: list[dict[str, Any]], model: Path, quotas: Iterable[str]) -> list[dict[str, Any]]:
    """The sentences to code next, with the reason."""
    from nqp_text.tagging.decisions import read_decisions
    from nqp_text.tagging.keyword import LexiconTagger
    from nqp_text.tagging.lexicon import load_lexicon
    from nqp_text.tagging.model_folder import open_model
    from nqp_text.taxonomy import load_taxonomy
    from nqp_text.text import words_zh
    from nqp_text.training.classifier.distil import answers_of, sentence_of

    folder, taxonomy = open_model(model), load_taxonomy()
    items = [sentence_of(record, str(number)) for number, record in enumerate(pool)]
    lexicon = LexiconTagger(load_lexicon((), taxonomy), words_zh)
    answers = answers_of(model, items, folder.nodes, lexicon)
    paths = [at for at, node in enumerate(folder.nodes) if node.startswith("path.")]
    decisions = read_decisions(folder.decisions, "hybrid", folder.nodes)
    score, limit = answers.probabilities[:, paths], decisions.thresholds[paths]
    network, linear = (1 / (1 + np.exp(-answers.network[:, paths]))), answers.linear[:, paths]
    near = 1 - np.abs(score - limit) / np.maximum(limit, 1 - limit)
    apart = np.abs(network - 1 / (1 + np.exp(-linear))).max(1) * answers.read
    lexical = np.where(answers.found[:, paths, 0], 1 - score, 0).max(1)
    generator = np.random.default_rng(3)
    chance = generator.random(len(pool))
    chosen: dict[int, str] = {}

    def add(inside: Any, value: Any, count: int, why: str) -> None:
        order = np.argsort(-(value + generator.random(len(value)) * 0.05))
        best = [int(at) for at in order if inside[at] and int(at) not in chosen][: 2 * count]
        for at in generator.permutation(best)[:count]:
            chosen[int(at)] = why

    for quota in quotas:
        lang, kind, count = quota.split(":")
        group = np.array([r["lang"] == lang and r["kind"] == kind for r in pool])
        number = {why: int(int(count) * share) for why, share in SHARES.items()}
        for column in range(len(paths)):
            close = np.abs(score[:, column] - limit[column]) < 0.3
            add(group & close, near[:, column], number["uncertain"] // len(paths), "uncertain")
        add(group, apart, number["disagree"], "disagree")
        add(group, lexical, number["lexicon"], "lexicon")
        add(group & (score.max(1) > 0.6), chance, number["positive"], "positive")
        add(group, chance, number["random"], "random")
    return [{**pool[at], "id": str(at), "why": why} for at, why in chosen.items()]


def main() -> None:
    """Draw or select, and write JSONL."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", action="append", default=[])
    parser.add_argument("--pairs", default="")
    parser.add_argument("--known", type=Path, nargs="*", default=[])
    parser.add_argument("--select", type=Path)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--quota", action="append", default=[])
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    if arguments.select:
        pool = [json.loads(line) for line in lines_of(arguments.select) if line]
        found = select(pool, arguments.model, arguments.quota)
    else:
        generator = random.Random(7)
        known = {
            letters(json.loads(line)["text"])
            for file in arguments.known
            for line in lines_of(file)
            if line
        }
        found = [row for part in arguments.part for row in draw(part, known, generator)]
        if arguments.pairs:
            found += draw_pairs(arguments.pairs, known, generator)
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in found)
    arguments.out.write_text(text, encoding="utf-8", newline="\n")
    print(f"{len(found)} sentences")


if __name__ == "__main__":
    main()
