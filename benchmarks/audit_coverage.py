"""Do the intervals of an audit hold the truth? Stratified samples from populations that are known.

    python benchmarks/audit_coverage.py [SAMPLE_SIZE] [AUDITS]

The strata have the sizes of a real run (30 documents, 19,000 sentences). A found path is right in
three of four sentences; a sentence without findings misses each path with the given probability,
one with other findings three times as often. For each population the script draws audits and prints
how often the 95 % intervals hold the true precision, recall and F1: per path, micro and macro.
"""

from __future__ import annotations

import sys

import numpy as np

from nqp_text.taxonomy import load_taxonomy
from nqp_text.validation.audit_draw import allocate
from nqp_text.validation.evaluation import Judgement, evaluate
from nqp_text.validation.gold import Gold, GoldSentence
from nqp_text.validation.predictions import Prediction

TAXONOMY = load_taxonomy()
PATHS = TAXONOMY.paths
FOUND = (517, 253, 125, 51, 389, 263, 104, 65, 771)
SIZES = {f"zh {path}": size for path, size in zip(PATHS, FOUND, strict=True)}
SIZES |= {"zh nominated": 3870, "zh rest": 12735}
MISSED = (0.0005, 0.004, 0.02)


def population(missed, rng):
    """Per stratum what is found and what is true, both (sentences, paths)."""
    made = {}
    for name, size in SIZES.items():
        part = name.split(" ", 1)[1]
        found = np.zeros((size, len(PATHS)), dtype=bool)
        if part in PATHS:
            found = rng.random(found.shape) < 0.1
            found[:, PATHS.index(part)] = True
        true = found & (rng.random(found.shape) < 0.75)
        true |= ~found & (rng.random(found.shape) < (missed if part == "rest" else 3 * missed))
        made[name] = found, true
    return made


def audit(strata, size, rng):
    """The evaluation of one audit of ``size`` sentences."""
    sentences, predictions, weights = [], [], []
    for name, number in allocate(SIZES, size).items():
        found, true = strata[name]
        for row in rng.choice(len(found), number, replace=False):
            labels = {PATHS[at]: None for at in np.flatnonzero(true[row])}
            text = str(len(sentences))
            sentences.append(GoldSentence(text, text, "zh", "firm", stratum=name, stances=labels))
            said = {PATHS[at]: (None, None, None) for at in np.flatnonzero(found[row])}
            predictions.append(Prediction(said))
            weights.append(SIZES[name] / number)
    gold = Gold("audit", "", tuple(sentences))
    seed = int(rng.integers(1 << 30))
    judgement = Judgement("made up", predictions)
    options = {"weights": np.array(weights), "replicates": 300, "seed": seed}
    return evaluate(gold, [judgement], TAXONOMY, **options).evaluations[0]


def coverage(missed, size, audits, rng):
    """Share of intervals that hold the truth, by score and what is averaged."""
    strata = population(missed, rng)
    found, true = (np.concatenate([pair[at] for pair in strata.values()]) for at in (0, 1))
    tp, fp, fn = (found & true).sum(0), (found & ~true).sum(0), (~found & true).sum(0)
    truth = {
        "precision": tp / (tp + fp),
        "recall": tp / (tp + fn),
        "f1": 2 * tp / (2 * tp + fp + fn),
    }
    micro = {
        "precision": tp.sum() / (tp + fp).sum(),
        "recall": tp.sum() / (tp + fn).sum(),
        "f1": 2 * tp.sum() / (2 * tp + fp + fn).sum(),
    }
    hits = {}
    for _ in range(audits):
        made = audit(strata, size, rng)
        for score in truth:
            for cell in made.cells:
                if (cell.lang, cell.kind) == ("all", "all") and cell.node in PATHS:
                    note(
                        hits,
                        score,
                        "path",
                        getattr(cell, score),
                        truth[score][PATHS.index(cell.node)],
                    )
            for average, value in (("micro", micro[score]), ("macro", truth[score].mean())):
                note(hits, score, average, getattr(made.score(average, "paths"), score), value)
    return {key: np.mean(values) for key, values in hits.items()}


def note(hits, score, over, interval, value):
    """Add whether the interval, if there is one, holds the value."""
    point, low, high = interval
    if point is not None:
        hits.setdefault((over, score), []).append(low <= value <= high)


def main():
    """Print a line per population and kind of average."""
    size, audits = (int(text) for text in (sys.argv[1:] + ["400", "40"][len(sys.argv) - 1 :]))
    rng = np.random.default_rng(1)
    print("missed\tover\tprecision\trecall\tF1")
    for missed in MISSED:
        found = coverage(missed, size, audits, rng)
        for over in ("path", "micro", "macro"):
            shares = "\t".join(
                f"{found[over, score]:.3f}" for score in ("precision", "recall", "f1")
            )
            print(f"{missed}\t{over}\t{shares}", flush=True)


if __name__ == "__main__":
    main()
