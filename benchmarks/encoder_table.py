"""Does pretraining help? The same fine-tuning from several starts, in one table.

    python benchmarks/encoder_table.py TRAIN.jsonl DEV.jsonl --work FOLDER \
        --start random=models/nqp-encoder! --start encoder=models/nqp-encoder --seeds 0 1 2

Each start is NAME=FOLDER of an encoder; ``!`` behind the folder keeps its configuration and
tokenizer and draws the weights anew. TF-IDF with logistic regression is always there. ``--labels
0.25 0.5 1`` repeats the last start with a part of the training documents (first seed only).

A part of the training documents (12 %) is kept for early stopping and for one threshold over all
paths; DEV decides nothing. Sentences are read without their context, which halves the time.
Answers of every run are kept in FOLDER, so that a stopped table goes on. Prints Markdown and
writes ``table.json``: micro- and macro-F1 over the paths, mean over the seeds, with 95 % intervals
from resampling the documents of DEV (draws without a document of the group left out).
``--against NAME`` (repeatable) adds what every start gains
over another one, from the same resampled documents.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from nqp_text.tagging.model_input import Pieces, pieces_of
from nqp_text.taxonomy import load_taxonomy
from nqp_text.training.classifier.labelled import (
    LabelledSentence,
    Targets,
    part_of,
    read_labelled,
    split_by_document,
    targets_of,
)

GROUPS = ("all", "zh", "en", "zh firm", "en firm", "zh gov", "en gov")
DRAWS = 500
HELD_BACK = 0.12


@dataclass(frozen=True, slots=True)
class Data:
    """Sentences to learn from, to decide with, and to be judged on."""

    nodes: tuple[str, ...]
    paths: list[int]
    learn: list[LabelledSentence]
    decide: list[LabelledSentence]
    dev: list[LabelledSentence]


def texts(items: list[LabelledSentence]) -> list[str]:
    """The sentences alone."""
    return [item.sentence.text for item in items]


def tf_idf(data: Data) -> tuple[Any, Any]:
    """Scores of the held-back sentences and of DEV by TF-IDF and logistic regression."""
    from scipy.sparse import hstack
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    views = [
        TfidfVectorizer(analyzer="char", ngram_range=(1, 4), min_df=2, sublinear_tf=True),
        TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True),
    ]
    matrix = hstack([view.fit_transform(texts(data.learn)) for view in views]).tocsr()
    others = [
        hstack([view.transform(texts(part)) for view in views]).tocsr()
        for part in (data.decide, data.dev)
    ]
    truth = targets_of(data.learn, data.nodes).nodes[:, data.paths]
    scores = [np.zeros((other.shape[0], len(data.paths))) for other in others]
    for column in range(len(data.paths)):
        model = LogisticRegression(C=8.0, class_weight="balanced", max_iter=200, tol=1e-3)
        model.fit(matrix, truth[:, column] > 0)
        for score, other in zip(scores, others, strict=True):
            score[:, column] = model.decision_function(other)
    return scores[0], scores[1]


def fine_tuned(data: Data, start: str, seed: int, epochs: int) -> tuple[Any, Any]:
    """The same by fine-tuning an encoder."""
    import torch
    from tokenizers import Tokenizer
    from transformers import AutoModelForTokenClassification

    from nqp_text.training.classifier.fit_transformer import (
        FineTuning,
        classifier_of,
        fine_tune,
        scores_of,
    )

    torch.manual_seed(seed)
    folder = start.removesuffix("!")
    tokenizer = Tokenizer.from_file(str(Path(folder) / "tokenizer.json"))
    model = classifier_of(folder, data.nodes, 0.1)
    if start.endswith("!"):
        model = AutoModelForTokenClassification.from_config(model.config).float()
    settings = FineTuning(epochs=epochs, learning_rate=5e-4, seed=seed, mixed=True, pieces=96)

    def prepared(items: list[LabelledSentence]) -> tuple[list[Pieces], Targets]:
        cut = pieces_of([item.sentence for item in items], tokenizer)
        alone = [Pieces(one.ids, one.offsets, one.context[:1]) for one in cut]
        return alone, targets_of(items, data.nodes)

    decide, dev = prepared(data.decide), prepared(data.dev)
    fine_tune(model, data.nodes, prepared(data.learn), decide, settings, print)
    return (
        scores_of(model, decide[0], settings)[:, data.paths],
        scores_of(model, dev[0], settings)[:, data.paths],
    )


def decided(scores: tuple[Any, Any], truth: Any) -> Any:
    """DEV's decisions at the threshold that is best on the held-back sentences."""
    grid = np.quantile(scores[0], np.linspace(0.6, 0.999, 200))
    f1 = [2 * ((scores[0] > t) & truth).sum() / ((scores[0] > t).sum() + truth.sum()) for t in grid]
    return scores[1] > grid[int(np.argmax(f1))]


def run_once(data: Data, name: str, start: str, seed: int, epochs: int, work: Path) -> Any:
    """Decisions (sentences of DEV, paths) of one run, from the work folder when it is there."""
    file = work / f"{name}-{seed}.npy"
    if file.exists():
        return np.load(file, allow_pickle=False)
    scores = tf_idf(data) if start == "tf-idf" else fine_tuned(data, start, seed, epochs)
    truth = targets_of(data.decide, data.nodes).nodes[:, data.paths] > 0
    answer = decided(scores, truth)
    np.save(file, answer, allow_pickle=False)
    print(f"{name}, seed {seed}: done", flush=True)
    return answer


def f1_of(answer: Any, truth: Any, weights: Any) -> tuple[float, float]:
    """Micro- and macro-F1, NaN where nothing is to be found.

    ``weights`` says how often each sentence was drawn.
    """
    hits = ((answer & truth) * weights[:, None]).sum(0)
    total = ((answer.astype(int) + truth) * weights[:, None]).sum(0)
    used = total > 0
    if not used.any():
        return float("nan"), float("nan")
    return float(2 * hits.sum() / total.sum()), float((2 * hits[used] / total[used]).mean())


def groups_of(data: Data) -> dict[str, Any]:
    """Which sentences of DEV belong to each group."""
    parts = {
        "zh": np.array([item.sentence.lang == "zh" for item in data.dev]),
        "en": np.array([item.sentence.lang == "en" for item in data.dev]),
        "firm": np.array([item.sentence.kind == "firm" for item in data.dev]),
        "gov": np.array([item.sentence.kind == "gov" for item in data.dev]),
    }
    everything = np.ones(len(data.dev), dtype=bool)
    return {
        group: np.logical_and.reduce([everything, *(parts[p] for p in group.split() if p in parts)])
        for group in GROUPS
    }


def resampled(answers: list[Any], data: Data, inside: Any) -> Any:
    """(draws, 2): micro- and macro-F1, mean over the seeds, of resampled documents of DEV."""
    truth = targets_of(data.dev, data.nodes).nodes[:, data.paths] > 0
    documents, number = np.unique([item.doc for item in data.dev], return_inverse=True)
    share = np.full(len(documents), 1 / len(documents))
    draws = np.random.default_rng(0).multinomial(len(documents), share, DRAWS)
    return np.array(
        [
            np.mean([f1_of(a[inside], truth[inside], draw[number][inside]) for a in answers], 0)
            for draw in draws
        ]
    )


def rows_of(name: str, answers: list[Any], data: Data) -> list[dict[str, Any]]:
    """A row per group of sentences: mean over the seeds, spread, intervals."""
    truth = targets_of(data.dev, data.nodes).nodes[:, data.paths] > 0
    rows = []
    for group, inside in groups_of(data).items():
        own = [f1_of(answer[inside], truth[inside], np.ones(inside.sum())) for answer in answers]
        micro, macro = (np.array(values) for values in zip(*own, strict=True))
        low, high = np.nanquantile(resampled(answers, data, inside), [0.025, 0.975], axis=0)
        rows.append(
            {
                "start": name,
                "group": group,
                "sentences": int(inside.sum()),
                "micro_f1": round(float(micro.mean()), 4),
                "low": round(float(low[0]), 4),
                "high": round(float(high[0]), 4),
                "seeds": [round(float(value), 4) for value in micro],
                "macro_f1": round(float(macro.mean()), 4),
                "macro_low": round(float(low[1]), 4),
                "macro_high": round(float(high[1]), 4),
            }
        )  # fmt: skip
    return rows


def gains(runs: dict[str, list[Any]], base: str, data: Data) -> str:
    """What every start gains over ``base`` in micro-F1, with intervals of the difference."""
    everything = groups_of(data)["all"]
    truth = targets_of(data.dev, data.nodes).nodes[:, data.paths] > 0

    def micro(name: str) -> float:
        ones = np.ones(len(truth))
        return float(np.mean([f1_of(answer, truth, ones)[0] for answer in runs[name]]))

    drawn = {name: resampled(answers, data, everything)[:, 0] for name, answers in runs.items()}
    lines = [f"| micro-F1 over {base} | gain |", "|---|---|"]
    for name in runs:
        if name != base:
            low, high = np.quantile(drawn[name] - drawn[base], [0.025, 0.975])
            lines.append(f"| {name} | {micro(name) - micro(base):+.4f} [{low:+.3f}, {high:+.3f}] |")
    return "\n".join(lines)


def markdown(rows: list[dict[str, Any]]) -> str:
    """The table as it stands in the documentation: a line per start, a column per group."""
    lines = ["| start | " + " | ".join(GROUPS) + " | macro |", "|---" * (len(GROUPS) + 2) + "|"]
    for name in dict.fromkeys(row["start"] for row in rows):
        own = {row["group"]: row for row in rows if row["start"] == name}
        cells = [
            f"{own[group]['micro_f1']:.3f} [{own[group]['low']:.2f}, {own[group]['high']:.2f}]"
            for group in GROUPS
        ]
        whole = own["all"]
        macro = f"{whole['macro_f1']:.3f} [{whole['macro_low']:.2f}, {whole['macro_high']:.2f}]"
        lines.append(f"| {name} | " + " | ".join([*cells, macro]) + " |")
    return "\n".join(lines)


def main() -> None:
    """Read the options, run what is missing, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("train", type=Path)
    parser.add_argument("dev", type=Path)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--start", action="append", default=[], help="NAME=FOLDER or NAME=FOLDER!")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--labels", type=float, nargs="*", default=[])
    parser.add_argument("--against", action="append", default=[], help="NAME of a start")
    arguments = parser.parse_args()
    arguments.work.mkdir(parents=True, exist_ok=True)
    nodes = tuple(load_taxonomy(None).ids)
    learn, decide = split_by_document(read_labelled([arguments.train], nodes), HELD_BACK, 0)
    paths = [at for at, node in enumerate(nodes) if node.startswith("path.")]
    data = Data(nodes, paths, learn, decide, read_labelled([arguments.dev], nodes))
    starts = dict(start.split("=", 1) for start in arguments.start)
    rows: list[dict[str, Any]] = []
    runs: dict[str, list[Any]] = {}
    for name, start in {"tf-idf": "tf-idf", **starts}.items():
        seeds = arguments.seeds[:1] if start == "tf-idf" else arguments.seeds
        answers = [
            run_once(data, name, start, seed, arguments.epochs, arguments.work) for seed in seeds
        ]
        runs[name] = answers
        rows += rows_of(name, answers, data)
    for share in arguments.labels:
        for name, start in [("tf-idf", "tf-idf"), *list(starts.items())[-1:]]:
            kept = [item for item in learn if part_of(item.doc, 1) < share]
            part = Data(nodes, paths, kept, decide, data.dev)
            label = f"{name}, {len(kept)} labels"
            answer = run_once(
                part, label, start, arguments.seeds[0], arguments.epochs, arguments.work
            )
            rows += rows_of(label, [answer], data)
    (arguments.work / "table.json").write_text(
        json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    print(markdown(rows))
    for base in arguments.against:
        print(f"\n{gains(runs, base, data)}")


if __name__ == "__main__":
    main()
